"""Filters of redirected orders."""

from datetime import datetime, time, timedelta
from typing import Any, ClassVar

import django_filters as df
from django.db.models import QuerySet

from company.queries import time_zone
from core.clock import monday_of
from core.lists import ListFilter, Words
from customers.models import Customer
from sales.enums import REDIRECT_OPEN, RedirectSource, RedirectStatus
from sales.models import RedirectCause, RedirectedOrder

from .orders import _KeyWidget, a_week, people, week_said

Rows = QuerySet[RedirectedOrder]


class RedirectedFilter(ListFilter):
    """What the queue can be narrowed by."""

    status = df.MultipleChoiceFilter(label="Estado", choices=RedirectStatus.choices)
    source = df.MultipleChoiceFilter(label="Vino por", choices=RedirectSource.choices)
    cause = df.ModelChoiceFilter(
        label="Dónde se quedó",
        queryset=RedirectCause.objects.all(),
        to_field_name="code",
        null_label="Sin decir",
        null_value="none",
        empty_label="Cualquiera",
    )
    seller = df.ModelChoiceFilter(
        label="Lo atiende", queryset=people, null_label="Nadie", null_value="none", empty_label="Cualquiera"
    )
    contact = df.ChoiceFilter(
        label="Primer contacto",
        choices=[("yes", "Ya hubo"), ("no", "Todavía no")],
        method="by_contact",
        empty_label="Da igual",
    )
    week = df.CharFilter(label="Semana", method="by_week", validators=[a_week], help_text="Como 2026-W47.")
    city = df.CharFilter(label="Ciudad", lookup_expr="iexact")
    amount_min = df.NumberFilter(label="En juego desde", field_name="amount", lookup_expr="gte")
    customer = df.ModelChoiceFilter(label="Cliente", queryset=Customer.objects.all(), widget=_KeyWidget)

    words: ClassVar[dict[str, Words]] = {
        "source": Words("que vinieron por"),
        "cause": Words("por", lambda value: "causa sin decir" if value == "none" else str(value)),
        "seller": Words("que atiende", lambda value: "nadie" if value == "none" else str(value)),
        "contact": Words("", lambda value: "ya contactados" if value == "yes" else "sin contactar"),
        "week": Words("de la", week_said),
        "city": Words("de", str),
        "amount_min": Words("desde", str),
        "customer": Words("de", str),
    }

    class Meta:
        model = RedirectedOrder
        fields: ClassVar[list[str]] = []

    def by_week(self, rows: Rows, name: str, value: str) -> Rows:
        start = datetime.combine(monday_of(value), time(0), tzinfo=time_zone())
        return rows.filter(happened_at__gte=start, happened_at__lt=start + timedelta(days=7))

    def by_contact(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(first_contact_at__isnull=value == "no")


def only_open(rows: Rows, asked: Any) -> Rows:
    """What is closed stays out of the queue unless something was asked for."""
    if asked.is_set or asked.data.get("q"):
        return rows
    return rows.filter(status__in=REDIRECT_OPEN)
