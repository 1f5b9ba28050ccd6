"""Filters of messages and templates."""

from typing import Any, ClassVar

import django_filters as df
from django import forms

from core import formatting, house
from core.lists import ListFilter, Words
from messaging.enums import Channel, Purpose, State
from messaging.models import Template

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def day_said(value: Any) -> str:
    return formatting.day_short(value, today=house.current().today)


class MessageFilter(ListFilter):
    """What the list of messages can be narrowed by."""

    state = df.MultipleChoiceFilter(label="Estado", choices=State.choices)
    channel = df.MultipleChoiceFilter(label="Canal", choices=Channel.choices)
    purpose = df.MultipleChoiceFilter(label="Para", choices=Purpose.choices)
    frozen = df.ChoiceFilter(
        label="Retenidos", choices=[("1", "Los que dejó retenidos una copia repuesta")], method="by_frozen"
    )

    words: ClassVar[dict[str, Words]] = {"channel": Words("por"), "purpose": Words("de")}

    class Meta:
        model = Template
        fields: ClassVar[list[str]] = []
