"""Money won back: the booked orders that recovered a missed call or a redirected order."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from activities.enums import Direction
from activities.models import PhoneCall
from company.queries import team_of
from core.clock import monday_of, sunday_of
from sales.enums import OrderKind, OrderStatus
from sales.models import Order, Recovery, RedirectedOrder

from .redirected import ATTEND, redirected_visible_to
from .scope import sees_whole_house

# An order made later than this after a call or a failed attempt is not offered as its recovery.
RECOVERS_WITHIN = timedelta(days=14)


@dataclass(frozen=True)
class Recovered:
    """How many orders and their money without tax."""

    orders: int
    money: Decimal


def recovered_orders(rows: QuerySet[Order], kind: str = "any") -> QuerySet[Order]:
    """Those of ``rows`` that count as recovered: booked sales (never annulled ones) with a link of that kind."""
    wanted = {
        "redirected": Q(recovery__redirected_order__isnull=False),
        "calls": Q(recovery__phone_call__isnull=False),
    }.get(kind, Q(recovery__isnull=False))
    return rows.filter(wanted, booked=True, kind=OrderKind.SALE)


def recovered_between(
    first: date, last: date, *, kind: str = "any", sellers: frozenset[int] | None = None
) -> Recovered:
    """Orders placed from ``first`` to ``last`` (company's days, both included) that recovered something."""
    rows = recovered_orders(Order.objects.filter(placed_on__range=(first, last)), kind)
    if sellers is not None:
        rows = rows.filter(seller_id__in=sellers)
    found = rows.aggregate(orders=Count("pk"), money=Sum("total"))
    return Recovered(found["orders"], found["money"] or Decimal(0))


def recovered_in(week: str, *, user: Any, kind: str = "any") -> Recovered:
    """The same for an ISO week, of the sellers whose work ``user`` may see."""
    sellers = None if sees_whole_house(user) else team_of(user)
    return recovered_between(monday_of(week), sunday_of(week), kind=kind, sellers=sellers)


def recovery_of(order: Order) -> Recovery | None:
    """What an order recovered, with the call and the redirected order."""
    return Recovery.objects.filter(order=order).select_related("phone_call", "redirected_order").first()


def missed_calls_of(user: Any, order: Order) -> QuerySet[PhoneCall]:
    """Missed calls of the order's customer in the days before it, that no order recovered yet."""
    if order.customer_id is None:
        return PhoneCall.objects.none()
    rows = PhoneCall.objects.filter(
        customer_id=order.customer_id,
        direction=Direction.IN,
        answered=False,
        recoveries=None,
        started_at__range=(order.placed_at - RECOVERS_WITHIN, order.placed_at),
    )
    return rows if getattr(user, "roles", frozenset()) & ATTEND else rows.none()


def recoverable(user: Any, order: Order) -> list[tuple[str, str, datetime]]:
    """What this order may have recovered, newest first: (key to post, what it was, when); nothing if it did already."""
    if order.kind != OrderKind.SALE or order.status == OrderStatus.CANCELLED or order.customer_id is None:
        return []
    if Recovery.objects.filter(order=order).exists():
        return []
    tried = redirected_visible_to(user).filter(
        customer_id=order.customer_id,
        recoveries=None,
        happened_at__range=(order.placed_at - RECOVERS_WITHIN, order.placed_at),
    )
    found = [(f"redirected-{one.pk}", f"el pedido redirigido {one.number}", one.happened_at) for one in tried[:3]]
    calls = missed_calls_of(user, order).order_by("-started_at")[:3]
    found += [(f"call-{one.pk}", "la llamada perdida", one.started_at) for one in calls]
    return sorted(found, key=lambda one: one[2], reverse=True)


def orders_to_link(user: Any, redirected: RedirectedOrder, *, limit: int = 5) -> list[Order]:
    """Orders of the customer since he got stuck that recovered nothing yet, newest first."""
    from .visible import orders_visible_to

    if redirected.customer_id is None:
        return []
    rows = orders_visible_to(user).filter(
        customer_id=redirected.customer_id,
        kind=OrderKind.SALE,
        placed_at__gte=redirected.happened_at,
        recovery__isnull=True,
    )
    return list(rows.exclude(status=OrderStatus.CANCELLED).order_by("-placed_at", "-id")[:limit])
