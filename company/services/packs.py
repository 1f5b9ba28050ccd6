"""Filling the calendars of the countries. What a person added or changed is never overwritten."""

from datetime import date
from typing import Any

from django.db import transaction

from company.enums import HolidaySource
from company.models import CountryPack, Holiday
from company.queries import calendar
from core.audit import acting

YEARS_AHEAD = 3
# Countries whose regions have days of their own that customers there keep.
REGIONAL = frozenset({"ES"})


def fill_holidays(*, country: str, years: range, actor: Any) -> int:
    """Write the holidays of ``country`` (and of its regions where they differ) that are not there yet.

    Days that stand, whoever wrote them, stay as they are. Gives how many are new.
    """
    rows = [
        Holiday(country=country, region=region, day=day, name=name, source=HolidaySource.LIBRARY)
        for region in ("", *_regions(country))
        for day, name in calendar.library_days(country, region, years).items()
    ]
    before = Holiday.objects.filter(country=country).count()
    with transaction.atomic(), acting(actor=actor, why="feriados del calendario"):
        Holiday.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
        calendar.forget()
    return Holiday.objects.filter(country=country).count() - before


def fill_all(*, today: date, actor: Any = None) -> int:
    """The years from last one to ``YEARS_AHEAD`` on, of every country that stands. Gives how many days are new."""
    years = range(today.year - 1, today.year + YEARS_AHEAD + 1)
    return sum(fill_holidays(country=pack.country, years=years, actor=actor) for pack in CountryPack.objects.all())


def _regions(country: str) -> list[str]:
    return calendar.region_codes(country) if country in REGIONAL else []
