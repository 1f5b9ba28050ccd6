"""Filters of the customer list, and how they read."""

from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar

import django_filters as df
from django.db.models import QuerySet

from company.models import User
from company.queries import today
from core import formatting, house
from core.lists import ListFilter, Words
from customers.enums import NO_SEGMENT, SEGMENT_CHOICES, FieldType, Kind, Lifecycle
from customers.models import Category, Customer
from customers.queries import fields
from customers.queries.fields import FieldInfo

SCORES = [(str(n), str(n)) for n in range(1, 6)]
Rows = QuerySet[Customer]


def _money(value: Decimal) -> str:
    return formatting.money_short(value, house.current().locale)


def people(request: Any = None) -> QuerySet[User]:
    return User.objects.filter(is_active=True).order_by("first_name", "last_name", "username")


def owner_said(value: Any) -> str:
    return "nadie" if value == "none" else str(value)


class CustomerFilter(ListFilter):
    """What the list of customers can be narrowed by; the names are those of addresses."""

    kind = df.MultipleChoiceFilter(label="Clase", choices=Kind.choices)
    lifecycle = df.MultipleChoiceFilter(label="Etapa", choices=Lifecycle.choices)
    segment = df.MultipleChoiceFilter(label="Segmento", choices=SEGMENT_CHOICES, method="by_segment")
    owner = df.ModelChoiceFilter(
        label="A cargo de", queryset=people, null_label="Nadie", null_value="none", empty_label="Quien sea"
    )
    city = df.CharFilter(label="Ciudad", lookup_expr="iexact")
    category = df.ModelChoiceFilter(
        label="Categoría",
        field_name="categories",
        queryset=Category.objects.all(),
        to_field_name="code",
        empty_label="Cualquiera",
    )
    money_min = df.NumberFilter(label="Compró desde", field_name="standing__monetary", lookup_expr="gte")
    money_max = df.NumberFilter(label="Compró hasta", field_name="standing__monetary", lookup_expr="lte")
    days_min = df.NumberFilter(label="Días sin comprar, desde", method="by_days_min", min_value=0, max_value=36_500)
    days_max = df.NumberFilter(label="Días sin comprar, hasta", method="by_days_max", min_value=0, max_value=36_500)
    r = df.MultipleChoiceFilter(label="Recencia (R)", field_name="standing__r", choices=SCORES)
    f = df.MultipleChoiceFilter(label="Frecuencia (F)", field_name="standing__f", choices=SCORES)
    m = df.MultipleChoiceFilter(label="Dinero (M)", field_name="standing__m", choices=SCORES)
    active = df.ChoiceFilter(
        label="Desactivados",
        choices=[("no", "Solo desactivados"), ("all", "También desactivados")],
        empty_label="Ocultos",
        method="by_active",
    )

    words: ClassVar[dict[str, Words]] = {
        "owner": Words("a cargo de", owner_said),
        "city": Words("de", str),
        "category": Words("en", str),
        "money_min": Words("que compraron", lambda value: f"desde {_money(value)}"),
        "money_max": Words("que compraron", lambda value: f"hasta {_money(value)}"),
        "days_min": Words("que llevan", lambda value: f"{value} días o más sin comprar"),
        "days_max": Words("que llevan", lambda value: f"{value} días o menos sin comprar"),
        "r": Words("con recencia"),
        "f": Words("con frecuencia"),
        "m": Words("con dinero"),
        "active": Words("", lambda value: "solo desactivados" if value == "no" else "también desactivados"),
    }

    def __init__(self, data: Any, queryset: Rows, *, user: Any) -> None:
        """The own fields join as filters: those that the address names, all of them in the drawer."""
        super().__init__(data, queryset, user=user)
        named = {key for key in data if key.startswith(fields.PREFIX)}
        everything = data.get("panel") == "filters"
        if not named and not everything:
            return
        self.words = dict(self.words)  # type: ignore[misc]  # this one's own, with the words of its own fields
        for info in fields.custom_fields():
            for name, one, words in _own_filters(info):
                if info.is_active and (everything or name in named):
                    one.parent, one.model = self, Customer
                    self.filters[name], self.words[name] = one, words

    def by_segment(self, rows: Rows, name: str, values: list[str]) -> Rows:
        return rows.filter(standing__segment__in=["" if one == NO_SEGMENT else one for one in values])

    def by_days_min(self, rows: Rows, name: str, days: Decimal) -> Rows:
        return rows.filter(standing__last_order_on__lte=today() - timedelta(days=int(days)))

    def by_days_max(self, rows: Rows, name: str, days: Decimal) -> Rows:
        return rows.filter(standing__last_order_on__gte=today() - timedelta(days=int(days)))

    def by_active(self, rows: Rows, name: str, value: str) -> Rows:
        return rows


def without_inactive(rows: Rows, asked: ListFilter) -> Rows:
    """Deactivated customers stay out unless they are asked for."""
    asked.chips()
    value = asked.form.cleaned_data.get("active")
    return rows if value == "all" else rows.filter(is_active=value != "no")


class DuplicateFilter(ListFilter):
    """What the queue of pairs can be narrowed by."""

    score_min = df.NumberFilter(label="Parecido desde (%)", method="by_score", min_value=50, max_value=100)
    reason = df.ChoiceFilter(
        label="Por",
        choices=[
            (one, one.capitalize())
            for one in ("mismo documento", "mismo teléfono", "mismo correo", "mismo nombre", "misma dirección")
        ],
        empty_label="Lo que sea",
        method="by_reason",
    )

    words: ClassVar[dict[str, Words]] = {
        "score_min": Words("con parecido", lambda value: f"desde {value} %"),
        "reason": Words("con", str),
    }

    def by_score(self, rows: QuerySet[Any], name: str, value: Decimal) -> QuerySet[Any]:
        return rows.filter(score__gte=value / 100)

    def by_reason(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(reasons__contains=[value])


def _own_filters(info: FieldInfo) -> list[tuple[str, df.Filter, Words]]:
    """The filters of one own field: its choices to tick, a part of its text, or from – to."""
    if info.type in (FieldType.CHOICE, FieldType.CHOICES):
        one = _OwnChoices(info, label=info.label, choices=info.options)
        return [(info.code, one, Words(f"con {info.label.lower()}"))]
    if info.type == FieldType.BOOLEAN:
        either = _OwnYesNo(info, label=info.label, choices=[("si", "Sí"), ("no", "No")], empty_label="Da igual")
        return [(info.code, either, Words(f"con {info.label.lower()}:"))]
    if info.type == FieldType.TEXT:
        return [(info.code, _OwnText(info, "has", label=info.label), Words(f"con {info.label.lower()}", _quoted))]
    if info.type == FieldType.PRODUCTS:
        owned = _OwnText(info, "is", label=f"{info.label} (código)")
        return [(info.code, owned, Words(f"con {info.label.lower()}", str))]
    return [_bound(info, "from", "desde"), _bound(info, "to", "hasta")]


def _bound(info: FieldInfo, op: str, said: str) -> tuple[str, df.Filter, Words]:
    name = f"{info.code}_{'min' if op == 'from' else 'max'}"
    label = f"{info.label}, {said}"
    one = _OwnDay(info, op, label=label) if info.type == FieldType.DATE else _OwnNumber(info, op, label=label)

    def say(value: Any) -> str:
        facts = house.current()
        return f"{said} {info.word(value, facts.locale, on=facts.today)}"

    return name, one, Words(f"con {info.label.lower()}", say)


def _quoted(value: Any) -> str:
    return f"«{value}»"


class _OwnChoices(df.MultipleChoiceFilter):
    def __init__(self, info: FieldInfo, **more: Any) -> None:
        super().__init__(**more)
        self.info = info

    def filter(self, rows: Rows, value: Any) -> Rows:
        return rows.filter(self.info.where("any", value)) if value else rows


class _OwnYesNo(df.ChoiceFilter):
    def __init__(self, info: FieldInfo, **more: Any) -> None:
        super().__init__(**more)
        self.info = info

    def filter(self, rows: Rows, value: Any) -> Rows:
        return rows.filter(self.info.where("is", value == "si")) if value else rows


class _Bounded:
    """A filter of an own field with one operation."""

    def __init__(self, info: FieldInfo, op: str, **more: Any) -> None:
        super().__init__(**more)
        self.info, self.op = info, op

    def filter(self, rows: Rows, value: Any) -> Rows:
        return rows if value in (None, "") else rows.filter(self.info.where(self.op, value))


class _OwnText(_Bounded, df.CharFilter):
    pass


class _OwnNumber(_Bounded, df.NumberFilter):
    pass


class _OwnDay(_Bounded, df.DateFilter):
    pass
