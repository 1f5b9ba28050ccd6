"""What the page of one opportunity shows: a constant number of queries, however much hangs on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from activities.enums import Channel, TaskState
from activities.models import Interaction, Task
from core import formatting, house
from sales.enums import OpportunityState, StepBy
from sales.models import (
    Opportunity,
    OpportunityCompetitor,
    OpportunityContact,
    OpportunityFile,
    OpportunityNote,
    OpportunityProduct,
    Order,
    Quote,
    StageChange,
)

from .opportunities import StageState
from .visible import orders_visible_to

SHOWN = 100
ICONS: dict[str, str] = {
    Channel.CALL_OUT: "phone-outgoing",
    Channel.CALL_IN: "phone-incoming",
    Channel.VISIT: "map-pin",
    Channel.MEETING: "users",
    Channel.MAIL: "mail",
    Channel.WHATSAPP: "brand-whatsapp",
}


@dataclass(frozen=True)
class Told:
    """A line of what happened in a deal."""

    at: datetime
    icon: str
    strong: str
    rest: str = ""
    detail: str = ""
    quote: bool = False
    money: Decimal | None = None
    tone: str = ""


@dataclass(frozen=True)
class Effort:
    """What was done for the deal, and what it cost."""

    touches: int
    visits: int
    cost: Decimal


def tasks_of(opportunity: Opportunity) -> tuple[list[Task], list[Task]]:
    """Its commitments: (open, what is due first on top; done, the newest ones)."""
    rows = Task.objects.filter(opportunity_link__opportunity=opportunity).select_related("owner", "customer", "type")
    pending = list(rows.filter(state=TaskState.OPEN).order_by("due_at", "id")[:SHOWN])
    return pending, list(rows.filter(state=TaskState.DONE).order_by("-done_at", "-id")[:5])


def products_of(opportunity: Opportunity) -> list[OpportunityProduct]:
    return list(opportunity.products.select_related("product").order_by("position"))


def people_of(opportunity: Opportunity) -> list[OpportunityContact]:
    return list(opportunity.contacts.select_related("contact").order_by("contact__first_name", "pk"))


def rivals_of(opportunity: Opportunity) -> list[OpportunityCompetitor]:
    return list(opportunity.competitors.select_related("competitor").order_by("competitor__name"))


def files_of(opportunity: Opportunity) -> list[OpportunityFile]:
    return list(opportunity.files.select_related("file", "author").order_by("-at", "-id")[:SHOWN])


def quotes_of(opportunity: Opportunity) -> list[Quote]:
    """Who sees the deal sees what was offered for it."""
    return list(opportunity.quotes.select_related("owner").order_by("-made_on", "-id")[:SHOWN])


def orders_of(user: Any, opportunity: Opportunity) -> list[Order]:
    """Orders that came of it."""
    return list(orders_visible_to(user).filter(opportunity=opportunity).order_by("-placed_at", "-id")[:SHOWN])


def touches_of(opportunity: Opportunity) -> list[Interaction]:
    """Calls, visits and messages that were for it, newest first."""
    rows = Interaction.objects.filter(opportunity_link__opportunity=opportunity).select_related("type", "user")
    return list(rows.order_by("-happened_at", "-id")[:SHOWN])


def changes_of(opportunity: Opportunity) -> list[StageChange]:
    rows = opportunity.changes.select_related("from_stage", "to_stage", "to_stage__pipeline", "actor")
    return list(rows.order_by("-at", "-id")[:SHOWN])


def notes_of(opportunity: Opportunity) -> list[OpportunityNote]:
    return list(opportunity.notes.select_related("author").order_by("-at", "-id")[:SHOWN])


def effort_of(touches: Iterable[Interaction]) -> Effort:
    rows = list(touches)
    visits = sum(1 for one in rows if one.channel in (Channel.VISIT, Channel.MEETING))
    return Effort(len(rows), visits, sum((one.cost for one in rows), Decimal(0)))


def weighted(opportunity: Opportunity) -> Decimal:
    """Its money × the probability of its stage, to the cent; won ones whole, lost ones nothing."""
    share = {OpportunityState.WON: 100, OpportunityState.LOST: 0}.get(
        OpportunityState(opportunity.state), opportunity.stage.probability
    )
    return (opportunity.amount * share / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def days_said(days: Decimal) -> str:
    """ "3 días", "medio día", "2 h"."""
    if days >= 1:
        return formatting.plural(int(days), "día", "días", house.current().locale)
    hours = int(days * 24)
    return f"{hours} h" if hours else "menos de una hora"


def story(
    *, changes: Iterable[StageChange], touches: Iterable[Interaction], notes: Iterable[OpportunityNote]
) -> list[Told]:
    """Moves, touches and notes in one line of time, the newest first."""
    told = [*map(_moved, changes), *map(_touched, touches), *map(_noted, notes)]
    return sorted(told, key=lambda one: one.at, reverse=True)[:SHOWN]


def todo(stages: Iterable[StageState]) -> list[StageState]:
    """The stages whose steps want to be seen: the present one, and earlier ones that still lack something."""
    return [one for one in stages if one.place == "now" or (one.place == "past" and one.missing)]


def done_by_word(by: str) -> str:
    """What does a step that nobody marks by hand."""
    return {
        StepBy.ACTION: "se cumple al anotarla aquí",
        StepBy.QUOTE_SENT: "se cumple al enviar una cotización",
        StepBy.QUOTE_ACCEPTED: "se cumple cuando el cliente acepta una cotización",
        StepBy.ORDER: "se cumple al confirmarse un pedido",
    }.get(StepBy(by), "")


def _moved(change: StageChange) -> Told:
    who = str(change.actor) if change.actor else "El programa"
    stood = f"estuvo {days_said(change.days)} en «{change.from_stage}»" if change.days is not None else ""
    said = {"icon": "route", "tone": "", "rest": f"a «{change.to_stage}»", "verb": "la pasó"}
    if change.from_stage is None:
        said |= {"icon": "flag", "verb": "la abrió", "rest": f"en «{change.to_stage}»"}
    elif change.state == OpportunityState.WON:
        said |= {"icon": "trophy", "tone": "good", "verb": "la marcó como ganada", "rest": ""}
    elif change.state == OpportunityState.LOST:
        said |= {"icon": "circle-x", "tone": "bad", "verb": "la marcó como perdida", "rest": ""}
    elif change.from_stage_id == change.to_stage_id:
        said |= {"icon": "refresh", "verb": "la reabrió", "rest": f"en «{change.to_stage}»"}
    elif change.backward:
        said |= {"icon": "arrow-back-up", "tone": "warn", "verb": "la devolvió"}
    detail = ". ".join(part for part in (change.reason, stood[:1].upper() + stood[1:]) if part)
    return Told(change.at, said["icon"], f"{who} {said['verb']}", said["rest"], detail, tone=said["tone"])


def _touched(row: Interaction) -> Told:
    kind = str(row.type) if row.type else str(row.get_channel_display())
    outcome = f": {str(row.get_outcome_display()).lower()}" if row.outcome else ""
    by = f" de {row.user}" if row.user else ""
    icon = ICONS.get(row.channel, "note")
    return Told(row.happened_at, icon, f"{kind}{by}", outcome.removeprefix(": "), row.text, money=row.cost or None)


def _noted(note: OpportunityNote) -> Told:
    return Told(note.at, "note", f"{note.author or 'Alguien'} anotó", "", note.text)
