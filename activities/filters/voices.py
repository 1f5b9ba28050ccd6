"""Filters of calls and comments."""

from datetime import date
from typing import Any, ClassVar

import django_filters as df
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from activities.enums import CommentKind, CommentSource, Direction, Relevance, Sentiment, Treatment
from activities.models import Comment, Theme, Topic
from company.models import User
from company.queries import time_zone, today
from core import formatting
from core.clock import monday_of, sunday_of
from core.lists import ListFilter, Words
from customers.enums import NO_SEGMENT, SEGMENT_CHOICES
from customers.models import Customer

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
Rows = QuerySet[Any]


def people(request: Any = None) -> QuerySet[User]:
    return User.objects.filter(is_active=True).order_by("first_name", "last_name", "username")


def day_said(value: date) -> str:
    return formatting.day_short(value, today=today())


def nobody_said(value: Any) -> str:
    return "nadie" if value == "none" else str(value)


def a_week(value: str) -> None:
    """An ISO week, as ``2026-W47``."""
    try:
        monday_of(value)
    except ValueError as error:
        raise ValidationError("Escribe la semana como 2026-W47.") from error


class _Key(forms.TextInput):
    """A record by its id: kept in the address, chosen elsewhere."""

    input_type = "hidden"


class _Dated(ListFilter):
    """Days and weeks of a moment, as the company's zone reads them."""

    MOMENT: ClassVar[str] = ""

    def by_from(self, rows: Rows, name: str, value: date) -> Rows:
        return rows.filter(**{f"{self.MOMENT}__gte": _start(value)})

    def by_to(self, rows: Rows, name: str, value: date) -> Rows:
        return rows.filter(**{f"{self.MOMENT}__lt": _start(value, 1)})

    def by_week(self, rows: Rows, name: str, value: str) -> Rows:
        return self.by_from(self.by_to(rows, name, sunday_of(value)), name, monday_of(value))

    def by_segment(self, rows: Rows, name: str, values: list[str]) -> Rows:
        return rows.filter(customer__standing__segment__in=["" if one == NO_SEGMENT else one for one in values])


def _start(day: date, after: int = 0) -> Any:
    from datetime import datetime, timedelta

    return datetime(day.year, day.month, day.day, tzinfo=time_zone()) + timedelta(days=after)


DATED: dict[str, df.Filter] = {
    "from": df.DateFilter(label="Desde el día", method="by_from", widget=DATE),
    "to": df.DateFilter(label="Hasta el día", method="by_to", widget=DATE),
    "week": df.CharFilter(label="Semana", method="by_week", validators=[a_week], help_text="Como 2026-W47."),
}
DATED_WORDS: dict[str, Words] = {
    "from": Words("desde el", day_said),
    "to": Words("hasta el", day_said),
    "week": Words("de la", lambda value: formatting.week(value, today=today())),
    "segment": Words("de clientes"),
    "customer": Words("de", str),
}


def _customer() -> df.Filter:
    return df.ModelChoiceFilter(label="Cliente", queryset=Customer.objects.all(), widget=_Key)


def _segment() -> df.Filter:
    return df.MultipleChoiceFilter(label="Segmento del cliente", choices=SEGMENT_CHOICES, method="by_segment")


class MissedFilter(_Dated):
    """What the queue can be narrowed by. Without ``state`` it shows what waits."""

    MOMENT: ClassVar[str] = "started_at"

    state = df.ChoiceFilter(
        label="Ya tratadas",
        choices=[("done", "Solo las tratadas"), ("all", "También las tratadas")],
        empty_label="Ocultas",
        method="by_state",
    )
    treatment = df.MultipleChoiceFilter(
        label="Tratamiento", choices=[one for one in Treatment.choices if one[0] != Treatment.NONE]
    )
    assigned = df.ModelChoiceFilter(
        label="La devuelve", queryset=people, null_label="Nadie", null_value="none", empty_label="Quien sea"
    )
    owner = df.ModelChoiceFilter(
        label="Cliente a cargo de", queryset=people, field_name="customer__owner", empty_label="Quien sea"
    )
    known = df.ChoiceFilter(
        label="Quién llamó",
        choices=[("yes", "Clientes"), ("no", "Desconocidos")],
        empty_label="Cualquiera",
        method="by_known",
    )
    segment = _segment()
    customer = _customer()

    words: ClassVar[dict[str, Words]] = {
        **DATED_WORDS,
        "state": Words("", lambda value: "ya tratadas" if value == "done" else "también las tratadas"),
        "assigned": Words("que devuelve", nobody_said),
        "owner": Words("de clientes de", str),
        "known": Words("de", lambda value: "clientes" if value == "yes" else "desconocidos"),
    }

    def by_state(self, rows: Rows, name: str, value: str) -> Rows:
        return rows

    def by_known(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(customer__isnull=value == "no")


MissedFilter.base_filters = {**MissedFilter.base_filters, **DATED}


def waiting_only(rows: Rows, asked: ListFilter) -> Rows:
    """What is treated stays out unless it is asked for."""
    asked.chips()
    cleaned = asked.form.cleaned_data
    if cleaned.get("state") == "all" or cleaned.get("treatment"):
        return rows
    done = cleaned.get("state") == "done"
    return rows.exclude(treatment=Treatment.PENDING) if done else rows.filter(treatment=Treatment.PENDING)


class CallFilter(_Dated):
    """What the list of all calls can be narrowed by."""

    MOMENT: ClassVar[str] = "started_at"

    direction = df.MultipleChoiceFilter(label="Sentido", choices=Direction.choices)
    answered = df.ChoiceFilter(
        label="Atendida",
        choices=[("true", "Atendidas"), ("false", "Sin atender")],
        empty_label="Cualquiera",
        method="by_answered",
    )
    user = df.ModelChoiceFilter(
        label="Quién la tuvo", queryset=people, null_label="Nadie", null_value="none", empty_label="Quien sea"
    )
    treatment = df.MultipleChoiceFilter(label="Tratamiento", choices=Treatment.choices)
    segment = _segment()
    customer = _customer()

    words: ClassVar[dict[str, Words]] = {**DATED_WORDS, "user": Words("de", nobody_said)}

    def by_answered(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(answered=value == "true")


CallFilter.base_filters = {**CallFilter.base_filters, **DATED}


class CommentFilter(_Dated):
    """What the list of comments can be narrowed by."""

    MOMENT: ClassVar[str] = "said_at"

    relevance = df.MultipleChoiceFilter(label="Relevancia", choices=Relevance.choices)
    kind = df.MultipleChoiceFilter(
        label="Clase", choices=[*[one for one in CommentKind.choices if one[0]], ("-", "Sin decir")], method="by_blank"
    )
    sentiment = df.MultipleChoiceFilter(
        label="Sentir", choices=[*[one for one in Sentiment.choices if one[0]], ("-", "Sin decir")], method="by_blank"
    )
    topic = df.ModelChoiceFilter(
        label="Tema",
        queryset=Topic.objects.all(),
        to_field_name="code",
        null_label="Sin tema",
        null_value="none",
        empty_label="Cualquiera",
    )
    theme = df.ModelChoiceFilter(
        label="Idea repetida",
        queryset=Theme.objects.order_by("name"),
        null_label="Ninguna",
        null_value="none",
        empty_label="Cualquiera",
    )
    product = df.CharFilter(label="Código de producto", field_name="product_code", lookup_expr="iexact")
    source = df.MultipleChoiceFilter(label="De dónde", choices=CommentSource.choices)
    segment = _segment()
    customer = _customer()

    words: ClassVar[dict[str, Words]] = {
        **DATED_WORDS,
        "topic": Words("sobre", lambda value: "ningún tema" if value == "none" else str(value).lower()),
        "theme": Words("con la idea", lambda value: "ninguna" if value == "none" else f"«{value}»"),
        "product": Words("del producto", str),
        "source": Words("por"),
    }

    class Meta:
        model = Comment
        fields: ClassVar[list[str]] = []

    def by_blank(self, rows: Rows, name: str, values: list[str]) -> Rows:
        return rows.filter(**{f"{name}__in": ["" if one == "-" else one for one in values]})


CommentFilter.base_filters = {**CommentFilter.base_filters, **DATED}
