"""The days on which deals are to be closed, in the calendar and in its subscription, where they move like tasks.

What was promised for a deal stands there as a task.
"""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from activities.queries import days
from company.queries import time_zone
from core import formatting, house
from core.errors import DomainError
from core.slots import CALENDAR, CalendarEvent, CalendarSource
from sales.enums import OpportunityState
from sales.models import Opportunity
from sales.queries.opportunities import opportunities_visible_to
from sales.services import opportunities

MOST = 2_000


def find_closings(user: Any, people: frozenset[int], start: datetime, end: datetime) -> list[CalendarEvent]:
    """Open deals of these people that ``user`` may see, on the day on which each is to be closed; one query."""
    rows = _between(opportunities_visible_to(user), start, end).filter(owner_id__in=people, state=OpportunityState.OPEN)
    return [_event(row) for row in rows[:MOST]]


def one_closing(user: Any, pk: int) -> CalendarEvent | None:
    """An open deal that ``user`` may see, wherever its day stands now."""
    rows = opportunities_visible_to(user).filter(pk=pk, state=OpportunityState.OPEN, expected_on__isnull=False)
    row = rows.select_related("customer", "stage").first()
    return _event(row) if row else None


def feed_closings(user: Any, start: datetime, end: datetime) -> list[CalendarEvent]:
    """One's own deals for his subscription, closed ones as cancelled; their money stays in the house."""
    rows = _between(opportunities_visible_to(user), start, end).filter(owner_id=user.pk)
    return [_event(row, money=False) for row in rows[:MOST]]


def move_closing(*, actor: Any, id: int, starts: datetime, version: int) -> str:  # noqa: A002 - the slot's word
    """Another day to close a deal that ``actor`` may see; gives the address of undo. Raises ``DomainError``."""
    row = opportunities_visible_to(actor).filter(pk=id, state=OpportunityState.OPEN).first()
    if row is None:
        raise DomainError("Esa oportunidad ya se cerró.")
    day = starts.astimezone(time_zone()).date()
    return opportunities.change(opportunity=row, version=version, actor=actor, expected_on=day)[1]


def _between(rows: QuerySet[Opportunity], start: datetime, end: datetime) -> QuerySet[Opportunity]:
    zone = time_zone()
    return (
        rows.filter(expected_on__gte=start.astimezone(zone).date(), expected_on__lt=end.astimezone(zone).date())
        .select_related("customer", "stage")
        .defer("customer__search")
        .order_by("expected_on", "-amount", "id")
    )


def _event(row: Opportunity, *, money: bool = True) -> CalendarEvent:
    worth = formatting.money(row.amount, house.current().locale) if money and row.amount else ""
    is_open = row.state == OpportunityState.OPEN
    return CalendarEvent(
        id=row.pk,
        title=f"Cierra {row.name}",
        starts=days.moment(row.expected_on),  # type: ignore[arg-type]  # only those with a day come here
        ends=None,
        url=reverse("sales:opportunity", args=[row.pk]),
        person=row.owner_id,
        detail=" · ".join(part for part in (row.customer.name, worth, row.stage.name) if part),
        all_day=True,
        movable=is_open,
        version=row.version,
        cancelled=not is_open,
    )


CALENDAR.add(
    "oportunidades",
    CalendarSource("Oportunidades", "briefcase", find_closings, one_closing, move_closing, feed_closings),
    order=45,
)
