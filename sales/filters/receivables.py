"""Filters of the cartera. The names are the addresses that its bar and its alerts lead to."""

from datetime import date
from typing import Any, ClassVar

import django_filters as df
from django.db.models import Q, QuerySet

from company.queries import today
from core.lists import ListFilter, Words
from customers.models import Customer
from sales.models import Order
from sales.queries.cash import expected_within
from sales.queries.receivables import BUCKET_LABELS, BUCKETS, bucket_range

from .orders import DATE, _KeyWidget, day_said, people

Rows = QuerySet[Order]
SAID = {"current": "por vencer", **{key: f"{label.lower()} de atraso" for key, label, low, _ in BUCKETS if low}}


class ReceivableFilter(ListFilter):
    """What the cartera can be narrowed by."""

    bucket = df.MultipleChoiceFilter(
        label="Cuánto hace que venció", choices=list(BUCKET_LABELS.items()), method="by_bucket"
    )
    seller = df.ModelChoiceFilter(
        label="Vendedor", queryset=people, null_label="Nadie", null_value="none", empty_label="Cualquiera"
    )
    balance_min = df.NumberFilter(label="Se debe desde", field_name="balance", lookup_expr="gte")
    balance_max = df.NumberFilter(label="Se debe hasta", field_name="balance", lookup_expr="lte")
    customer = df.ModelChoiceFilter(label="Cliente", queryset=Customer.objects.all(), widget=_KeyWidget)

    words: ClassVar[dict[str, Words]] = {
        "due_from": Words("que vence desde el", day_said),
        "due_to": Words("que vence hasta el", day_said),
        "expected_from": Words("que se esperan desde el", day_said),
        "expected_to": Words("que se esperan hasta el", day_said),
        "bucket": Words("", lambda values: " o ".join(SAID.get(value, value) for value in values)),
        "seller": Words("vendida por", lambda value: "nadie" if value == "none" else str(value)),
        "balance_min": Words("desde", str),
        "balance_max": Words("hasta", str),
        "customer": Words("de", str),
    }

    due_from = df.DateFilter(label="Vence desde el", field_name="due_on", lookup_expr="gte", widget=DATE)
    due_to = df.DateFilter(label="Vence hasta el", field_name="due_on", lookup_expr="lte", widget=DATE)

    expected_from = df.DateFilter(label="Se espera desde el", method="by_expected", widget=DATE)
    expected_to = df.DateFilter(label="Se espera hasta el", method="by_expected", widget=DATE)

    class Meta:
        model = Order
        fields: ClassVar[list[str]] = []

    def by_bucket(self, rows: Rows, name: str, values: Any) -> Rows:
        wanted = Q()
        for key in values:
            wanted |= bucket_range(key, as_of=today())
        return rows.filter(wanted)

    def by_expected(self, rows: Rows, name: str, value: date) -> Rows:
        """By the day on which each customer should pay, as he usually does."""
        span = {"first": value, "last": None} if name == "expected_from" else {"first": None, "last": value}
        return rows.filter(pk__in=expected_within(rows, today=today(), **span))
