"""Filters of messages and templates."""

from datetime import datetime, time
from typing import Any, ClassVar

import django_filters as df
from django import forms
from django.db.models import QuerySet

from core import formatting, house
from core.lists import ListFilter, Words
from customers.models import Customer
from messaging.enums import Channel, Delivery, Purpose, State
from messaging.models import Message, Template

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def day_said(value: Any) -> str:
    return formatting.day_short(value, today=house.current().today)


class MessageFilter(ListFilter):
    """What the list of messages can be narrowed by."""

    state = df.MultipleChoiceFilter(label="Estado", choices=State.choices)
    channel = df.MultipleChoiceFilter(label="Canal", choices=Channel.choices)
    purpose = df.MultipleChoiceFilter(label="Para", choices=Purpose.choices)
    delivery = df.MultipleChoiceFilter(label="Dijo el proveedor", choices=Delivery.choices)
    frozen = df.ChoiceFilter(
        label="Retenidos", choices=[("1", "Los que dejó retenidos una copia repuesta")], method="by_frozen"
    )
    author = df.NumberFilter(field_name="author_id", widget=forms.HiddenInput)
    customer = df.ModelChoiceFilter(label="Cliente", queryset=Customer.objects.all(), widget=forms.HiddenInput)
    activity = df.CharFilter(label="Actividad", field_name="activity_key", widget=forms.HiddenInput)

    words: ClassVar[dict[str, Words]] = {
        "from": Words("desde el", day_said),
        "to": Words("hasta el", day_said),
        "channel": Words("por"),
        "purpose": Words("de"),
        "frozen": Words("", lambda value: "retenidos"),
        "author": Words("", lambda value: "escritos por esa persona"),
        "customer": Words("a", str),
        "activity": Words("de la actividad", str),
    }

    class Meta:
        model = Message
        fields: ClassVar[list[str]] = []

    def by_frozen(self, rows: QuerySet[Message], name: str, value: str) -> QuerySet[Message]:
        return rows.filter(frozen_at__isnull=False) if value else rows

    def by_from(self, rows: QuerySet[Message], name: str, value: Any) -> QuerySet[Message]:
        return rows.filter(created_at__gte=datetime.combine(value, time.min, tzinfo=house.current().zone))

    def by_to(self, rows: QuerySet[Message], name: str, value: Any) -> QuerySet[Message]:
        return rows.filter(created_at__lte=datetime.combine(value, time.max, tzinfo=house.current().zone))


MessageFilter.base_filters = {
    "from": df.DateFilter(label="Desde el día", method="by_from", widget=DATE),
    "to": df.DateFilter(label="Hasta el día", method="by_to", widget=DATE),
    **MessageFilter.base_filters,
}


class TemplateFilter(ListFilter):
    channel = df.MultipleChoiceFilter(label="Canal", choices=Channel.choices)
    purpose = df.MultipleChoiceFilter(label="Para", choices=Purpose.choices)
    active = df.ChoiceFilter(
        label="En uso", field_name="is_active", choices=[("True", "En uso"), ("False", "Guardadas")]
    )

    words: ClassVar[dict[str, Words]] = {"channel": Words("por"), "purpose": Words("de")}

    class Meta:
        model = Template
        fields: ClassVar[list[str]] = []
