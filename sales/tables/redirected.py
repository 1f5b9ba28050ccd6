"""Columns of redirected orders."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.clock import now
from core.lists import Col, ListTable
from sales.enums import RedirectStatus
from sales.models import RedirectedOrder

TONES = {
    RedirectStatus.WAITING: "warn",
    RedirectStatus.ASSIGNED: "anil",
    RedirectStatus.CONTACTED: "",
    RedirectStatus.RECOVERED: "good",
}
DEFAULT_MINUTES = 30


def redirected_url(row: RedirectedOrder) -> str:
    return reverse("sales:redirected", args=[row.pk])


def span_said(span: timedelta) -> str:
    """ "35 min", "2 h 5 min", "3 días"."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    days = hours // 24
    return f"{days} {'día' if days == 1 else 'días'}"


def is_late(row: RedirectedOrder, at: datetime) -> bool:
    """Is the first contact overdue? The time runs from when it was given to the seller, or noted."""
    if not row.is_open or row.first_contact_at is not None:
        return False
    minutes = row.cause.contact_minutes if row.cause else DEFAULT_MINUTES
    return (row.assigned_at or row.created_at) + timedelta(minutes=minutes) <= at


def wait_said(row: RedirectedOrder, at: datetime | None = None) -> str:
    """The clock in words: "espera hace 35 min", "contactado a los 12 min"."""
    if row.first_contact_at is not None:
        return f"contactado a los {span_said(row.first_contact_at - row.happened_at)}"
    if not row.is_open:
        return "sin contacto"
    return f"espera hace {span_said((at or now()) - row.happened_at)}"


def wait_cell(row: RedirectedOrder) -> SafeString | str:
    said = wait_said(row)
    if is_late(row, now()):
        return format_html('<span class="bad">{}</span>', said)
    return format_html('<span class="quiet">{}</span>', said) if row.first_contact_at else said


def why_stuck(row: RedirectedOrder) -> str:
    return row.cause.short if row.cause else row.step or "no pudo terminar su pedido"


def status_cell(row: RedirectedOrder) -> SafeString | str:
    label = row.get_status_display()
    if row.status in (RedirectStatus.LOST, RedirectStatus.DISCARDED):
        return format_html('<span class="quiet">{}</span>', label)
    tone = TONES[RedirectStatus(row.status)]
    return format_html('<span class="badge{}">{}</span>', f" badge-{tone}" if tone else "", label)


def minutes_of(row: RedirectedOrder) -> int | None:
    """Whole minutes to the first contact; ``None`` before it."""
    if row.first_contact_at is None:
        return None
    return int((row.first_contact_at - row.happened_at).total_seconds() // 60)


class RedirectedTable(ListTable):
    name = Col(
        "Quién",
        raw=lambda r: r.who,
        to=redirected_url,
        second=lambda r: f"{why_stuck(r)} · {r.get_source_display()}",
        phone="main",
    )
    amount = Col("En juego", at="amount", kind="money", phone="figure", sort="amount")
    waited = Col("Espera", raw=wait_said, show=wait_cell)
    status = Col("Estado", raw=lambda r: str(r.get_status_display()), show=status_cell)
    seller = Col("Lo atiende", raw=lambda r: str(r.seller) if r.seller else "")
    cause = Col("Dónde se quedó", raw=lambda r: r.cause.name if r.cause else "")
    happened = Col("Cuándo", at="happened_at", kind="datetime", sort="happened")
    source = Col("Vino por", raw=lambda r: str(r.get_source_display()))
    city = Col("Ciudad", at="city")
    number = Col("Número", at="number")
    step = Col("Paso", at="step")
    phone = Col("Teléfono", at="phone")
    minutes = Col("Minutos hasta el contacto", raw=minutes_of, kind="integer")
    reason = Col("Razón del cierre", raw=lambda r: str(r.get_reason_display()) if r.reason else "")
    assigned_why = Col("Por qué a esa persona", at="assigned_why")
