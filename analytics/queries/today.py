"""What the figures put into somebody's day: customers who are leaving, goods that came back."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from company.models import User
from core.slots import TodayAct, TodayItem
from customers.models import CustomerStanding
from sales.enums import OrderKind
from sales.models import Order

from . import links
from .segments import CALL_FIRST, current_table, names_of, with_names
from .wording import voice

RECENT_DAYS = 14


def leaving(user: User, at: datetime, limit: int) -> list[TodayItem]:
    """Own customers in the segments that want a call, the richest first."""
    speaks = voice()
    found = CustomerStanding.objects.filter(
        customer__owner_id=user.pk, customer__is_active=True, segment__in=CALL_FIRST
    ).select_related("customer")
    items = []
    for standing in with_names(found).order_by("-monetary", "-customer")[:limit]:
        customer = standing.customer
        now, was = names_of(standing)
        days = (speaks.today - standing.last_order_on).days if standing.last_order_on else None
        since = f"hace {speaks.count(days, 'día', 'días')}" if days is not None else "todavía"
        fell = f"{now}; antes, {was}" if was and was != now else now
        items.append(
            TodayItem(
                title=f"{customer.name} no compra {since}",
                reason=f"{fell} · {speaks.count(standing.frequency, 'pedido', 'pedidos')}",
                act=_call(customer),
                url=links.customer(customer.pk),
                money=standing.monetary,
                icon="user",
                key=f"{customer.pk}.{standing.week}",
            )
        )
    return items


def returned(user: User, at: datetime, limit: int) -> list[TodayItem]:
    """Returns of the last two weeks, the dearest first, with the customer behind each."""
    speaks, table = voice(), current_table()
    since = speaks.today - timedelta(days=RECENT_DAYS)
    found = Order.objects.filter(kind=OrderKind.RETURN, placed_on__gte=since, customer__isnull=False)
    items = []
    for order in found.select_related("customer", "customer__standing").order_by("total", "id")[:limit]:
        customer = order.customer
        segment = table.name(customer.standing.segment)  # type: ignore[union-attr]  # filtered above
        items.append(
            TodayItem(
                title=f"{customer.name} devolvió el pedido {order.number}",  # type: ignore[union-attr]
                reason=" · ".join(part for part in (segment, speaks.day_long(order.placed_on)) if part),
                act=_call(customer),
                url=links.order(order.pk),
                money=-order.total,
                icon="receipt-refund",
                key=str(order.pk),
            )
        )
    return items


def _call(customer: Any) -> TodayAct:
    if customer.phone:
        return TodayAct("Llamar", f"{reverse('activities:log_call')}?customer={customer.pk}", "phone")
    return TodayAct("Ver cliente", links.customer(customer.pk), "user")
