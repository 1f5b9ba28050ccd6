"""A version of a quote as it is shown to the customer: one prepared object for PDF, Word, mail and screen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from company.models import Company
from company.queries import current
from core import formatting
from core.formatting import MONTHS, NBSP, Locale
from sales.models import QuoteLine, QuoteTemplate, QuoteVersion

from . import quote_fields
from .quotes import default_template

CURRENCIES = {
    "PEN": "soles (PEN)", "USD": "dólares (USD)", "COP": "pesos colombianos (COP)", "EUR": "euros (EUR)",
    "MXN": "pesos mexicanos (MXN)",
}  # fmt: skip


@dataclass(frozen=True)
class PaperLine:
    """A line in words and figures of the country; ``detail`` under the name."""

    sku: str
    name: str
    detail: str
    quantity: str
    unit_price: str
    discount: str
    tax: str
    total: str


@dataclass(frozen=True)
class Row:
    """A figure below the lines; the last one is the ``main`` one."""

    label: str
    amount: str
    main: bool = False


@dataclass(frozen=True)
class Party:
    """Who offers or to whom: name, then what stands under it."""

    name: str
    under: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paper:
    """Everything that a quote says. Texts are filled, figures are written; nothing is computed after this."""

    number: str
    version: int
    title: str
    made_on: str
    valid_until: str
    house: Party
    customer: Party
    attention: str
    seller: Party
    intro: str
    terms: str
    footer: str
    lines: tuple[PaperLine, ...]
    rows: tuple[Row, ...]
    total: str
    tax_name: str
    show_sku: bool = True
    show_discount: bool = True
    show_tax: bool = True
    logo: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name of its files: "COT-2026-0042" or "COT-2026-0042-v2"."""
        return self.number if self.version == 1 else f"{self.number}-v{self.version}"

    @property
    def heads(self) -> tuple[tuple[str, str, bool], ...]:
        """Columns: attribute of a line, its heading, whether it is a figure."""
        shown = [
            ("sku", "Código", False, self.show_sku),
            ("name", "Descripción", False, True),
            ("quantity", "Cantidad", True, True),
            ("unit_price", "Precio", True, True),
            ("discount", "Dto.", True, self.show_discount),
            ("tax", self.tax_name, True, self.show_tax),
            ("total", "Importe", True, True),
        ]
        return tuple((key, label, figure) for key, label, figure, there in shown if there)

    @property
    def cells(self) -> list[list[tuple[str, str, bool]]]:
        """Each line as (text, what stands under it, whether it is a figure) in the order of ``heads``."""
        return [
            [(getattr(line, key), line.detail if key == "name" else "", figure) for key, _, figure in self.heads]
            for line in self.lines
        ]


def paper_of(version: QuoteVersion) -> Paper:
    """The paper of ``version``: three queries at most besides its quote (lines, contact, template).

    The figures are those of the rows; amounts in the quote's currency, lines without tax.
    """
    quote, house = version.quote, current()
    locale = formatting.locale_for(country=house.country, currency=quote.currency)
    lines = list(version.lines.all())
    template = quote.template or default_template() or QuoteTemplate()
    values = values_of(version, house, locale)
    return Paper(
        number=quote.number,
        version=version.number,
        title=quote.title,
        made_on=values["fecha"],
        valid_until=values["vence"],
        house=house_party(house),
        customer=customer_party(quote.customer),
        attention=str(quote.contact) if quote.contact else "",
        seller=Party(str(quote.owner), _there(quote.owner.job_title, quote.owner.phone, quote.owner.email)),
        intro=quote_fields.fill(version.intro, values),
        terms=quote_fields.fill(version.terms, values),
        footer=quote_fields.fill(template.footer, values),
        lines=tuple(_line(one, locale) for one in lines),
        rows=tuple(_rows(version, lines, template, house.tax_name, locale)),
        total=values["total"],
        tax_name=house.tax_name,
        show_sku=template.show_sku and any(one.sku for one in lines),
        show_discount=template.show_discount and any(one.discount_percent for one in lines),
        show_tax=template.show_tax,
        logo=str(house.logo.name) if house.logo else "",
        values=values,
    )


def values_of(version: QuoteVersion, house: Company, locale: Locale) -> dict[str, str]:
    """Every field of the dictionary but the link, which belongs to a message."""
    quote = version.quote
    customer, contact = quote.customer, quote.contact
    greeted = contact.first_name if contact else customer.first_name or customer.name
    return {
        "cliente": customer.name,
        "documento": customer.document_number,
        "contacto": greeted,
        "empresa": house.name,
        "vendedor": str(quote.owner),
        "telefono": quote.owner.phone,
        "correo": quote.owner.email,
        "asunto": quote.title,
        "numero": quote.number,
        "version": str(version.number),
        "fecha": said_day(quote.made_on),
        "vence": said_day(quote.valid_until),
        "moneda": CURRENCIES.get(quote.currency, quote.currency),
        "subtotal": formatting.money(version.total, locale),
        "impuesto": formatting.money(version.tax, locale),
        "total": formatting.money(version.total + version.tax, locale),
    }


def sample_paper(*, intro: str, terms: str, footer: str, show_sku: bool, show_discount: bool, show_tax: bool) -> Paper:
    """A paper of invented figures, to look at a template while it is written."""
    house = current()
    locale = formatting.locale_for(country=house.country, currency=house.currency)
    version = QuoteVersion(
        number=1, total=Decimal("1050.00"), tax=Decimal("1050.00") * house.tax_rate / 100, discount=Decimal("50.00")
    )
    lines = [
        QuoteLine(sku="TAZA-01", name="Taza grabada", quantity=Decimal(40), unit_price=Decimal("12.5"),
                  discount_percent=Decimal(10), tax_rate=house.tax_rate, total=Decimal("450.00")),
        QuoteLine(sku="CAJA-07", name="Caja de regalo", detail="Con cinta y tarjeta", quantity=Decimal(40),
                  unit_price=Decimal("15"), tax_rate=house.tax_rate, total=Decimal("600.00")),
    ]  # fmt: skip
    for one in lines:
        one.tax = one.total * one.tax_rate / 100
    template = QuoteTemplate(show_sku=show_sku, show_discount=show_discount, show_tax=show_tax)
    values = quote_fields.samples() | {
        "empresa": house.name,
        "subtotal": formatting.money(version.total, locale),
        "impuesto": formatting.money(version.tax, locale),
        "total": formatting.money(version.total + version.tax, locale),
    }
    blank = Paper(
        number=values["numero"], version=1, title=values["asunto"], made_on=values["fecha"],
        valid_until=values["vence"], house=house_party(house),
        customer=Party(values["cliente"], (f"RUC {values['documento']}",)), attention="Rosa Quispe",
        seller=Party(values["vendedor"], (values["telefono"],)), intro="", terms="", footer="",
        lines=tuple(_line(one, locale) for one in lines),
        rows=tuple(_rows(version, lines, template, house.tax_name, locale)),
        total=values["total"], tax_name=house.tax_name, show_sku=show_sku, show_discount=show_discount,
        show_tax=show_tax, values=values,
    )  # fmt: skip
    return replace(
        blank, intro=quote_fields.fill(intro, values), terms=quote_fields.fill(terms, values),
        footer=quote_fields.fill(footer, values),
    )  # fmt: skip


def said_day(day: date) -> str:
    """ "22 de noviembre de 2026": papers say the year always."""
    return f"{day.day} de {MONTHS[day.month - 1]} de {day.year}"


def said_quantity(value: Decimal, locale: Locale) -> str:
    """Without idle zeros: "3", "2.5", "0.125"."""
    return formatting.number(value, locale, decimals=_decimals(value, 0, 3))


def house_party(house: Company) -> Party:
    fiscal = " · ".join(_there(house.legal_name if house.legal_name != house.name else "", _tax_id(house)))
    place = ", ".join(_there(house.address, house.city))
    reach = " · ".join(_there(house.phone, house.email, house.website.split("://")[-1].rstrip("/")))
    return Party(house.name, _there(fiscal, place, reach))


def _tax_id(house: Company) -> str:
    word = {"PE": "RUC", "CO": "NIT", "ES": "NIF"}.get(house.country, "")
    return f"{word} {house.tax_id}".strip() if house.tax_id else ""


def customer_party(customer: Any) -> Party:
    # "RUC (Perú)": on the paper the country says nothing.
    document = f"{customer.get_document_kind_display().partition(' (')[0]} {customer.document_number}".strip()
    legal = customer.legal_name if customer.legal_name != customer.name else ""
    place = ", ".join(_there(customer.street, customer.district, customer.city))
    return Party(customer.name, _there(legal, document if customer.document_number else "", place))


def _there(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _line(line: QuoteLine, locale: Locale) -> PaperLine:
    return PaperLine(
        sku=line.sku,
        name=line.name,
        detail=line.detail,
        quantity=said_quantity(line.quantity, locale),
        unit_price=formatting.money(line.unit_price, locale, decimals=_decimals(line.unit_price, 2, 4)),
        discount=_percent(line.discount_percent, locale) if line.discount_percent else "",
        tax=_percent(line.tax_rate, locale),
        total=formatting.money(line.total, locale),
    )


def _rows(
    version: QuoteVersion, lines: Iterable[QuoteLine], template: QuoteTemplate, tax_name: str, locale: Locale
) -> Iterable[Row]:
    """From the sum of the lines to what is paid; each step is printed, so that the column adds up."""

    def said(amount: Decimal) -> str:
        return formatting.money(amount, locale)

    if version.discount:
        yield Row("Antes de descuentos", said(version.total + version.discount))
        yield Row("Descuentos", said(-version.discount))
    yield Row("Subtotal", said(version.total))
    rates: dict[Decimal, Decimal] = {}
    for line in lines:
        rates[line.tax_rate] = rates.get(line.tax_rate, Decimal(0)) + line.tax
    if template.show_tax:
        # What is exempt adds nothing: a row of its own would read like a total.
        for rate, tax in sorted(rates.items(), reverse=True):
            if rate or len(rates) == 1:
                yield Row(f"{tax_name} {_percent(rate, locale)}", said(tax))
    else:
        yield Row("Impuestos", said(version.tax))
    yield Row(f"Total con {tax_name}", said(version.total + version.tax), main=True)


def _percent(value: Decimal, locale: Locale) -> str:
    return f"{formatting.number(value, locale, decimals=_decimals(value, 0, 2))}{NBSP}%"


def _decimals(value: Decimal, least: int, most: int) -> int:
    """How many decimals it needs between two bounds."""
    exponent = value.normalize().as_tuple().exponent
    return max(least, min(most, -exponent if isinstance(exponent, int) else 0))
