"""Which days a country works and at which hours one may write to its people. Pure functions over a ``Calendar``.

``calendar_of`` loads one from the country packs; the functions below it ask nobody and know no clock.
"""

import time as stopwatch
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from company.enums import HolidaySource, WindowUse
from company.models import ContactWindow, CountryPack, Holiday
from company.models.packs import TO_CONFIRM
from core.matching import plain

FRESH_SECONDS = 5.0
LOOK_AHEAD = 60  # days without a single open hour after which one gives up
DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
PURPOSES = {"advertising": "la publicidad", "collection": "la cobranza", "survey": "las encuestas"}
# Zones inside a country that differ from its main one.
ZONES = {("ES", "CN"): "Atlantic/Canary"}


@dataclass(frozen=True)
class Window:
    """An open span of a weekday (1 = Monday), local hours, for a use, within its validity."""

    use: str
    weekday: int
    opens: time
    closes: time
    on_holidays: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    verified: bool = True
    source: str = ""

    def holds(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Calendar:
    """A country (and region) as its people live it: zone, days off by name, open hours."""

    country: str
    zone: ZoneInfo
    days_off: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))
    windows: tuple[Window, ...] = ()

    def holiday(self, day: date) -> str:
        """The name of the holiday, or ""."""
        return self.days_off.get(day, "")


@dataclass(frozen=True)
class Answer:
    """May one write now? If not, ``until`` is the next moment (UTC) at which one may, ``None`` = never."""

    allowed: bool
    reason: str = ""  # "hoy es domingo"
    sentence: str = ""  # "Saldrá mañana a las 7:00: hoy es domingo."
    kept: str = ""  # the same to be read on another day: "Saldrá el lunes 23 de noviembre a las 7:00: era domingo."
    until: datetime | None = None
    verified: bool = True
    source: str = ""


# ── Pure ────────────────────────────────────────────────────────────────────────────────────────────────────
def is_business_day(day: date, calendar: Calendar) -> bool:
    """Monday to Friday, unless it is a holiday there."""
    return day.isoweekday() <= 5 and not calendar.holiday(day)


def add_business_days(day: date, count: int, calendar: Calendar) -> date:
    """The ``count``-th business day after ``day``: the day itself does not count."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_business_day(day, calendar)
    return day


def contact_allowed(at: datetime, calendar: Calendar, purpose: str) -> Answer:
    """Whether one may write to somebody of this calendar for ``purpose`` at the aware moment ``at``."""
    local = at.astimezone(calendar.zone)
    limited = [one for one in calendar.windows if one.use == purpose and one.holds(local.date())]
    if not limited:
        return Answer(True)
    spans = _spans(local.date(), calendar, purpose)
    wall = local.time().replace(tzinfo=None)
    verified, source = all(one.verified for one in limited), limited[0].source
    if any(one.opens <= wall < one.closes for one in spans):
        return Answer(True, verified=verified, source=source)
    reason = _why(local, calendar, purpose, spans)
    until = _next_opening(local, calendar, purpose)
    if until is None:
        never = f"No hay ninguna hora permitida: {reason}."
        return Answer(False, reason, never, never, None, verified, source)
    sentence = f"Saldrá {moment_said(until, local)}: {reason}."
    kept = f"Saldrá {moment_kept(until)}: {_past(reason)}."
    return Answer(False, reason, sentence, kept, until.astimezone(UTC), verified, source)


def moment_said(moment: datetime, now: datetime) -> str:
    """ "mañana a las 7:00", "el lunes a las 7:00", "el 7 de diciembre a las 7:00", seen from the local ``now``."""
    local = moment.astimezone(now.tzinfo)
    days = (local.date() - now.date()).days
    hour = f"a la {local:%-H:%M}" if local.hour == 1 else f"a las {local:%-H:%M}"
    if days == 0:
        return f"hoy {hour}"
    if days == 1:
        return f"mañana {hour}"
    if days < 7:
        return f"el {DAYS[local.weekday()]} {hour}"
    return f"el {local.day} de {MONTHS[local.month - 1]} {hour}"


def moment_kept(local: datetime) -> str:
    """ "el lunes 23 de noviembre a las 7:00": true on whatever day it is read."""
    hour = f"a la {local:%-H:%M}" if local.hour == 1 else f"a las {local:%-H:%M}"
    return f"el {DAYS[local.weekday()]} {local.day} de {MONTHS[local.month - 1]} {hour}"


def _past(reason: str) -> str:
    for now, then in (("hoy es ", "era "), ("allí son las", "allí eran las"), ("allí es la", "allí era la")):
        reason = reason.replace(now, then)
    return reason


def _spans(day: date, calendar: Calendar, purpose: str) -> list[Window]:
    off = calendar.holiday(day)
    found = [
        one
        for one in calendar.windows
        if one.use == purpose and one.weekday == day.isoweekday() and one.holds(day) and (one.on_holidays or not off)
    ]
    return sorted(found, key=lambda one: one.opens)


def _next_opening(local: datetime, calendar: Calendar, purpose: str) -> datetime | None:
    for ahead in range(LOOK_AHEAD):
        day = local.date() + timedelta(days=ahead)
        for one in _spans(day, calendar, purpose):
            # Back and forth through UTC: an hour that the clock jumps over becomes the one after it.
            opening = datetime.combine(day, one.opens, tzinfo=calendar.zone).astimezone(UTC)
            if opening > local.astimezone(UTC):
                return opening.astimezone(calendar.zone)
    return None


def _why(local: datetime, calendar: Calendar, purpose: str, spans: list[Window]) -> str:
    day = local.date()
    if name := calendar.holiday(day):
        return f"hoy es feriado ({name})"
    if not spans:
        return f"hoy es {DAYS[day.weekday()]}"
    what = PURPOSES.get(purpose, "esto")
    hours = " y ".join(f"de {one.opens:%-H:%M} a {one.closes:%-H:%M}" for one in spans)
    it = "son" if local.hour != 1 else "es"
    return f"allí {it} las {local:%-H:%M} y {what} solo puede ir {hours}".replace("es las", "es la")


# ── From the packs ──────────────────────────────────────────────────────────────────────────────────────────
_kept: dict[tuple[str, str, int], tuple[float, Calendar]] = {}
_packs: dict[tuple[str, int], tuple[float, "_Pack"]] = {}


@dataclass(frozen=True)
class _Pack:
    """What the tables hold of a country around a year: one reading serves all its regions."""

    zone: str
    windows: tuple[Window, ...]
    holidays: tuple[Holiday, ...]


def calendar_of(country: str, *, region: str = "", year: int) -> Calendar:
    """The calendar of a country (a house's, if unknown) around ``year``. At most five seconds old in this process.

    ``region`` may be the library's code or the name as people write it.
    """
    key = (country, region, year)
    moment = stopwatch.monotonic()
    kept = _kept.get(key)
    if kept is None or moment - kept[0] > FRESH_SECONDS:
        if len(_kept) > 200:
            forget()
        read, pack = _pack_of(country, year, moment)
        kept = _kept[key] = (read, _calendar(pack, country, region, year))
    return kept[1]


def forget() -> None:
    """Read the packs anew at the next call."""
    _kept.clear()
    _packs.clear()


def _pack_of(country: str, year: int, moment: float) -> tuple[float, _Pack]:
    """The tables of a country and when they were read; that moment, too, is at most five seconds old."""
    kept = _packs.get((country, year))
    if kept is None or moment - kept[0] > FRESH_SECONDS:
        kept = _packs[country, year] = (moment, _read(country, year))
    return kept


def _read(country: str, year: int) -> _Pack:
    pack = CountryPack.objects.filter(pk=country).first()
    windows = tuple(
        Window(
            one.use, one.weekday, one.opens, one.closes, one.on_holidays,
            one.valid_from, one.valid_to, one.verified, "" if one.source == TO_CONFIRM else one.source,
        )
        for one in ContactWindow.objects.filter(country=country)
    )  # fmt: skip
    holidays = Holiday.objects.filter(country=country, day__year__range=(year - 1, year + 1))
    return _Pack(pack.time_zone if pack else "", windows, tuple(holidays))


def _calendar(pack: _Pack, country: str, region: str, year: int) -> Calendar:
    code = region_code(country, region)
    zone = ZONES.get((country, code)) or pack.zone or _house_zone()
    rows = [row for row in pack.holidays if row.region in ("", code)]
    return Calendar(country, ZoneInfo(zone), MappingProxyType(_days_off(rows, country, code, year)), pack.windows)


def _days_off(rows: list[Holiday], country: str, region: str, year: int) -> dict[date, str]:
    """This year and its neighbours: rows of the table, and the library's for a year that nobody filled yet."""
    filled = {row.day.year for row in rows if row.source == HolidaySource.LIBRARY}
    found: dict[date, str] = {}
    for missing in (one for one in range(year - 1, year + 2) if one not in filled):
        for part in dict.fromkeys(("", region)):
            found |= library_days(country, part, range(missing, missing + 1))
    found |= {row.day: row.name for row in rows if not row.works}
    for row in rows:
        if row.works:
            found.pop(row.day, None)
    return found


def library_days(country: str, region: str, years: range) -> dict[date, str]:
    """What the library ``holidays`` knows: of the country, or of a region only the days that the country has not."""
    if _known(country) is None:
        return {}
    national = _library(country, "", years.start, years.stop)
    if not region:
        return dict(national)
    return {
        day: name for day, name in _library(country, region, years.start, years.stop).items() if day not in national
    }


def _known(country: str) -> Any:
    """The library's class of a country, or ``None``. Imported late: many processes never ask."""
    import holidays

    return getattr(holidays, country, None) if len(country) == 2 and country.isupper() else None


@cache
def _library(country: str, region: str, start: int, stop: int) -> dict[date, str]:
    found = _known(country)(subdiv=region or None, years=range(start, stop), language="es")
    return {day: str(name)[:120] for day, name in found.items()}


@cache
def _regions(country: str) -> dict[str, str]:
    kind = _known(country)
    codes = {plain(str(code)): str(code) for code in getattr(kind, "subdivisions", ())}
    return codes | {plain(str(name)): code for name, code in getattr(kind, "subdivisions_aliases", {}).items()}


def region_code(country: str, region: str) -> str:
    """The library's code of a region written as a code or as a name, "" if it knows none."""
    return _regions(country).get(plain(region.strip()), "") if region else ""


def region_codes(country: str) -> list[str]:
    """Every region of a country that the library tells apart."""
    return list(getattr(_known(country), "subdivisions", ()))


def _house_zone() -> str:
    from .company import current

    return str(current().time_zone)


def business_hours(calendar: Calendar, day: date) -> list[Window]:
    """The company's own open spans of a day there."""
    return _spans(day, calendar, WindowUse.BUSINESS)
