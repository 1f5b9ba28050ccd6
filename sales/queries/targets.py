"""Targets of a month, how far they are, and where they will land.

Projection: what was done so far ÷ working days gone × working days of the month (the company's country calendar; today
counts as gone). Before the third working day it says nothing, because two days prove nothing.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from company.models import User
from company.queries import current
from company.queries.calendar import calendar_of, is_business_day
from sales.enums import Metric, TargetScope
from sales.models import Target

from .force import Work, work
from .force_people import Place, of_person, of_team, places

LEAST_DAYS = 3
OF_WORK = {
    Metric.SALES: lambda done: done.sales,
    Metric.WON: lambda done: Decimal(done.won),
    Metric.VISITS: lambda done: Decimal(done.visits),
    Metric.CALLS: lambda done: Decimal(done.calls_out),
    Metric.PROPOSALS: lambda done: Decimal(done.proposals),
}


@dataclass(frozen=True)
class Month:
    """Working days of a month: all of it, and how many are gone up to today."""

    first: date
    last: date
    days: int
    gone: int


@dataclass(frozen=True)
class Progress:
    """``done`` of ``amount``; ``due`` = where today should be on a straight line; ``landing`` = where it will end
    (``None`` = too early to say). Money or counts, as ``metric`` says."""

    target: Target
    done: Decimal
    due: Decimal
    landing: Decimal | None
    gone: int

    @property
    def is_money(self) -> bool:
        return self.target.metric == Metric.SALES

    @property
    def behind(self) -> bool:
        """It will not be reached at this pace."""
        return self.landing is not None and self.landing < self.target.amount

    @property
    def share(self) -> Decimal:
        return min(Decimal(1), self.done / self.target.amount)

    @property
    def mark(self) -> Decimal:
        """Where today should be, as a share of the whole."""
        return min(Decimal(1), self.due / self.target.amount)


def month_of(day: date, *, today: date) -> Month:
    """The month of ``day`` with its working days."""
    first = day.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    calendar = calendar_of(str(current().country), year=first.year)
    working = [one for one in _days(first, last) if is_business_day(one, calendar)]
    return Month(first, last, len(working), sum(1 for one in working if one <= today))


def progress(target: Target, done: Work, month: Month) -> Progress:
    """How far a target is."""
    reached = Decimal(OF_WORK[Metric(target.metric)](done))
    early = month.gone < LEAST_DAYS or not month.days
    landing = None if early else (reached / month.gone * month.days).quantize(Decimal("0.01"))
    due = (target.amount * month.gone / month.days).quantize(Decimal("0.01")) if month.days else Decimal(0)
    return Progress(target, reached, due, landing, month.gone)


def progress_of(user: Any, *, today: date, rows: list[Place] | None = None) -> dict[tuple[int, str], list[Progress]]:
    """Targets of this month of whom ``user`` sees, by (person, scope): two queries and the tree's."""
    month = month_of(today, today=today)
    seen = places(user) if rows is None else rows
    by_person = {place.user.pk: place for place in seen}
    found: dict[tuple[int, str], list[Progress]] = {}
    targets = list(Target.objects.filter(month=month.first, user_id__in=by_person).select_related("user"))
    if not targets:
        return {}
    done = work(first=month.first, last=min(today, month.last), user=user)
    for target in sorted(targets, key=lambda one: list(Metric).index(Metric(one.metric))):
        place = by_person[target.user_id]
        sums = of_team(done, place) if target.scope == TargetScope.TEAM else of_person(done, place.user.pk)
        found.setdefault((target.user_id, target.scope), []).append(progress(target, sums, month))
    return found


def own_progress(user: User, *, today: date) -> list[Progress]:
    """His own targets of this month, sales first."""
    month = month_of(today, today=today)
    targets = list(Target.objects.filter(month=month.first, user_id=user.pk, scope=TargetScope.OWN))
    if not targets:
        return []
    done = of_person(work(first=month.first, last=min(today, month.last), people=[user.pk]), user.pk)
    rows = [progress(target, done, month) for target in targets]
    return sorted(rows, key=lambda one: list(Metric).index(Metric(one.target.metric)))


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
