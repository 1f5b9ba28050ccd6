"""The days on which deals are to be closed, in the calendar. What was promised for a deal stands there as a task."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from activities.queries import days
from company.queries import time_zone
from core import formatting, house
from core.slots import CALENDAR, CalendarEvent, CalendarSource
from sales.enums import OpportunityState
from sales.queries.opportunities import opportunities_visible_to

MOST = 2_000


def find_closings(user: Any, people: frozenset[int], start: datetime, end: datetime) -> list[CalendarEvent]:
    """Open deals of these people that ``user`` may see, on the day on which each is to be closed; one query."""
    locale, zone = house.current().locale, time_zone()
    rows = opportunities_visible_to(user).filter(
        owner_id__in=people,
        state=OpportunityState.OPEN,
        expected_on__gte=start.astimezone(zone).date(),
        expected_on__lt=end.astimezone(zone).date(),
    )
    return [
        CalendarEvent(
            id=row.pk,
            title=f"Cierra {row.name}",
            starts=days.moment(row.expected_on),
            ends=None,
            url=reverse("sales:opportunity", args=[row.pk]),
            person=row.owner_id,
            detail=" · ".join(
                [row.customer.name, *([formatting.money(row.amount, locale)] if row.amount else []), row.stage.name]
            ),
            all_day=True,
            version=row.version,
        )
        for row in rows.select_related("customer", "stage")
        .defer("customer__search")
        .order_by("expected_on", "-amount", "id")[:MOST]
        if row.expected_on is not None
    ]


CALENDAR.add("oportunidades", CalendarSource("Oportunidades", "briefcase", find_closings), order=45)
