"""Columns of the list of customers."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import drawings, formatting, house
from core.formatting import ABSENT
from core.lists import Col, ListTable, Sort
from customers.enums import FieldType, segment_name
from customers.models import Customer, DuplicatePair
from customers.queries import fields
from customers.queries.fields import FieldInfo


def url_of(customer: Customer) -> str:
    return reverse("customers:detail", args=[customer.pk])


def where(customer: Customer) -> str:
    """ "Jurídica · San Blas, Cusco"."""
    place = ", ".join(dict.fromkeys(part for part in (customer.district, customer.city) if part))
    return " · ".join(part for part in (customer.get_kind_display(), place) if part)


def segment_cell(customer: Customer) -> SafeString | str:
    standing = customer.standing
    if not standing.segment or standing.r is None:
        return format_html('<span class="quiet">{}</span>', segment_name(standing.segment))
    bars = drawings.rfm_bars((standing.r or 0, standing.f or 0, standing.m or 0))
    return format_html("{}{}", bars, segment_name(standing.segment))


def last_cell(customer: Customer) -> str:
    return formatting.ago(customer.standing.last_order_on, today=house.current().today)


def months_cell(customer: Customer) -> SafeString | str:
    values = getattr(customer, "months", None)
    return drawings.sparkline(values, width=70) if values and any(values) else ABSENT


class CustomerTable(ListTable):
    name = Col("Cliente", at="name", to=url_of, second=where, sort="name", phone="main")
    segment = Col("Segmento", raw=lambda c: segment_name(c.standing.segment), show=segment_cell)
    last = Col("Última compra", at="standing__last_order_on", kind="date", show=last_cell)
    money = Col("Compró", at="standing__monetary", kind="money", phone="figure")
    orders = Col("Pedidos", at="standing__frequency", kind="integer")
    months = Col("Por mes", raw=lambda c: None, show=months_cell, drawn=True, hint="Sus últimos doce meses")
    owner = Col("A cargo", raw=lambda c: str(c.owner) if c.owner else "")
    code = Col("Código", at="code")
    kind = Col("Clase", raw=lambda c: c.get_kind_display())
    lifecycle = Col("Etapa", raw=lambda c: c.get_lifecycle_display())
    document = Col("Documento", at="document_number")
    phone = Col("Teléfono", at="phone")
    email = Col("Correo", at="email")
    city = Col("Ciudad", at="city")
    district = Col("Distrito", at="district")
    since = Col("Cliente desde", at="since", kind="date")
    r = Col("R", at="standing__r", kind="integer")
    f = Col("F", at="standing__f", kind="integer")
    m = Col("M", at="standing__m", kind="integer")
    score = Col("Puntaje", at="standing__score", kind="decimal")


def pair_url(pair: DuplicatePair) -> str:
    return f"{reverse('customers:merge')}?ids={pair.first_id},{pair.second_id}"


def told_apart(customer: Customer) -> str:
    """What tells two records of one name apart: code, document, telephone, place."""
    parts = (customer.code, customer.document_number, customer.phone, customer.district or customer.city)
    return " · ".join(part for part in parts if part)


class DuplicateTable(ListTable):
    first = Col(
        "Uno",
        raw=lambda pair: pair.first.name,
        to=pair_url,
        second=lambda pair: told_apart(pair.first),
        phone="main",
    )
    second = Col("Otro", raw=lambda pair: pair.second.name, second=lambda pair: told_apart(pair.second), phone="act")
    score = Col("Parecido", at="score", kind="percent", phone="figure")
    reasons = Col("Por qué", raw=lambda pair: ", ".join(pair.reasons))
    bought = Col("Compró el uno", at="first__standing__monetary", kind="money")
    bought_other = Col("Compró el otro", at="second__standing__monetary", kind="money")
    code_a = Col("Código del uno", at="first__code")
    code_b = Col("Código del otro", at="second__code")
    found = Col("Hallado", at="found_at", kind="date")


def custom_columns() -> dict[str, Col]:
    """A column for each of the company's own fields, by its code ("custom.tamano")."""
    return {info.code: _column(info) for info in fields.custom_fields() if info.is_active}


def custom_first() -> list[str]:
    """Own columns that the list shows to whoever chose none."""
    return [info.code for info in fields.custom_fields() if info.is_active and info.in_list]


def custom_sorts() -> dict[str, Sort]:
    """An order for each own field that has one; who has no value comes last."""
    return {
        info.code: Sort(
            f"Por {info.label.lower()}", f"by_{info.key}", "id", nullable=True, expression=info.expression()
        )
        for info in fields.custom_fields()
        if info.is_active and info.type not in fields.LISTS
    }


def _column(info: FieldInfo) -> Col:
    """Numbers and days keep their type in files; the rest is its words."""
    typed = info.type in (*fields.NUMBERS, FieldType.DATE)

    def raw(customer: Customer) -> object:
        value = info.read(customer)
        if typed or value is None:
            return value
        if isinstance(value, list):
            return "; ".join(value)
        facts = house.current()
        return info.word(value, facts.locale, on=facts.today)

    sort = "" if info.type in fields.LISTS else info.code
    return Col(info.label, raw=raw, kind=info.column_kind, sort=sort, hint=info.help)
