"""Golden strings: how money, numbers and days are said in each country."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core import formatting
from core.formatting import MINUS, NBSP, locale_for

PERU = locale_for(country="PE", currency="PEN")
COLOMBIA = locale_for(country="CO", currency="COP")
SPAIN = locale_for(country="ES", currency="EUR")
TODAY = date(2026, 11, 18)  # a Wednesday


def with_nbsp(text: str) -> str:
    return text.replace("_", NBSP).replace("-", MINUS)


@pytest.mark.parametrize(
    ("locale", "amount", "said"),
    [
        (PERU, Decimal("12430.50"), "S/_12,430.50"),
        (PERU, Decimal("-60"), "-S/_60.00"),
        (PERU, Decimal("1234567.895"), "S/_1,234,567.90"),
        (COLOMBIA, Decimal("12430.50"), "$_12.430,50"),
        (COLOMBIA, Decimal("-60"), "-$_60,00"),
        (SPAIN, Decimal("12430.50"), "12.430,50_€"),
        (SPAIN, Decimal("-60"), "-60,00_€"),
        (PERU, Decimal("-0.001"), "S/_0.00"),
    ],
)
def test_money_of_each_country(locale: formatting.Locale, amount: Decimal, said: str) -> None:
    assert formatting.money(amount, locale) == with_nbsp(said)


def test_absent_money_is_a_dash() -> None:
    assert formatting.money(None, PERU) == "–"


def test_summaries_have_no_decimals_and_movements_their_sign() -> None:
    assert formatting.money_short(Decimal("33709.60"), PERU) == with_nbsp("S/_33,710")
    assert formatting.money_signed(Decimal("8210"), PERU) == with_nbsp("+S/_8,210")
    assert formatting.money_signed(Decimal("-9420"), PERU) == with_nbsp("-S/_9,420")
    assert formatting.number_signed(8, PERU) == "+8"
    assert formatting.number_signed(-4, PERU) == with_nbsp("-4")
    assert formatting.number_signed(0, PERU) == "0"


def test_percentages_stand_off_by_a_hard_space() -> None:
    assert formatting.percent(Decimal("0.08"), PERU) == with_nbsp("8_%")
    assert formatting.percent(0.1234, COLOMBIA, decimals=1) == with_nbsp("12,3_%")
    assert formatting.percent(None, PERU) == "–"


@pytest.mark.parametrize(
    ("current", "previous", "said"),
    [
        (92, 100, "8_% menos"),
        (Decimal("112"), Decimal("100"), "12_% más"),
        (100, 100, "lo mismo"),
        (Decimal("100.3"), 100, "lo mismo"),
        (50, 0, "antes no había"),
        (0, 0, "lo mismo"),
        (50, None, "sin dato anterior"),
        (0, 40, "100_% menos"),
    ],
)
def test_a_change_is_said(current: int, previous: int | None, said: str) -> None:
    assert formatting.change(current, previous, PERU) == with_nbsp(said)


def test_counts_say_more_than_a_cap_until_an_act_needs_the_exact_one() -> None:
    assert formatting.count(1000, PERU) == "1,000"
    assert formatting.count(1001, PERU) == "más de 1,000"
    assert formatting.count(1001, PERU, cap=None) == "1,001"
    assert formatting.plural(1, "cliente", "clientes", PERU) == "1 cliente"
    assert formatting.plural(1204, "cliente", "clientes", COLOMBIA) == "1.204 clientes"


def test_ticks_of_an_axis_are_short() -> None:
    assert formatting.number_short(60_000, PERU) == with_nbsp("60_k")
    assert formatting.number_short(1_250_000, COLOMBIA) == with_nbsp("1,3_M")
    assert formatting.number_short(940, PERU) == "940"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 18), "hoy"),
        (date(2026, 11, 17), "ayer"),
        (date(2026, 11, 19), "mañana"),
        (date(2026, 11, 12), "jue_12"),
        (date(2026, 11, 25), "mié_25"),
        (date(2026, 11, 30), "30 de noviembre"),
        (date(2025, 11, 30), "30 de noviembre de 2025"),
        (datetime(2026, 11, 18, 23, tzinfo=UTC), "hoy"),
        (None, "–"),
    ],
)
def test_days_are_said(day: date | None, said: str) -> None:
    assert formatting.day(day, today=TODAY) == with_nbsp(said)


def test_long_and_short_days() -> None:
    assert formatting.day_long(date(2026, 11, 30), today=TODAY) == "lunes 30 de noviembre"
    assert formatting.day_long(date(2027, 1, 2), today=TODAY) == "sábado 2 de enero de 2027"
    assert formatting.day_short(date(2025, 11, 30), today=TODAY) == with_nbsp("30_nov_2025")


def test_how_long_ago() -> None:
    said = [formatting.ago(days, today=TODAY) for days in (0, 1, 64, 800, -1, -5)]

    assert said == ["hoy", "ayer", "hace 64 días", "hace más de 2 años", "mañana", "en 5 días"]
    assert formatting.ago(date(2026, 9, 15), today=TODAY) == "hace 64 días"
    assert formatting.ago(None, today=TODAY) == "nunca"


def test_weeks_name_their_year_only_when_it_is_another() -> None:
    assert formatting.week("2026-W47", today=TODAY) == "semana 47"
    assert formatting.week("2025-W02", today=TODAY) == "semana 2 de 2025"


def test_initials_leave_out_small_words() -> None:
    assert [formatting.initials(name) for name in ("Hotel Inti Wasi S.A.C.", "María del Carmen", "", "ñusta")] == [
        "HI",
        "MC",
        "?",
        "Ñ",
    ]
