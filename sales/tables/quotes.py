"""Columns of quotes and of their library, and how a state is said."""

from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import formatting, house
from core.lists import Col, ListTable
from inventory.queries import COST_ROLES
from sales.enums import QuoteState
from sales.models import Quote
from sales.queries import ciiu
from sales.queries.library import last_sent, masked, masker

TONES: dict[str, str] = {
    QuoteState.DRAFT: "",
    QuoteState.WAITING: "warn",
    QuoteState.READY: "anil",
    QuoteState.SENT: "anil",
    QuoteState.ACCEPTED: "good",
    QuoteState.REJECTED: "bad",
}


def quote_url(row: Quote) -> str:
    return reverse("sales:quote", args=[row.pk])


def is_over(row: Quote, today: date) -> bool:
    """Sent, unanswered, and its day has passed."""
    return row.state == QuoteState.SENT and row.valid_until < today


def state_cell(row: Quote) -> SafeString | str:
    if is_over(row, house.current().today):
        return format_html('<span class="badge badge-warn">{}</span>', "Venció sin respuesta")
    label = row.get_state_display()
    if row.state == QuoteState.WITHDRAWN:
        return format_html('<span class="quiet">{}</span>', label)
    tone = TONES[row.state]
    return format_html('<span class="badge{}">{}</span>', f" badge-{tone}" if tone else "", label)


def margin_of(row: Quote) -> Decimal | None:
    """What the lines of known cost leave, before tax; ``None`` where no cost is known. Needs ``quotes_listed``."""
    return None if row.cost is None else row.total - row.uncosted - row.cost  # type: ignore[attr-defined]


def until_cell(row: Quote) -> SafeString | str:
    """The day until which it stands; quiet once it makes no difference."""
    said = formatting.day_short(row.valid_until, today=house.current().today)
    return said if row.state == QuoteState.SENT else format_html('<span class="quiet">{}</span>', said)


class QuoteTable(ListTable):
    name = Col(
        "Cliente",
        raw=lambda r: r.customer.name,
        to=quote_url,
        second=lambda r: f"{r.number} · {r.title}",
        phone="main",
    )
    total = Col("Total", at="total", kind="money", phone="figure", sort="total")
    state = Col("Estado", raw=lambda r: str(r.get_state_display()), show=state_cell)
    made = Col("Fecha", at="made_on", kind="date", sort="made")
    until = Col("Vale hasta", at="valid_until", kind="date", show=until_cell, sort="until")
    versions = Col("Versiones", at="version_count", kind="integer")
    owner = Col("De quién", raw=lambda r: str(r.owner))
    number = Col("Número", at="number")
    title = Col("Asunto", at="title")
    tax = Col("Impuesto", at="tax", kind="money")
    with_tax = Col("Con impuesto", raw=lambda r: r.total + r.tax, kind="money")
    margin = Col("Margen", raw=margin_of, kind="money", roles=COST_ROLES)
    cost = Col("Costo", at="cost", kind="money", roles=COST_ROLES)
    sent = Col("Enviada", at="sent_at", kind="datetime")
    answered = Col("Respondida", at="answered_at", kind="datetime")


def library_title(row: Quote) -> str:
    """What it is about, without whose it was."""
    return masked(row.title, masker(row))


def library_lines(row: Quote) -> str:
    """ "Taza de corazones, Globo rojo y 3 más"."""
    mask = masker(row)
    names = [masked(line.name, mask) for line in last_sent(row).lines.all()]
    more = f" y {len(names) - 2} más" if len(names) > 2 else ""
    return ", ".join(names[:2]) + more


def result_said(row: Quote) -> str:
    """How it ended: "Aceptada", "Rechazada: le pareció caro", "Sin respuesta"."""
    if row.state == QuoteState.REJECTED:
        answers = sorted(row.answers.all(), key=lambda answer: answer.at)
        reason = answers[-1].reason if answers else None
        return f"Rechazada: {reason.name.lower()}" if reason else "Rechazada"
    return "Aceptada" if row.state == QuoteState.ACCEPTED else "Sin respuesta"


def result_cell(row: Quote) -> SafeString | str:
    tone = {QuoteState.ACCEPTED: "badge badge-good", QuoteState.REJECTED: "badge badge-bad"}.get(
        QuoteState(row.state), "quiet"
    )
    return format_html('<span class="{}">{}</span>', tone, result_said(row))


class LibraryTable(ListTable):
    name = Col(
        "Qué ofrecía",
        raw=library_title,
        to=lambda r: reverse("sales:library_quote", args=[r.pk]),
        second=library_lines,
        phone="main",
    )
    total = Col("Total", at="total", kind="money", phone="figure", sort="total")
    result = Col("Cómo acabó", raw=result_said, show=result_cell)
    activity = Col("Actividad (CIIU)", raw=lambda r: ciiu.said(r.customer.activity_code))
    made = Col("Fecha", at="made_on", kind="date", sort="made")
    owner = Col("La hizo", raw=lambda r: str(r.owner))
    lines = Col("Qué lleva", raw=library_lines)
