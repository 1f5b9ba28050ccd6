"""Days on which people work, and the moments that the chips of "¿Y ahora qué?" mean."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from company.queries import calendar, current, time_zone
from core import formatting

MORNING = time(10, 0)


def is_business_day(day: date) -> bool:
    """Monday to Friday, unless it is a holiday of the company's country."""
    return calendar.is_business_day(day, calendar.calendar_of(str(current().country), year=day.year))


def after_business_days(day: date, count: int) -> date:
    """The business day that lies ``count`` business days after ``day`` (0 = ``day`` or the next worked one)."""
    steps = 0
    while steps < count or not is_business_day(day):
        day += timedelta(days=1)
        steps += is_business_day(day)
    return day


def moment(day: date, hour: time = MORNING) -> datetime:
    """That hour of that day in the company's zone, aware."""
    return datetime.combine(day, hour, tzinfo=time_zone())


@dataclass(frozen=True)
class DayChip:
    """A day that one click chooses: "Mañana, jue 19"."""

    key: str
    label: str
    day: date
    icon: str


def chips(today: date) -> list[DayChip]:
    """Mañana, a los tres días, el lunes que viene: three different days."""
    tomorrow, third = today + timedelta(days=1), today + timedelta(days=3)
    monday = today + timedelta(days=7 - today.weekday())
    if monday in (tomorrow, third):
        monday += timedelta(days=7)
    return [
        DayChip("tomorrow", f"Mañana, {_short(tomorrow)}", tomorrow, "sunrise"),
        DayChip("three", f"3 días, {_short(third)}", third, "calendar-plus"),
        DayChip("monday", f"Lunes {monday.day}", monday, "calendar"),
    ]


def _short(day: date) -> str:
    return f"{formatting.WEEKDAYS[day.weekday()][:3]} {day.day}"
