"""What sales tells of a customer: his orders, what he gave back, what he paid. Streams of the slot ``STORY``."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse

from core.slots import StoryItem, StorySource
from sales.enums import Channel, OrderStatus, PaymentMethod

ORDER_DATA = (
    "jsonb_build_object('id', o.id, 'number', o.number, 'kind', o.kind, 'status', o.status, 'channel', o.channel, "
    "'city', o.city, 'total', o.total::text)"
)
BADGES = {
    OrderStatus.DRAFT: ("borrador", "warn"),
    OrderStatus.CONFIRMED: ("por entregar", "anil"),
    OrderStatus.CANCELLED: ("anulado", ""),
}
NAMES = {"return": "Devolución", "adjustment": "Ajuste"}


def order_item(data: dict[str, Any], at: datetime) -> StoryItem:
    """An order, a return or an adjustment."""
    way = data["channel"]
    channel = str(Channel(way).label).lower() if way in Channel.values else way
    badge, tone = BADGES.get(data["status"], ("", ""))
    return StoryItem(
        strong=f"{NAMES.get(data['kind'], 'Pedido')} {data['number']}",
        rest=" · ".join(part for part in (channel, data["city"]) if part),
        badge=badge,
        badge_tone=tone,
        money=Decimal(data["total"]),
        url=reverse("sales:detail", args=[data["id"]]),
        icon="truck-return" if data["kind"] == "return" else "",
        tone="warn" if data["kind"] == "return" else "",
    )


def payment_item(data: dict[str, Any], at: datetime) -> StoryItem:
    """Money that came in, or was given back."""
    way, amount = data["method"], Decimal(data["amount"])
    method = str(PaymentMethod(way).label).lower() if way in PaymentMethod.values else way
    return StoryItem(
        strong="Pagó" if amount > 0 else "Se le devolvió",
        rest=f"por {method}" + (f", pedido {data['order']}" if data["order"] else ""),
        money=amount,
        whole_day=True,
    )


ORDERS = StorySource(
    label="Pedidos",
    icon="shopping-bag",
    table="sales_order o",
    customer="o.customer_id",
    at="o.placed_at",
    id="o.id",
    data=ORDER_DATA,
    item=order_item,
    where="o.kind <> 'return'",
)
RETURNS = StorySource(
    label="Devoluciones",
    icon="truck-return",
    table="sales_order o",
    customer="o.customer_id",
    at="o.placed_at",
    id="o.id",
    data=ORDER_DATA,
    item=order_item,
    where="o.kind = 'return'",
)
# Only the day of a payment is known: it stands at noon of the company's zone.
PAYMENTS = StorySource(
    label="Cobros",
    icon="cash",
    table="sales_payment p LEFT JOIN sales_order po ON po.id = p.order_id",
    customer="p.customer_id",
    at="(p.paid_on + time '12:00') AT TIME ZONE %(zone)s",
    id="p.id",
    data="jsonb_build_object('method', p.method, 'amount', p.amount::text, 'order', coalesce(po.number, ''))",
    item=payment_item,
)
