"""The calendar: whose days, which events of every source, laid side by side, with what crosses what in words."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from heapq import nsmallest
from typing import Any

from company.enums import Role
from company.models import User
from company.queries import time_zone
from core.slots import CALENDAR, CalendarEvent

from .work import team

FIRST_HOUR, LAST_HOUR = 6, 22
SLOT = 15  # minutes of a row
ROWS = (LAST_HOUR - FIRST_HOUR) * 60 // SLOT
LANES = 6  # beyond it events share the last lane
USUAL = timedelta(minutes=30)
MOST = {"dia": 120, "semana": 40, "lista": 40, "mes": 3}  # drawn of a day; the rest is counted
OVERSEERS = frozenset({Role.GESTOR.value, Role.ADMINISTRATOR.value})


@dataclass(frozen=True)
class Placed:
    """An event in its place: first row (1…), rows tall, lane of how many; ``crosses`` names what it overlaps."""

    source: str
    icon: str
    event: CalendarEvent
    row: int = 1
    tall: int = 2
    lane: int = 1
    lanes: int = 1
    crosses: str = ""

    @property
    def key(self) -> str:
        return f"{self.source}-{self.event.id}"


@dataclass(frozen=True)
class Day:
    """A day of the company with its whole-day events and the timed ones, in their order; ``more`` are not drawn."""

    day: date
    whole: list[Placed]
    timed: list[Placed]
    more: int = 0

    @property
    def all(self) -> list[Placed]:
        return [*self.whole, *self.timed]

    @property
    def count(self) -> int:
        return len(self.whole) + len(self.timed) + self.more


def people_to_see(user: Any) -> list[User]:
    """Whose calendar ``user`` may open: himself first, then his team; everybody for who steers the house."""
    rows = User.objects.filter(is_active=True).order_by("first_name", "last_name", "username")
    if not user.roles & OVERSEERS:
        rows = rows.filter(pk__in=team(user))
    return sorted(rows, key=lambda person: person.pk != user.pk)


def span(view: str, day: date) -> tuple[date, date]:
    """First day and the day after the last that a view shows: weeks begin on Monday, a month shows whole weeks."""
    monday = day - timedelta(days=day.weekday())
    if view == "dia":
        return day, day + timedelta(days=1)
    if view == "mes":
        first = day.replace(day=1)
        after = (first + timedelta(days=32)).replace(day=1)
        return first - timedelta(days=first.weekday()), after + timedelta(days=(7 - after.weekday()) % 7)
    if view == "lista":
        return day, day + timedelta(days=14)
    return monday, monday + timedelta(days=7)


def midnight(day: date) -> datetime:
    """When that day begins in the company's zone."""
    return datetime.combine(day, time(0), tzinfo=time_zone())


def events_between(
    user: Any, people: Iterable[int], start: date, end: date, *, only: str = ""
) -> list[tuple[str, str, CalendarEvent]]:
    """(source, icon, event) of these people from ``start`` until before ``end``; one query a source."""
    ids = frozenset(people)
    return [
        (key, source.icon, event)
        for key, source in CALENDAR.items()
        if not only or key == only
        for event in source.find(user, ids, midnight(start), midnight(end))
    ]


def days_of(user: Any, people: Iterable[int], start: date, end: date, *, view: str, only: str = "") -> list[Day]:
    """Every day from ``start`` until before ``end`` with its events in their places, as many as ``view`` can draw."""
    zone = time_zone()
    found: dict[date, list[Placed]] = {start + timedelta(days=n): [] for n in range((end - start).days)}
    for source, icon, event in events_between(user, people, start, end, only=only):
        day = event.starts.astimezone(zone).date()
        if day in found:
            found[day].append(Placed(source, icon, event))
    return [_day(day, placed, MOST[view]) for day, placed in found.items()]


def _day(day: date, placed: list[Placed], most: int) -> Day:
    """Where a day holds more than can be read, what is still to do is drawn first, by the hour; the rest is counted."""
    drawn = placed
    if len(placed) > most:
        drawn = nsmallest(most, placed, key=lambda one: (one.event.done, not one.event.all_day, one.event.starts))
    return Day(
        day,
        sorted((one for one in drawn if one.event.all_day), key=lambda one: one.event.title),
        lay_out([one for one in drawn if not one.event.all_day], among=placed),
        more=len(placed) - len(drawn),
    )


def ends_of(event: CalendarEvent) -> datetime:
    """Its end, or half an hour after its start."""
    ends: datetime = event.ends or event.starts + USUAL
    return ends


def lay_out(placed: list[Placed], *, among: list[Placed] | None = None) -> list[Placed]:
    """Events of a day side by side, as they are drawn: what shares a row shares the width, each in its own lane.

    "Se cruza con" goes by true times, half open: what ends at ten does not cross what begins at ten; and only for what
    is still to do, of one person: what happened, happened. ``among``: all of that day, drawn or not.
    """
    events = [
        one.event for one in (among or placed) if one.event.movable and not one.event.done and not one.event.all_day
    ]
    drawn = [
        replace(one, row=row, tall=tall, crosses=_crosses(one.event, events))
        for one, (row, tall) in ((one, _rows(one.event)) for one in placed)
    ]
    drawn.sort(key=lambda one: (one.row, one.event.starts, -one.tall, one.key))
    done: list[Placed] = []
    cluster: list[Placed] = []
    until = 0
    for one in drawn:
        if one.row >= until:
            done += _share(cluster)
            cluster = []
        cluster.append(one)
        until = max(until, one.row + one.tall)
    return [*done, *_share(cluster)]


def _share(cluster: list[Placed]) -> list[Placed]:
    """Each of a cluster in the first lane that is free at its row."""
    free: list[int] = []
    lanes: list[int] = []
    for one in cluster:
        lane = next((n for n, until in enumerate(free) if until <= one.row), len(free))
        if lane == len(free):
            free.append(0)
        free[lane] = one.row + one.tall
        lanes.append(lane)
    width = min(len(free), LANES)
    return [replace(one, lane=min(lane, LANES - 1) + 1, lanes=width) for one, lane in zip(cluster, lanes, strict=True)]


def _rows(event: CalendarEvent) -> tuple[int, int]:
    """First quarter of an hour (from 1) and how many; what lies outside the hours shown stands at their edge."""
    zone = time_zone()
    start, end = event.starts.astimezone(zone), ends_of(event).astimezone(zone)
    first = (start.hour - FIRST_HOUR) * 60 // SLOT + start.minute // SLOT + 1
    minutes = (end - start).total_seconds() / 60
    row = min(max(first, 1), ROWS - 1)
    return row, max(2, min(round(minutes / SLOT), ROWS - row + 1))


def _crosses(event: CalendarEvent, others: list[CalendarEvent]) -> str:
    if not event.movable or event.done:
        return ""
    titles = [
        other.title
        for other in others
        if other is not event
        and other.person == event.person
        and other.starts < ends_of(event)
        and event.starts < ends_of(other)
    ]
    return ", ".join(titles[:2])


def crossing(user: Any, *, person: int, starts: datetime, ends: datetime, but: str) -> list[str]:
    """Titles of what ``person`` has open between these aware moments, the event ``but`` ("source-id") left out."""
    day = starts.astimezone(time_zone()).date()
    return [
        event.title
        for source, _, event in events_between(user, [person], day, day + timedelta(days=1))
        if f"{source}-{event.id}" != but
        and event.movable
        and not event.done
        and not event.all_day
        and event.starts < ends
        and starts < ends_of(event)
    ]
