"""Country packs: which days work, at which hours one may write. Golden tables for Peru, Colombia and Spain."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from company.models import ContactWindow, Holiday
from company.queries import calendar as calendars
from company.queries.calendar import Calendar, Window, add_business_days, contact_allowed, is_business_day
from company.services.packs import fill_all, fill_holidays

pytestmark = pytest.mark.django_db
LIMA, BOGOTA, MADRID = (ZoneInfo(name) for name in ("America/Lima", "America/Bogota", "Europe/Madrid"))


@pytest.fixture(autouse=True)
def fresh():
    calendars.forget()
    yield
    calendars.forget()


@pytest.mark.parametrize(
    ("country", "region", "day", "works"),
    [
        ("PE", "", date(2026, 7, 28), False),  # Fiestas Patrias
        ("PE", "", date(2026, 12, 9), False),  # Ayacucho
        ("PE", "", date(2026, 7, 27), True),
        ("PE", "", date(2026, 7, 25), False),  # a Saturday
        ("CO", "", date(2026, 11, 2), False),  # All Saints, moved to Monday
        ("CO", "", date(2026, 11, 1), False),  # a Sunday
        ("CO", "", date(2026, 7, 20), False),
        ("CO", "", date(2026, 11, 3), True),
        ("ES", "", date(2026, 12, 8), False),
        ("ES", "", date(2026, 12, 7), True),
        ("ES", "Andalucía", date(2025, 2, 28), False),
        ("ES", "Cataluña", date(2025, 2, 28), True),
        ("ES", "cataluña", date(2025, 9, 11), False),
    ],
)
def test_business_days(country, region, day, works):
    assert is_business_day(day, calendars.calendar_of(country, region=region, year=day.year)) is works


def test_business_days_are_counted_from_the_day_after():
    """Fifteen from 20 November 2026 in Lima: two holidays of December stand in the way."""
    peru = calendars.calendar_of("PE", year=2026)
    assert add_business_days(date(2026, 11, 20), 15, peru) == date(2026, 12, 15)
    by_hand, day = 0, date(2026, 11, 20)
    while by_hand < 15:
        day += timedelta(days=1)
        by_hand += day.isoweekday() <= 5 and day not in (date(2026, 12, 8), date(2026, 12, 9))
    assert day == date(2026, 12, 15)


@pytest.mark.parametrize(
    ("local", "allowed", "next_local", "sentence"),
    [
        (datetime(2026, 11, 18, 7, 0), True, None, ""),
        (datetime(2026, 11, 18, 18, 59, 59), True, None, ""),
        (datetime(2026, 11, 18, 19, 0), False, datetime(2026, 11, 19, 7, 0),
         "Saldrá mañana a las 7:00: allí son las 19:00 y la publicidad solo puede ir de 7:00 a 19:00."),
        (datetime(2026, 11, 18, 6, 59, 59), False, datetime(2026, 11, 18, 7, 0),
         "Saldrá hoy a las 7:00: allí son las 6:59 y la publicidad solo puede ir de 7:00 a 19:00."),
        (datetime(2026, 11, 21, 14, 59), True, None, ""),
        (datetime(2026, 11, 21, 15, 0), False, datetime(2026, 11, 23, 7, 0),
         "Saldrá el lunes a las 7:00: allí son las 15:00 y la publicidad solo puede ir de 8:00 a 15:00."),
        (datetime(2026, 11, 22, 10, 0), False, datetime(2026, 11, 23, 7, 0),
         "Saldrá mañana a las 7:00: hoy es domingo."),
        # Sunday, then a holiday moved to Monday: out on Tuesday.
        (datetime(2026, 11, 15, 10, 0), False, datetime(2026, 11, 17, 7, 0),
         "Saldrá el martes a las 7:00: hoy es domingo."),
        (datetime(2026, 12, 8, 10, 0), False, datetime(2026, 12, 9, 7, 0),
         "Saldrá mañana a las 7:00: hoy es feriado (La Inmaculada Concepción)."),
    ],
)  # fmt: skip
def test_ley_2300_of_colombia(local, allowed, next_local, sentence):
    colombia = calendars.calendar_of("CO", year=2026)

    answer = contact_allowed(local.replace(tzinfo=BOGOTA), colombia, "advertising")

    assert (answer.allowed, answer.sentence) == (allowed, sentence)
    assert answer.until == (next_local.replace(tzinfo=BOGOTA).astimezone(UTC) if next_local else None)
    assert (answer.verified, answer.source) == (True, "Ley 2300 de 2023")


def test_service_has_no_hours_anywhere():
    for country, zone in (("PE", LIMA), ("CO", BOGOTA), ("ES", MADRID)):
        sunday_night = datetime(2026, 11, 22, 3, 0, tzinfo=zone)
        assert contact_allowed(sunday_night, calendars.calendar_of(country, year=2026), "service").allowed


def test_peru_and_spain_say_that_their_hours_are_to_be_confirmed():
    for country, zone, hours in (("PE", LIMA, "de 8:00 a 20:00"), ("ES", MADRID, "de 9:00 a 21:00")):
        answer = contact_allowed(
            datetime(2026, 11, 18, 22, 0, tzinfo=zone), calendars.calendar_of(country, year=2026), "advertising"
        )
        assert not answer.allowed
        assert not answer.verified
        assert hours in answer.reason


@pytest.mark.parametrize(
    ("local", "until"),
    [
        (datetime(2026, 3, 28, 23, 0), datetime(2026, 3, 30, 7, 0, tzinfo=UTC)),  # 9:00 of summer time is 7 UTC
        (datetime(2026, 10, 24, 23, 0), datetime(2026, 10, 26, 8, 0, tzinfo=UTC)),  # 9:00 of winter time is 8 UTC
    ],
)
def test_the_clock_changes_of_madrid(local, until):
    spain = calendars.calendar_of("ES", year=2026)
    assert contact_allowed(local.replace(tzinfo=MADRID), spain, "advertising").until == until


def test_an_hour_that_the_clock_jumps_over_opens_right_after():
    night = Calendar("ES", MADRID, windows=(Window("survey", 7, time(2, 30), time(5)),))

    answer = contact_allowed(datetime(2026, 3, 29, 1, 0, tzinfo=MADRID), night, "survey")

    assert answer.until == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert answer.until.astimezone(MADRID).hour == 3


def test_the_canaries_are_an_hour_behind():
    assert calendars.calendar_of("ES", region="Canarias", year=2026).zone.key == "Atlantic/Canary"


def test_a_rule_holds_within_its_dates():
    ContactWindow.objects.filter(country="CO", use="advertising", weekday=7).delete()
    ContactWindow.objects.create(
        country="CO", use="advertising", weekday=7, opens=time(10), closes=time(12), valid_from=date(2027, 1, 1)
    )
    colombia = calendars.calendar_of("CO", year=2026)
    assert not contact_allowed(datetime(2026, 11, 22, 11, tzinfo=BOGOTA), colombia, "advertising").allowed
    assert contact_allowed(datetime(2027, 1, 3, 11, tzinfo=BOGOTA), colombia, "advertising").allowed


def test_filling_keeps_what_people_wrote():
    mine = Holiday.objects.create(country="PE", day=date(2026, 12, 9), name="Aquí se trabaja", works=True)
    Holiday.objects.create(country="PE", day=date(2026, 11, 20), name="Aniversario de la tienda")

    new = fill_holidays(country="PE", years=range(2026, 2027), actor=None)
    again = fill_holidays(country="PE", years=range(2026, 2027), actor=None)

    mine.refresh_from_db()
    peru = calendars.calendar_of("PE", year=2026)
    assert (new, again, mine.works) == (16, 0, True)
    assert is_business_day(date(2026, 12, 9), peru)
    assert not is_business_day(date(2026, 11, 20), peru)
    assert not is_business_day(date(2026, 7, 28), peru)


def test_every_country_gets_its_years():
    assert fill_all(today=date(2026, 11, 22)) > 300
    assert Holiday.objects.filter(country="ES", region="AN").exists()
    assert set(Holiday.objects.dates("day", "year")) == {date(year, 1, 1) for year in range(2025, 2030)}
