"""The cobros in the slots of the apps below: navigation, the day, the palette, the report, what is taken back."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from company.queries import time_zone
from core import formatting, house
from core.clock import business_date
from core.slots import (
    ACTIONS,
    NAVIGATION,
    REPORTS,
    SEARCH,
    TODAY,
    UNDO,
    NavItem,
    PaletteAction,
    Report,
    SearchHit,
    SearchSource,
    TodayAct,
    TodayItem,
    TodaySource,
)
from sales import exports, queries
from sales.queries.receivables import COLLECT, debts_visible_to
from sales.services import allocations, payments
from sales.tables.receivables import customer_account


def _today(user: Any, at: datetime, limit: int) -> list[TodayItem]:
    """What is overdue and his to collect, the most money first: one query."""
    day = business_date(at, time_zone())
    facts = house.current()
    rows: Any = debts_visible_to(user).filter(due_on__lt=day, customer__isnull=False)
    found = []
    for row in rows.order_by("-balance", "pk")[:limit]:
        late = (day - row.due_on).days
        days = "desde ayer" if late == 1 else f"desde hace {late} días"
        money = formatting.money(row.balance, facts.locale)
        found.append(
            TodayItem(
                title=f"Cobrar a {row.customer.name}",
                reason=f"Debe {money} {days}, pedido {row.number}",
                act=TodayAct("Recordar", reverse("sales:receivables_remind", args=[row.pk]), icon="mail"),
                url=customer_account(row),
                money=row.balance,
                urgent=late > 60,
                icon="cash",
                key=str(row.pk),
            )
        )
    return found


def _hits(user: Any, text: str, limit: int) -> list[SearchHit]:
    """Payments by the beginning of their number."""
    if not any(letter.isdigit() for letter in text):
        return []
    facts = house.current()
    rows = queries.search_payments(queries.payments_listed(user), text).order_by("-paid_on", "-id")
    return [
        SearchHit(
            f"Pago {row.number}",
            f"{row.customer.name if row.customer else 'mostrador'} · {formatting.money(row.amount, facts.locale)}",
            reverse("sales:payment", args=[row.pk]),
        )
        for row in rows[:limit]
    ]


NAVIGATION.add("sales.receivables", NavItem("Cartera", "sales:receivables", "report-money", "Vender"), order=108)
SEARCH.add("sales.payments", SearchSource("Pagos", "cash", _hits), order=26)
TODAY.add("sales.receivables", TodaySource("Por cobrar", _today, frozenset({"ventas", "supervisor"})), order=40)
ACTIONS.add(
    "sales.payment",
    PaletteAction("Anotar un pago", "cash", "sales:payment_new", roles=COLLECT, for_customer=True),
)
REPORTS.add("receivables", Report("Cartera a un día", exports.ask_receivables, exports.receivables))
UNDO.add(allocations.ALLOCATED, allocations.take_back_allocated)
UNDO.add(allocations.RELEASED, allocations.take_back_released)
UNDO.add(payments.UNDO_KIND, payments.take_back)
