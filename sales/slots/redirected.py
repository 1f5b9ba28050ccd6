"""Redirected orders in the slots of the apps below: navigation, search, the day, the story, history, imports."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from company.enums import Role
from company.queries import current, time_zone
from core import formatting, house
from core.errors import Conflict
from core.history import HistorySource
from core.imports.kinds import Kind
from core.slots import (
    ACTIONS,
    HISTORY,
    IMPORT_KINDS,
    NAVIGATION,
    PERSONAL_DATA,
    REPORTS,
    SEARCH,
    STORY,
    TODAY,
    UNDO,
    NavItem,
    PaletteAction,
    PersonalData,
    Report,
    SearchHit,
    SearchSource,
    StoryItem,
    StorySource,
    TodayAct,
    TodayItem,
    TodaySource,
)
from sales import exports, importers, queries
from sales.enums import REDIRECT_OPEN, RedirectSource, RedirectStatus
from sales.models import RedirectedOrder
from sales.queries.scope import LEAD
from sales.services import import_redirected, redirected, redirected_assign, redirected_personal
from sales.tables.redirected import is_late, why_stuck

from .hits import hits_of

STORY_DATA = (
    "jsonb_build_object('id', r.id, 'number', r.number, 'status', r.status, 'source', r.source, 'amount', r.amount, "
    "'text', r.text, 'stuck', (SELECT c.short FROM sales_redirectcause c WHERE c.id = r.cause_id))"
)


def _hits(user: Any, text: str, limit: int) -> list[SearchHit]:
    return hits_of(
        queries.find_redirected(user, text, limit),
        title=lambda row: f"Redirigido {row.number}",
        about=lambda row: str(row.who),
        money=lambda row: row.amount,
        url=lambda row: reverse("sales:redirected", args=[row.pk]),
    )


def _today(user: Any, at: datetime, limit: int) -> list[TodayItem]:
    facts = house.current()
    return [_item(row, at, facts) for row in queries.waiting_for(user, limit)]


def _item(row: RedirectedOrder, at: datetime, facts: Any) -> TodayItem:
    page = reverse("sales:redirected", args=[row.pk])
    happened = row.happened_at.astimezone(facts.zone)
    day = "" if happened.date() == facts.today else f"{formatting.day(happened.date(), today=facts.today)}, "
    money = f"{formatting.money(row.amount, facts.locale)} · " if row.amount else ""
    if row.status == RedirectStatus.CONTACTED:
        act = TodayAct("Cerrar", reverse("sales:redirected_convert", args=[row.pk]), "shopping-bag-check")
        title = f"{row.who} espera su pedido"
    else:
        post = row.seller_id is None
        address = reverse("sales:redirected_take", args=[row.pk]) if post else page
        act, title = TodayAct("Atender", address, "arrow-forward-up", post=post), f"{row.who} no pudo comprar"
    return TodayItem(
        title=title,
        reason=f"{money}{why_stuck(row)}, {day}{happened:%H:%M}",
        act=act,
        url=page,
        due=row.happened_at,
        money=row.amount,
        urgent=is_late(row, at),
        icon="arrow-guide",
        key=str(row.pk),
    )


def _told(data: dict[str, Any], at: Any) -> StoryItem:
    badge, tone = {
        "waiting": ("por atender", "warn"),
        "assigned": ("por atender", "warn"),
        "contacted": ("en curso", "anil"),
        "recovered": ("recuperado", "good"),
    }.get(data["status"], (str(RedirectStatus(data["status"]).label).lower(), ""))
    return StoryItem(
        strong="No pudo comprar",
        rest=f"· {data['stuck'] or 'no pudo terminar su pedido'}, {str(RedirectSource(data['source']).label).lower()}",
        quote=data["text"] or "",
        badge=badge,
        badge_tone=tone,
        money=data["amount"] or None,
        url=reverse("sales:redirected", args=[data["id"]]),
        icon="arrow-guide",
        tone="good" if data["status"] == "recovered" else "warn",
    )


def _story_of(user: Any) -> str | None:
    """Who attends sees them in the story whoever attends it: the story is the customer's; the page itself is 404."""
    return "" if queries.ATTEND & getattr(user, "roles", frozenset()) else None


IMPORT_KINDS.add(
    "redirected_orders",
    Kind(
        key="redirected_orders",
        label="Pedidos redirigidos",
        fields=importers.REDIRECTED_FIELDS,
        roles=frozenset({Role.GESTOR, Role.SUPERVISOR, Role.ADMINISTRATOR}),
        check=import_redirected.check,
        apply=import_redirected.apply,
        zone=time_zone,
        country=lambda: str(current().country),
        creates=("sales.RedirectedOrder",),
        children=(("sales.RedirectedLine", "redirected_id", "sales.RedirectedOrder"),),
        stands=import_redirected.stands,
        whole="external_id",
        help="Una fila por producto que quiso comprar. El mismo número en varias filas es un solo pedido redirigido.",
        icon="arrow-guide",
    ),
    order=30,
)
NAVIGATION.add(
    "sales.redirected",
    NavItem("Pedidos redirigidos", "sales:redirected_list", "arrow-guide", "Vender", count=queries.waiting_count),
    order=105,
)
SEARCH.add("sales.redirected", SearchSource("Pedidos redirigidos", "arrow-guide", _hits), order=25)
TODAY.add(
    "sales.redirected",
    TodaySource("Pedidos redirigidos", _today, frozenset({Role.SELLER.value, Role.SUPERVISOR.value})),
    order=30,
)
STORY.add(
    "sales.redirected",
    StorySource(
        label="Redirigidos",
        icon="arrow-guide",
        table="sales_redirectedorder r",
        customer="r.customer_id",
        at="r.happened_at",
        id="r.id",
        data=STORY_DATA,
        item=_told,
        visible=_story_of,
    ),
    order=60,
)
ACTIONS.add(
    "sales.redirected",
    PaletteAction(
        "Anotar pedido redirigido", "arrow-guide", "sales:redirected_new", roles=queries.ATTEND, for_customer=True
    ),
)
FIXED = (
    "Lo que llegó de fuera (quién es, qué quería, cuándo y por qué no pudo) no se cambia. Un pedido abierto puede "
    "volver a quien lo atendía, si supervisas; los demás pasos se deshacen al darlos o en su página."
)


def _restore(actor: Any, row: RedirectedOrder, field: str, value: Any) -> str:
    """``field`` is the seller: back to who attended it, or to the queue of everybody."""
    if value is None:
        return redirected.give_back(redirected=row, actor=actor)
    changed, undo_url = redirected_assign.assign(
        redirected=RedirectedOrder.objects.filter(pk=row.pk, version=row.version), seller=value, actor=actor
    )
    if not changed:
        raise Conflict("Otra persona lo cambió mientras mirabas. Esto es lo que dice ahora.")
    return undo_url


HISTORY.add(
    "sales.redirectedorder",
    HistorySource(
        "sales.RedirectedOrder",
        queries.redirected_visible_to,
        url=lambda row: reverse("sales:redirected", args=[row.pk]),
        restore=_restore,
        restorable=frozenset({"seller"}),
        may=lambda user, row: row.status in REDIRECT_OPEN and bool(LEAD & user.roles),
        told=lambda user, row: FIXED,
    ),
)
PERSONAL_DATA.add(
    "sales.redirected",
    PersonalData(
        "Pedidos redirigidos",
        "sales.RedirectedOrder",
        frozenset({"name", "phone", "email", "text", "note"}),
        redirected_personal.rows,
        redirected_personal.erase,
    ),
)
REPORTS.add("redirected", Report("Pedidos redirigidos de una semana", exports.ask_redirected, exports.redirected))
UNDO.add(redirected.UNDO_KIND, redirected.take_back)
