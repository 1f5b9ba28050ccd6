"""The clock is an input. Services take ``at`` (aware datetime) or ``as_of`` (date); only the entrances call this.

``business_date`` gives the company's day; the company's zone is data (``company.queries.time_zone()``).
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


def business_date(moment: datetime, zone: ZoneInfo) -> date:
    """Calendar day of an aware ``moment`` in ``zone``."""
    return moment.astimezone(zone).date()


def week_of(day: date) -> str:
    """ISO week of a day as ``2026-W47``."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def monday_of(week: str) -> date:
    """First day (Monday) of an ISO week written ``2026-W47``; raises ``ValueError`` on anything else."""
    return datetime.strptime(f"{week}-1", "%G-W%V-%u").date()


def sunday_of(week: str) -> date:
    """Last day (Sunday) of an ISO week: the as-of date of its computation."""
    return monday_of(week) + timedelta(days=6)


def last_complete_week(today: date) -> str:
    """The newest ISO week whose Sunday is before ``today``."""
    return week_of(today - timedelta(days=today.isoweekday()))
