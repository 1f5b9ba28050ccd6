"""What follows a sale, in the slots of the apps below: post-sale rules, hand-overs, what else would suit."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from company.enums import Role
from core import house
from core.history import HistorySource, stamp
from core.jobs import JobKind
from core.slots import (
    CUSTOMER_PANELS,
    HISTORY,
    JOB_KINDS,
    OWNER_CHANGED,
    PERSONAL_DATA,
    TASK_RULES,
    TODAY,
    CustomerPanel,
    OwnerHook,
    TodayAct,
    TodayItem,
    TodaySource,
)
from customers.services.privacy_fields import personal_data
from sales.forms.post_sale import PostSaleForm
from sales.models import PostSaleRule
from sales.queries.cross_sell import products_for
from sales.queries.hand_over import unread_of
from sales.queries.post_sale import KEY, rules_visible_to
from sales.queries.scope import LEAD, SELL
from sales.services import hand_over
from sales.services.post_sale import save_rule


def _rules() -> list[tuple[str, str]]:
    return [(f"{KEY}:{pk}", name) for pk, name in PostSaleRule.objects.values_list("pk", "name")]


TASK_RULES.add("sales.post_sale", _rules)


def _restore(actor: Any, row: PostSaleRule, field: str, value: Any) -> None:
    shown = stamp(row)
    setattr(row, field, value)
    save_rule(rule=row, actor=actor, shown=shown)


HISTORY.add(
    "sales.postsalerule",
    HistorySource(
        "sales.PostSaleRule",
        rules_visible_to,
        url=lambda row: reverse("sales:post_sale_rule", args=[row.pk]),
        restore=_restore,
        restorable=frozenset({*PostSaleForm.Meta.fields, "product"}),
        may=lambda user, row: bool(LEAD & user.roles),
        told=lambda user, row: "Ponerla en marcha, detenerla y su orden se cambian en la página de la regla.",
    ),
)


# ── Hand-overs ──────────────────────────────────────────────────────────────────────────────────────────────
def _received(user: Any, at: datetime, limit: int) -> list[TodayItem]:
    return [
        TodayItem(
            title=f"{row.customer.name} ahora es tuyo",
            reason=f"lo tenía {row.from_user}: lee su expediente" if row.from_user else "lee su expediente",
            act=TodayAct("Leer", reverse("sales:hand_over", args=[row.pk]), "folder"),
            url=reverse("sales:hand_over", args=[row.pk]),
            due=row.at,
            icon="folder",
            key=str(row.pk),
        )
        for row in unread_of(user, limit=limit)
    ]


OWNER_CHANGED.add("sales.hand_over", OwnerHook(hand_over.changed, hand_over.taken_back, hand_over.open_work))
JOB_KINDS.add(hand_over.JOB, JobKind("Preparar entregas de clientes", hand_over.build_job))
TODAY.add(
    "sales.hand_over",
    TodaySource("Clientes que recibes", _received, frozenset({Role.SELLER.value, Role.SUPERVISOR.value})),
    order=40,
)
PERSONAL_DATA.add(
    "sales.hand_over",
    personal_data(label="Entregas a otro vendedor", model="sales.HandOver", path="customer", fields={"dossier": {}}),
)


# ── Cross-sell ──────────────────────────────────────────────────────────────────────────────────────────────
NOTHING = "Con lo que ha comprado todavía no se sabe qué más le serviría."


def _fits(user: Any, customer: Any) -> dict[str, Any] | None:
    """For who sells; the way to a quote with the customer and the product in it."""
    if not SELL & getattr(user, "roles", frozenset()):
        return None
    found = products_for(customer, today=house.current().today)
    quote = reverse("sales:quote_new")
    fits = [{"fit": one, "quote_url": f"{quote}?customer={customer.pk}&product={one.id}"} for one in found]
    return {"fits": fits, "note": NOTHING}


CUSTOMER_PANELS.add("sales.cross_sell", CustomerPanel("Le conviene ofrecer", "sales/_cross_sell.html", _fits), order=45)
