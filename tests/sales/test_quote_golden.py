"""A quote by hand. Each figure below was computed on paper, not by the program.

Line 1: 3 × 33.3333 × (1 − 12.5 %) = 99.9999 × 0.875 = 87.49991 → 87.50; 18 % = 15.75
Line 2: 1.5 × 0.33 = 0.495 → 0.50 (half up); 18 % = 0.09
Line 3: 7 × 14.45 × (1 − 5 %) = 101.15 × 0.95 = 96.0925 → 96.09; 18 % = 17.2962 → 17.30
Line 4: 0.333 × 19.99 = 6.65667 → 6.66; 10 % = 0.666 → 0.67
Line 5: 2 × 50.005 × (1 − 100 %) = 0; tax 0
Line 6: 12 × 1.005 = 12.06; 18 % = 2.1708 → 2.17
Total 87.50 + 0.50 + 96.09 + 6.66 + 0 + 12.06 = 202.81
Tax   15.75 + 0.09 + 17.30 + 0.67 + 0 + 2.17 = 35.98 (18 % of the sum of lines 1, 2, 3, 6 would be 35.31 + 0.67)
Left off: (100.00 − 87.50) + (0.50 − 0.50) + (101.15 − 96.09) + (6.66 − 6.66) + (100.01 − 0) + 0 = 117.57
To pay 238.79
"""

from decimal import Decimal

import pytest

from sales.queries.quotes import current_version
from sales.services import place_order
from sales.services.quote_money import as_order_lines
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import product
from tests.factories.quotes import line, quote

pytestmark = pytest.mark.django_db

SHEET = [
    # quantity, price, discount, tax rate, total, tax
    ("3", "33.3333", "12.5", "18", "87.50", "15.75"),
    ("1.5", "0.33", "0", "18", "0.50", "0.09"),
    ("7", "14.45", "5", "18", "96.09", "17.30"),
    ("0.333", "19.99", "0", "10", "6.66", "0.67"),
    ("2", "50.005", "100", "18", "0.00", "0.00"),
    ("12", "1.005", "0", "18", "12.06", "2.17"),
]


def test_the_sheet() -> None:
    luz = person("luz", "ventas")
    lines = [
        line(product(f"P-{number}"), quantity, price, discount_percent=off, tax_rate=rate)
        for number, (quantity, price, off, rate, _, _) in enumerate(SHEET)
    ]

    made = quote(customer(), luz, *lines)

    made.refresh_from_db()
    version = current_version(made)
    rows = list(version.lines.all())
    assert [(str(row.total), str(row.tax)) for row in rows] == [(total, tax) for *_, total, tax in SHEET]
    assert (version.total, version.tax) == (Decimal("202.81"), Decimal("35.98"))
    assert version.discount == Decimal("117.57")
    assert (made.total, made.tax, made.total + made.tax) == (version.total, version.tax, Decimal("238.79"))


def test_its_order_has_the_same_money() -> None:
    luz, rosa = person("luz", "ventas"), customer()
    lines = [
        line(product(f"P-{number}"), quantity, price, discount_percent=off, tax_rate=rate)
        for number, (quantity, price, off, rate, _, _) in enumerate(SHEET)
    ]
    version = current_version(quote(rosa, luz, *lines))

    order = place_order(customer=rosa, lines=as_order_lines(version), actor=luz)

    order.refresh_from_db()
    assert (order.total, order.tax) == (Decimal("202.81"), Decimal("35.98"))
