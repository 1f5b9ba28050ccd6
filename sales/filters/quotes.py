"""Filters of quotes."""

from datetime import timedelta
from typing import Any, ClassVar

import django_filters as df
from django.db.models import Exists, OuterRef, Q, QuerySet

from company.queries import team_of, today
from core.lists import ListFilter, Words
from customers.models import Customer
from inventory.models import Category, Product
from sales.enums import QuoteState
from sales.models import Opportunity, Quote, QuoteLine
from sales.queries import ciiu
from sales.queries.library import library_activities

from .orders import DATE, _KeyWidget, day_said, people

Rows = QuerySet[Quote]


class QuoteFilter(ListFilter):
    """What the list of quotes can be narrowed by."""

    state = df.MultipleChoiceFilter(label="Estado", choices=QuoteState.choices)
    owner = df.ModelChoiceFilter(label="De quién", queryset=people, empty_label="Cualquiera")
    team = df.ChoiceFilter(
        label="Alcance",
        choices=[("own", "Las mías"), ("team", "Las de mi equipo")],
        method="by_team",
        empty_label="Todas las que veo",
    )
    ends = df.ChoiceFilter(
        label="Vencimiento",
        choices=[("week", "Vencen esta semana"), ("past", "Vencidas sin respuesta")],
        method="by_end",
        empty_label="Da igual",
    )
    total_min = df.NumberFilter(label="Total desde", field_name="total", lookup_expr="gte")
    total_max = df.NumberFilter(label="Total hasta", field_name="total", lookup_expr="lte")
    customer = df.ModelChoiceFilter(label="Cliente", queryset=Customer.objects.all(), widget=_KeyWidget)
    opportunity = df.ModelChoiceFilter(label="Oportunidad", queryset=Opportunity.objects.all(), widget=_KeyWidget)
    product = df.ModelChoiceFilter(
        label="Producto", queryset=Product.objects.all(), widget=_KeyWidget, method="by_product"
    )

    words: ClassVar[dict[str, Words]] = {
        "from": Words("desde el", day_said),
        "to": Words("hasta el", day_said),
        "owner": Words("de", str),
        "team": Words("", lambda value: "mías" if value == "own" else "de mi equipo"),
        "ends": Words("que", lambda value: "vencen esta semana" if value == "week" else "vencieron sin respuesta"),
        "total_min": Words("desde", str),
        "total_max": Words("hasta", str),
        "customer": Words("para", str),
        "opportunity": Words("de la oportunidad", lambda value: value.number),
        "product": Words("con", str),
    }

    class Meta:
        model = Quote
        fields: ClassVar[list[str]] = []

    def by_team(self, rows: Rows, name: str, value: str) -> Rows:
        if value == "own":
            return rows.filter(owner_id=self.user.pk)
        return rows.filter(owner_id__in=team_of(self.user) - {self.user.pk})

    def by_end(self, rows: Rows, name: str, value: str) -> Rows:
        day = today()
        sent = rows.filter(state=QuoteState.SENT)
        if value == "past":
            return sent.filter(valid_until__lt=day)
        return sent.filter(valid_until__range=(day, day + timedelta(days=7 - day.isoweekday())))

    def by_product(self, rows: Rows, name: str, value: Any) -> Rows:
        return rows.filter(Exists(QuoteLine.objects.filter(version__quote=OuterRef("pk"), product=value)))


class LibraryFilter(ListFilter):
    """What the library can be narrowed by; nothing that could tell whose a quote was."""

    result = df.MultipleChoiceFilter(
        label="Cómo acabó",
        choices=[("accepted", "Aceptada"), ("rejected", "Rechazada"), ("open", "Sin respuesta")],
        method="by_result",
    )
    activity = df.ChoiceFilter(
        label="Actividad (CIIU)",
        choices=lambda: ciiu.choices(library_activities()),
        method="by_activity",
        empty_label="Cualquiera",
    )
    category = df.ModelChoiceFilter(
        label="Categoría de producto",
        queryset=Category.objects.all(),
        to_field_name="code",
        empty_label="Cualquiera",
        method="by_category",
    )
    product = df.ModelChoiceFilter(
        label="Producto", queryset=Product.objects.all(), widget=_KeyWidget, method="by_product"
    )
    total_min = df.NumberFilter(label="Total desde", field_name="total", lookup_expr="gte")
    total_max = df.NumberFilter(label="Total hasta", field_name="total", lookup_expr="lte")

    words: ClassVar[dict[str, Words]] = {
        "from": Words("desde el", day_said),
        "to": Words("hasta el", day_said),
        "activity": Words("de la actividad", ciiu.said),
        "category": Words("con", str),
        "product": Words("con", str),
        "total_min": Words("desde", str),
        "total_max": Words("hasta", str),
    }

    class Meta:
        model = Quote
        fields: ClassVar[list[str]] = []

    def by_result(self, rows: Rows, name: str, values: list[str]) -> Rows:
        states = [QuoteState(value) for value in values if value != "open"]
        wanted = Q(state__in=states)
        if "open" in values:
            wanted |= ~Q(state__in=[QuoteState.ACCEPTED, QuoteState.REJECTED])
        return rows.filter(wanted)

    def by_activity(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(customer__activity_code__regex=f"^[A-Z]?{ciiu.figures(value)}")

    def by_category(self, rows: Rows, name: str, value: Category) -> Rows:
        lines = QuoteLine.objects.filter(version__quote=OuterRef("pk"))
        return rows.filter(Exists(lines.filter(product__category__path__startswith=value.path)))

    def by_product(self, rows: Rows, name: str, value: Product) -> Rows:
        return rows.filter(Exists(QuoteLine.objects.filter(version__quote=OuterRef("pk"), product=value)))


# "from" is a word of Python, so the two ends of a period are put in by name.
for _filter in (QuoteFilter, LibraryFilter):
    _filter.base_filters = {
        "from": df.DateFilter(label="Desde el día", field_name="made_on", lookup_expr="gte", widget=DATE),
        "to": df.DateFilter(label="Hasta el día", field_name="made_on", lookup_expr="lte", widget=DATE),
        **_filter.base_filters,
    }
