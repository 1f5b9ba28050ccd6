"""Columns of orders and payments."""

from decimal import Decimal

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import formatting, house
from core.lists import Col, ListTable
from inventory.queries import COST_ROLES
from sales.enums import OrderKind, OrderStatus
from sales.models import Order, Payment

COUNTER = "Venta de mostrador"
TONES = {OrderStatus.DRAFT: "warn", OrderStatus.CONFIRMED: "anil", OrderStatus.CANCELLED: ""}


def order_url(order: Order) -> str:
    return reverse("sales:detail", args=[order.pk])


def customer_name(row: Order | Payment) -> str:
    return row.customer.name if row.customer else COUNTER


def order_note(order: Order) -> str:
    kind = "" if order.kind == OrderKind.SALE else str(OrderKind(order.kind).label)
    return " · ".join(part for part in (order.number, kind) if part)


def status_cell(order: Order) -> SafeString | str:
    """No badge for the normal state."""
    label = order.get_status_display()
    if order.status == OrderStatus.DELIVERED:
        return format_html('<span class="quiet">{}</span>', label)
    tone = TONES[OrderStatus(order.status)]
    return format_html('<span class="badge{}">{}</span>', f" badge-{tone}" if tone else "", label)


def margin_of(order: Order) -> Decimal | None:
    """What the lines of known cost leave, before tax; ``None`` where no cost is known. Needs ``orders_listed``."""
    return None if order.cost is None else order.total - order.uncosted - order.cost  # type: ignore[attr-defined]


def day_cell(order: Order) -> str:
    today = house.current().today
    say = formatting.day if (today - order.placed_on).days < 7 else formatting.day_short
    return say(order.placed_on, today=today)


def is_late(order: Order) -> bool:
    """Was it promised for a day that has passed, and is still here?"""
    waits = order.status == OrderStatus.CONFIRMED and order.kind == OrderKind.SALE
    return bool(waits and order.delivery_on and order.delivery_on < house.current().today)


def promised_cell(order: Order) -> SafeString | str:
    """The promise, and how late it is while it waits."""
    if order.delivery_on is None:
        return "–"
    facts = house.current()
    said = formatting.day(order.delivery_on, today=facts.today)
    if not is_late(order):
        return said
    late = formatting.plural((facts.today - order.delivery_on).days, "día", "días", facts.locale)
    return format_html('<span class="bad">{}, {} tarde</span>', said, late)


class OrderTable(ListTable):
    name = Col("Cliente", raw=customer_name, to=order_url, second=order_note, phone="main")
    number = Col("Pedido", at="number", to=order_url)
    placed = Col("Fecha", at="placed_at", kind="datetime", show=day_cell, sort="placed")
    channel = Col("Canal", raw=lambda o: o.get_channel_display())
    city = Col("Ciudad", at="city")
    status = Col("Estado", raw=lambda o: str(o.get_status_display()), show=status_cell)
    promised = Col("Entrega", at="delivery_on", kind="date", show=promised_cell, sort="promised")
    total = Col("Total", at="total", kind="money", phone="figure")
    margin = Col("Margen", raw=margin_of, kind="money", roles=COST_ROLES)
    cost = Col("Costo", at="cost", kind="money", roles=COST_ROLES)
    tax = Col("Impuesto", at="tax", kind="money")
    seller = Col("Vendedor", raw=lambda o: str(o.seller) if o.seller else "")
    kind = Col("Clase", raw=lambda o: str(o.get_kind_display()))
    due = Col("Vence", at="due_on", kind="date")
    note = Col("Nota", at="note")


class PaymentTable(ListTable):
    name = Col(
        "Cliente",
        raw=customer_name,
        to=lambda p: reverse("sales:payment", args=[p.pk]),
        second=lambda p: p.number,
        phone="main",
    )
    paid = Col("Día", at="paid_on", kind="date")
    method = Col("Medio", raw=lambda p: str(p.get_method_display()))
    order = Col(
        "Pedido",
        raw=lambda p: p.order.number if p.order else "",
        show=lambda p: format_html('<a href="{}">{}</a>', order_url(p.order), p.order.number) if p.order else "–",
    )
    reference = Col("Referencia", at="reference")
    allocated = Col("Aplicado", at="allocated", kind="money")
    amount = Col("Importe", at="amount", kind="money", phone="figure")
    number = Col("Número", at="number")
