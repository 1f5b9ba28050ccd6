"""The company's settings, read often and changed seldom: kept in the process for a few seconds."""

import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

from company.models import Company
from core.clock import business_date, now

FRESH_SECONDS = 5.0
_kept: tuple[float, Company] | None = None


def current() -> Company:
    """The one row of settings. At most five seconds old in this process; ``forget`` drops it after a change.

    Where the row is missing, the settings of a new house: what only reads writes nothing, and so waits for nobody.
    """
    global _kept
    moment = time.monotonic()
    if _kept is None or moment - _kept[0] > FRESH_SECONDS:
        _kept = (moment, Company.objects.filter(pk=1).first() or Company())
    return _kept[1]


def forget() -> None:
    """Read the settings anew at the next call."""
    global _kept
    _kept = None


def time_zone() -> ZoneInfo:
    """The zone in which the company's days begin and end."""
    return ZoneInfo(current().time_zone)


def today(*, at: datetime | None = None) -> date:
    """The company's calendar day at the aware moment ``at`` (the present one, if not given)."""
    return business_date(at or now(), time_zone())


def locale_name() -> str:
    """Locale of numbers and money, for babel: ``es_PE``, ``es_CO``, ``es_ES``."""
    return f"es_{current().country}"


def currency() -> str:
    """ISO 4217 code of the money of the house."""
    return current().currency
