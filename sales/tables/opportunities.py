"""Columns of opportunities."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import formatting, house
from core.lists import Col, ListTable
from sales.enums import OpportunityState
from sales.models import Opportunity

NO_STEP = "sin próximo paso"


def opportunity_url(row: Opportunity) -> str:
    return f"{reverse('sales:opportunities')}{row.pk}/"


def who_and_number(row: Opportunity) -> str:
    return f"{row.customer.name} · {row.number}"


def days_said(row: Any) -> str:
    """ "12 días en la etapa"; of a stuck one with what it should have been."""
    card = row.card
    said = formatting.plural(card.days, "día", "días", house.current().locale)
    return f"{said}, estancada" if card.stuck else said


def days_cell(row: Any) -> SafeString | str:
    said = days_said(row)
    if not row.card.stuck:
        return said
    return format_html('<span class="warn" title="Más de {} días en la etapa">{}</span>', row.stage.max_days, said)


def step_said(row: Any) -> str:
    """ "Llamar a Ana, jue 19"; empty for what is closed."""
    card = row.card
    if row.state != OpportunityState.OPEN:
        return ""
    if card.step is None:
        return NO_STEP
    facts = house.current()
    due = card.step.due_at.astimezone(facts.zone).date()
    return f"{card.step.title}, {formatting.day_short(due, today=facts.today)}"


def step_cell(row: Any) -> SafeString | str:
    said = step_said(row)
    if row.state == OpportunityState.OPEN and row.card.step is None:
        return format_html('<span class="warn">{}</span>', said.capitalize())
    return format_html('<span class="deal-step">{}</span>', said) if said else formatting.ABSENT


def step_on(row: Any) -> Any:
    """The company's day of the next step."""
    step = row.card.step
    return step.due_at.astimezone(house.current().zone).date() if step else None


def expected_cell(row: Opportunity) -> SafeString | str:
    facts = house.current()
    if row.expected_on is None:
        return format_html('<span class="quiet">sin fecha</span>')
    said = formatting.day_short(row.expected_on, today=facts.today)
    if row.state == OpportunityState.OPEN and row.expected_on < facts.today:
        return format_html('<span class="warn">{}, ya pasó</span>', said)
    return said


def state_cell(row: Opportunity) -> SafeString | str:
    """No badge for what is open."""
    if row.state == OpportunityState.OPEN:
        return format_html('<span class="quiet">{}</span>', row.get_state_display())
    tone = " badge-good" if row.state == OpportunityState.WON else ""
    return format_html('<span class="badge{}">{}</span>', tone, row.get_state_display())


def progress_ratio(row: Any) -> Decimal | None:
    """Required steps done of all of its process, as a ratio with two decimals."""
    told = row.card.progress
    return (Decimal(told.done) / told.total).quantize(Decimal("0.01")) if told.total else None


def progress_said(row: Any) -> str:
    told = row.card.progress
    return f"{told.done} de {told.total}" if told.total else formatting.ABSENT


class OpportunityTable(ListTable):
    name = Col("Qué quiere", at="name", to=opportunity_url, second=who_and_number, phone="main")
    stage = Col("Etapa", raw=lambda o: o.stage.name)
    amount = Col("Importe", at="amount", kind="money", sort="amount", phone="figure")
    weighted = Col("Ponderado", at="weighted", kind="money", hint="Importe por la probabilidad de la etapa")
    days = Col("En la etapa", raw=lambda o: o.card.days, kind="integer", show=days_cell, sort="days")
    step = Col("Próximo paso", raw=step_said, show=step_cell)
    expected = Col("Cierre", at="expected_on", kind="date", show=expected_cell, sort="expected")
    owner = Col("De quién", raw=lambda o: str(o.owner))
    progress = Col("Pasos hechos", raw=progress_ratio, kind="percent", show=progress_said)
    probability = Col("Probabilidad", raw=lambda o: Decimal(o.stage.probability) / 100, kind="percent")
    customer = Col(
        "Cliente",
        raw=lambda o: o.customer.name,
        show=lambda o: format_html(
            '<a href="{}">{}</a>', reverse("customers:detail", args=[o.customer_id]), o.customer.name
        ),
    )
    code = Col("Código del cliente", raw=lambda o: o.customer.code)
    number = Col("Número", at="number")
    pipeline = Col("Proceso", raw=lambda o: o.pipeline.name)
    state = Col("Estado", raw=lambda o: str(o.get_state_display()), show=state_cell)
    entry = Col("Por dónde llegó", raw=lambda o: str(o.get_entry_display()))
    opened = Col("Abierta el", at="opened_on", kind="date", sort="opened")
    closed = Col("Cerrada", at="closed_at", kind="datetime")
    reason = Col("Por qué se perdió", raw=lambda o: str(o.lost_reason) if o.lost_reason else "")
    step_day = Col("Día del próximo paso", raw=step_on, kind="date")
