"""The 360° page of a customer: who, worth, next step, what is open, and one story."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from core import formatting, house
from core.slots import CUSTOMER_FIGURES, CUSTOMER_PANELS
from customers import queries
from customers.enums import segment_name
from customers.models import Customer

MOST_FACTS = 4


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything of one customer in one request. ``?que=`` shows one stream of the story. Merged: his heir's page."""
    customer = queries.customer_page(request.user, pk)
    if customer is None:
        raise Http404
    if customer.merged_into_id:
        return redirect("customers:detail", pk=customer.merged_into_id)
    panels: dict[str, list[Any]] = {"facts": [], "main": [], "side": []}
    for panel in CUSTOMER_PANELS:
        prepared = panel.context(request.user, customer)
        if prepared is not None:
            panels[panel.place].append({"title": panel.title, "template": panel.template, **prepared})
    told = queries.story_of(request.user, pk, only=request.GET.get("que", ""), chips=True)
    context = {
        "customer": customer,
        "facts": [*_facts(customer), *panels["facts"]][:MOST_FACTS],
        "main": panels["main"],
        "side": panels["side"],
        "story": told,
        "chips": told.chips,
        "data": _data(customer),
        "may_change": queries.may_change(request.user, customer),
        "may_merge": bool(queries.EDITORS & request.user.roles),  # type: ignore[union-attr]  # staff, by the matrix
        "trail": [("Clientes", "/clientes/")],
    }
    return render(request, "customers/detail.html", context)


def _figure(name: str, customer: Customer) -> Any:
    """A figure that an upper app keeps of this customer, or ``None``."""
    return CUSTOMER_FIGURES.get(name)([customer.pk]).get(customer.pk) if name in CUSTOMER_FIGURES else None


def _facts(customer: Customer) -> list[dict[str, Any]]:
    """Segment with its last moves, worth, debt; the next step comes from the apps above."""
    return [_segment_fact(customer), _worth_fact(customer), _debt_fact(customer)]


def _segment_fact(customer: Customer) -> dict[str, Any]:
    standing, today = customer.standing, house.current().today
    since = f"desde la {formatting.week(standing.segment_since, today=today)}" if standing.segment_since else ""
    before = f"; antes, {segment_name(standing.segment_before)}" if standing.segment_before else ""
    return {
        "label": "Segmento",
        "value": segment_name(standing.segment),
        "detail": f"{since}{before}" or "todavía sin calcular",
        "spark": _figure("segment_steps", customer),
    }


def _worth_fact(customer: Customer) -> dict[str, Any]:
    locale, today = house.current().locale, house.current().today
    now, before = _figure("years", customer) or (Decimal(0), Decimal(0))
    last = customer.standing.last_order_on
    bought = f"compró {formatting.ago(last, today=today)}" if last else "todavía no compró"
    # Against a handful of days a percentage says nothing: then the former money is said.
    told = f"{formatting.change(now, before, locale)} que el año previo" if now < 3 * before else ""
    compared = told or (f"antes, {formatting.money_short(before, locale)}" if before > 0 else bought)
    return {
        "label": "Compró en 12 meses",
        "value": formatting.money(now, locale),
        "detail": f"{compared} · {bought}" if before > 0 else compared,
    }


def _debt_fact(customer: Customer) -> dict[str, Any]:
    locale, today = house.current().locale, house.current().today
    owed = _figure("owed", customer)
    if owed is None:
        return {"label": "Cartera", "value": formatting.money(Decimal(0), locale), "detail": "no debe nada"}
    if owed.overdue:
        detail = f"{formatting.money(owed.overdue, locale)} vencido, desde {formatting.ago(owed.next_due, today=today)}"
    else:
        detail = f"vence {formatting.day(owed.next_due, today=today)}"
    return {
        "label": "Cartera",
        "value": formatting.money(owed.total, locale),
        "detail": detail,
        "bad": bool(owed.overdue),
    }


def _data(customer: Customer) -> list[tuple[str, str]]:
    place = ", ".join(
        dict.fromkeys(part for part in (customer.street, customer.district, customer.city, customer.region) if part)
    )
    today = house.current().today
    document = _checked(customer.document_number, customer.document_verified)
    rows = [
        ("Código", customer.code),
        (customer.get_document_kind_display() or "Documento", document),
        ("Clase", customer.get_kind_display()),
        ("Etapa", customer.get_lifecycle_display()),
        ("Razón social", customer.legal_name if customer.legal_name != customer.name else ""),
        ("Categorías", ", ".join(getattr(customer, "category_names", ()))),
        ("Teléfono", _checked(customer.phone, customer.phone_verified)),
        ("Correo", customer.email),
        ("Dirección", place),
        ("Nacimiento", formatting.day(customer.birth_date, today=today) if customer.birth_date else ""),
    ]
    return [(name, value) for name, value in rows if value]


def _checked(text: str, verified: bool) -> str:
    """What was kept though it looked wrong says so."""
    return f"{text} (sin comprobar)" if text and not verified else text
