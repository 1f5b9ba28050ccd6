"""The real stream keeps its days of the week, its quantities and its money."""

from collections import Counter
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from core.clock import last_complete_week, monday_of, week_of
from crm_project.demo import source
from sales.enums import LineKind, OrderKind

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("today", [date(2026, 11, 22), date(2026, 11, 23), date(2027, 1, 4), date(2026, 12, 31)])
def test_the_last_day_falls_in_the_last_complete_week_on_its_own_weekday(today: date) -> None:
    last = source.LAST_DAY + source.shift(today)

    assert week_of(last) == last_complete_week(today)
    assert last.weekday() == source.LAST_DAY.weekday() == 4
    assert last < today
    assert monday_of(week_of(last)) <= last


@pytest.mark.parametrize(
    ("pounds", "cents"), [("2.55", 1224), ("0", 0), ("0.001", 0), ("-11062.06", -5309789), ("1", 480)]
)
def test_prices_become_soles_at_one_rate(pounds: str, cents: int) -> None:
    assert source.soles(pounds) == cents


def test_totals_equal_those_of_the_file() -> None:
    expected, lines, numbers = Decimal(0), 0, set()
    for number, _, _, quantity, _, price, _, _ in source.rows():
        unit = (Decimal(price) * Decimal("4.80")).quantize(Decimal("0.01"), ROUND_HALF_UP)
        expected += int(quantity) * unit
        lines += 1
        numbers.add(number)

    stream = source.read(today=TODAY)

    assert sum(len(invoice.lines) for invoice in stream.invoices) == lines == 261_823
    assert Decimal(sum(invoice.total for invoice in stream.invoices)) / 100 == expected
    assert {invoice.number for invoice in stream.invoices} == numbers


def test_every_invoice_is_a_sale_a_return_or_bookkeeping() -> None:
    stream = source.read(today=TODAY)
    kinds = Counter(invoice.kind for invoice in stream.invoices)

    assert kinds == {OrderKind.SALE: 9_533, OrderKind.RETURN: 1_799, OrderKind.ADJUSTMENT: 1_035}
    assert [i.number for i in stream.invoices if i.kind == OrderKind.RETURN and i.total > 0] == []
    assert {i.number[0] for i in stream.invoices if i.kind == OrderKind.RETURN} == {"C"}


def test_postage_and_discounts_are_no_products() -> None:
    assert source.line_kind("POST") == source.line_kind("GIFT_0001_20") == LineKind.FEE
    assert source.line_kind("D") == LineKind.ADJUSTMENT
    assert source.line_kind("85123A") == LineKind.PRODUCT
    assert source.other_name("GIFT_0001_20") == "Tarjeta de regalo de S/ 96"
