"""Filters of hand-overs."""

from typing import Any, ClassVar

import django_filters as df
from django.db.models import QuerySet

from core.lists import ListFilter, Words
from customers.models import Customer
from sales.models import HandOver

from .orders import _KeyWidget, people

NOBODY = {"null_label": "Nadie", "null_value": "none", "empty_label": "Cualquiera"}


def _who(value: Any) -> str:
    return "nadie" if value == "none" else str(value)


class HandOverFilter(ListFilter):
    """What the list of hand-overs can be narrowed by."""

    to = df.ModelChoiceFilter(label="Lo recibe", field_name="to_user", queryset=people, **NOBODY)
    by = df.ModelChoiceFilter(label="Lo tenía", field_name="from_user", queryset=people, **NOBODY)
    read = df.ChoiceFilter(
        label="Expediente", choices=[("yes", "Leído"), ("no", "Por leer")], method="by_read", empty_label="Da igual"
    )
    customer = df.ModelChoiceFilter(label="Cliente", queryset=Customer.objects.all(), widget=_KeyWidget)

    words: ClassVar[dict[str, Words]] = {
        "to": Words("que recibe", _who),
        "by": Words("que tenía", _who),
        "read": Words("", lambda value: "leídas" if value == "yes" else "por leer"),
        "customer": Words("de", str),
    }

    class Meta:
        model = HandOver
        fields: ClassVar[list[str]] = []

    def by_read(self, rows: QuerySet[HandOver], name: str, value: str) -> QuerySet[HandOver]:
        return rows.filter(read_at__isnull=value == "no")
