"""Filters of orders and payments. The names are the addresses that figures of the dashboards lead to."""

from datetime import date, timedelta
from typing import Any, ClassVar

import django_filters as df
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet

from company.models import User
from company.queries import today
from core import formatting
from core.clock import monday_of, sunday_of
from core.lists import ListFilter, Words
from customers.enums import NO_SEGMENT, SEGMENT_CHOICES
from customers.models import Customer
from inventory.models import Category, Product
from sales.enums import Channel, OrderKind, OrderStatus, PaymentMethod
from sales.models import Order, OrderLine, Payment
from sales.queries.recoveries import recovered_orders

Rows = QuerySet[Order]
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
UNCATEGORISED = "-"
DELIVERY = [("late", "Tarde"), ("today", "Para hoy"), ("week", "Para los próximos siete días")]
DELIVERY_SAID = {"late": "que se entregan tarde", "today": "para hoy", "week": "para los próximos siete días"}
RECOVERED = [
    ("any", "De llamadas o redirigidos"),
    ("redirected", "De pedidos redirigidos"),
    ("calls", "De llamadas perdidas"),
]
RECOVERED_SAID = {
    "any": "de llamadas o redirigidos",
    "redirected": "de pedidos redirigidos",
    "calls": "de llamadas perdidas",
}


def day_said(value: date) -> str:
    return formatting.day_short(value, today=today())


def a_week(value: str) -> None:
    """An ISO week, as ``2026-W47``."""
    try:
        monday_of(value)
    except ValueError as error:
        raise ValidationError("Escribe la semana como 2026-W47.") from error


def week_said(value: str) -> str:
    return formatting.week(value, today=today())


def people(request: Any = None) -> QuerySet[User]:
    return User.objects.filter(is_active=True).order_by("first_name", "last_name", "username")


class _KeyWidget(forms.TextInput):
    """A record by its id: kept in the address, chosen elsewhere."""

    input_type = "hidden"


class OrderFilter(ListFilter):
    """What the list of orders can be narrowed by."""

    week = df.CharFilter(label="Semana", method="by_week", validators=[a_week], help_text="Como 2026-W47.")
    status = df.MultipleChoiceFilter(label="Estado", choices=OrderStatus.choices)
    kind = df.MultipleChoiceFilter(label="Clase", choices=OrderKind.choices)
    channel = df.MultipleChoiceFilter(label="Canal", choices=Channel.choices)
    city = df.CharFilter(label="Ciudad", lookup_expr="iexact")
    segment = df.MultipleChoiceFilter(
        label="Segmento del cliente hoy", choices=[*SEGMENT_CHOICES, ("counter", "Mostrador")], method="by_segment"
    )
    category = df.ModelChoiceFilter(
        label="Categoría de producto",
        queryset=Category.objects.all(),
        to_field_name="code",
        empty_label="Cualquiera",
        null_label="Sin categoría",
        null_value=UNCATEGORISED,
        method="by_category",
    )
    seller = df.ModelChoiceFilter(
        label="Vendedor", queryset=people, null_label="Nadie", null_value="none", empty_label="Cualquiera"
    )
    total_min = df.NumberFilter(label="Total desde", field_name="total", lookup_expr="gte")
    total_max = df.NumberFilter(label="Total hasta", field_name="total", lookup_expr="lte")
    delivery = df.ChoiceFilter(
        label="Entrega prometida", choices=DELIVERY, method="by_delivery", empty_label="Da igual"
    )
    recovered = df.ChoiceFilter(label="Recuperados", choices=RECOVERED, method="by_recovered", empty_label="Da igual")
    customer = df.ModelChoiceFilter(label="Cliente", queryset=Customer.objects.all(), widget=_KeyWidget)
    product = df.ModelChoiceFilter(
        label="Producto", queryset=Product.objects.all(), widget=_KeyWidget, method="by_product"
    )

    words: ClassVar[dict[str, Words]] = {
        "from": Words("desde el", day_said),
        "to": Words("hasta el", day_said),
        "week": Words("de la", week_said),
        "channel": Words("por"),
        "city": Words("en", str),
        "segment": Words("de clientes"),
        "category": Words("con", lambda value: "productos sin categoría" if value == UNCATEGORISED else str(value)),
        "seller": Words("vendidos por", lambda value: "nadie" if value == "none" else str(value)),
        "delivery": Words("", lambda value: DELIVERY_SAID[value]),
        "recovered": Words("recuperados", lambda value: RECOVERED_SAID[value]),
        "customer": Words("de", str),
        "product": Words("con", str),
        "total_min": Words("desde", str),
        "total_max": Words("hasta", str),
    }

    def by_week(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(placed_on__range=(monday_of(value), sunday_of(value)))

    def by_segment(self, rows: Rows, name: str, values: list[str]) -> Rows:
        codes = ["" if one == NO_SEGMENT else one for one in values if one != "counter"]
        wanted = Q(customer__standing__segment__in=codes)
        return rows.filter(wanted | Q(customer=None) if "counter" in values else wanted)

    def by_category(self, rows: Rows, name: str, value: Any) -> Rows:
        lines = OrderLine.objects.filter(order=OuterRef("pk"))
        if value == UNCATEGORISED:
            return rows.filter(Exists(lines.filter(product__category=None)))
        return rows.filter(Exists(lines.filter(product__category__path__startswith=value.path)))

    def by_recovered(self, rows: Rows, name: str, value: str) -> Rows:
        return recovered_orders(rows, value)

    def by_delivery(self, rows: Rows, name: str, value: str) -> Rows:
        day = today()
        waiting = rows.filter(status=OrderStatus.CONFIRMED, kind=OrderKind.SALE, delivery_on__isnull=False)
        if value == "late":
            return waiting.filter(delivery_on__lt=day)
        return waiting.filter(delivery_on__range=(day, day if value == "today" else day + timedelta(days=6)))

    def by_product(self, rows: Rows, name: str, value: Product) -> Rows:
        return rows.filter(Exists(OrderLine.objects.filter(order=OuterRef("pk"), product=value)))


# "from" is a word of Python, so the two ends of a period are put in by name.
OrderFilter.base_filters = {
    "from": df.DateFilter(label="Desde el día", field_name="placed_on", lookup_expr="gte", widget=DATE),
    "to": df.DateFilter(label="Hasta el día", field_name="placed_on", lookup_expr="lte", widget=DATE),
    **OrderFilter.base_filters,
}


class PaymentFilter(ListFilter):
    """What the list of payments can be narrowed by."""

    method = df.MultipleChoiceFilter(label="Medio", choices=PaymentMethod.choices)
    amount_min = df.NumberFilter(label="Importe desde", field_name="amount", lookup_expr="gte")
    amount_max = df.NumberFilter(label="Importe hasta", field_name="amount", lookup_expr="lte")
    customer = df.ModelChoiceFilter(label="Cliente", queryset=Customer.objects.all(), widget=_KeyWidget)
    order = df.ModelChoiceFilter(label="Pedido", queryset=Order.objects.all(), widget=_KeyWidget)

    words: ClassVar[dict[str, Words]] = {
        "from": Words("desde el", day_said),
        "to": Words("hasta el", day_said),
        "method": Words("por"),
        "amount_min": Words("desde", str),
        "amount_max": Words("hasta", str),
        "customer": Words("de", str),
        "order": Words("del", lambda value: f"pedido {value.number}"),
    }

    class Meta:
        model = Payment
        fields: ClassVar[list[str]] = []


PaymentFilter.base_filters = {
    "from": df.DateFilter(label="Desde el día", field_name="paid_on", lookup_expr="gte", widget=DATE),
    "to": df.DateFilter(label="Hasta el día", field_name="paid_on", lookup_expr="lte", widget=DATE),
    **PaymentFilter.base_filters,
}
