"""Cells as people and spreadsheets write them."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.imports.values import (
    Bad,
    Formats,
    as_text,
    parse_boolean,
    parse_code,
    parse_date,
    parse_datetime,
    parse_decimal,
)

COMMA, POINT = Formats(decimal=","), Formats(decimal=".")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("S/ 1.234,50", "1234.50"),
        ("$ 1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234.567", "1234567"),
        ("1,234,567.891", "1234567.891"),
        ("(12.50)", "-12.50"),
        ("12-", "-12"),
        ("−3,5", "-3.5"),
        ("US$ 7", "7"),
        ("12,5 €", "12.5"),
        ("1 234,5", "1234.5"),
        ("1’234.5", "1234.5"),
        ("0,125", "0.125"),
        ("1E-05", "0.00001"),
        ("+8", "8"),
        ("00012", "12"),
    ],
)
def test_numbers_whose_meaning_is_certain_are_read_in_any_file(text, number):
    assert parse_decimal(text, COMMA) == parse_decimal(text, POINT) == Decimal(number)


def test_a_single_separator_before_three_digits_follows_the_file():
    assert parse_decimal("1.234", COMMA) == Decimal(1234)
    assert parse_decimal("1.234", POINT) == Decimal("1.234")
    assert parse_decimal("1,234", COMMA) == Decimal("1.234")
    assert parse_decimal("1,234", POINT) == Decimal(1234)


@pytest.mark.parametrize(
    "text", ["abc", "1e309", "NaN", "Infinity", "-inf", "1.2.3", "12,34,5.6", "--5", "5 uds", "", "٣", "1" * 30]
)
def test_what_is_no_number_is_refused_with_a_reason(text):
    with pytest.raises(Bad):
        parse_decimal(text, POINT)


def test_spreadsheet_numbers_are_never_guessed():
    assert parse_decimal(1.234, COMMA) == Decimal("1.234")
    assert as_text(4.0) == "4"
    assert parse_code(20100070970.0, COMMA) == "20100070970"


def test_codes_keep_their_zeros_and_refuse_what_excel_cut():
    assert parse_code("00123", POINT) == "00123"
    with pytest.raises(Bad, match="notación científica"):
        parse_code("5.1987E+10", POINT)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-05", date(2026, 11, 5)),
        ("05/11/2026", date(2026, 11, 5)),
        ("5-11-26", date(2026, 11, 5)),
        ("05.11.2026 14:30", date(2026, 11, 5)),
        ("20261105", date(2026, 11, 5)),
        ("5 nov 2026", date(2026, 11, 5)),
        ("5 de noviembre de 2026", date(2026, 11, 5)),
        ("Nov 5, 2026", date(2026, 11, 5)),
        ("46331", date(2026, 11, 5)),
    ],
)
def test_days(text, day):
    assert parse_date(text, POINT) == day


def test_month_first_only_where_the_file_says_so():
    assert parse_date("05/11/2026", Formats(dates="mdy")) == date(2026, 5, 11)


def test_moments_with_an_offset_come_to_the_company_zone():
    lima = Formats(zone=ZoneInfo("America/Lima"))
    assert parse_datetime("2026-11-05T23:30:00Z", lima) == datetime(2026, 11, 5, 18, 30)
    assert parse_datetime("5/11/2026 3:05 p. m.", lima) == datetime(2026, 11, 5, 15, 5)


@pytest.mark.parametrize("text", ["31/02/2026", "2026-13-01", "0000-00-00", "25:00", "ayer", "99/99/9999", "1e5"])
def test_days_that_do_not_exist_are_refused(text):
    with pytest.raises(Bad):
        parse_date(text, POINT)


def test_yes_and_no():
    assert [parse_boolean(text, POINT) for text in ("Sí", "X", "1", "no", "Falso")] == [True, True, True, False, False]


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_every_way_of_writing_a_number_reads_back(number):
    english = f"{number:,.2f}"
    spanish = english.replace(",", "_").replace(".", ",").replace("_", ".")
    assert parse_decimal(english, POINT) == parse_decimal(spanish, COMMA) == number


@given(st.one_of(st.text(max_size=40), st.floats(), st.integers(), st.booleans(), st.datetimes(), st.none()))
def test_no_cell_breaks_a_parser(cell):
    for parse in (parse_decimal, parse_datetime, parse_boolean, parse_code):
        try:
            parse(cell, POINT)
        except Bad as bad:
            assert str(bad)
