"""Companies to compute."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from customers.models import Customer
from tests.factories.customers import customer
from tests.factories.sales import order

from .company_of_forty import FORTY

AS_OF = date(2026, 11, 15)  # Sunday of 2026-W46
TODAY = date(2026, 11, 22)


def load_forty(rows: list[tuple] = FORTY, *, times: int = 1) -> None:
    """Their orders: the last one on the day of the table, small ones of 1.00 before it, and for every third customer a
    return after the last purchase (which is no purchase, but takes its money back)."""
    for place, (code, days, orders, money, *_) in enumerate(rows):
        who = customer(code)
        last = AS_OF - timedelta(days=days)
        returned = Decimal("3.00") if place % 3 == 0 else Decimal(0)
        order(who, last, (Decimal(money) + returned - (orders - 1)) * times)
        for n in range(1, orders):
            order(who, last - timedelta(days=20 * n), Decimal(times))
        if returned:
            order(who, last + timedelta(days=1), -returned * times, kind="return")
        order(who, AS_OF + timedelta(days=1), "999.00")  # after the as-of date
        order(who, last, "888.00", status="cancelled")
        order(who, AS_OF, "777.00", kind="adjustment")


@pytest.fixture
def forty(db: None) -> Iterator[None]:
    load_forty()
    yield


def random_orders(dice: random.Random, people: list[Customer], count: int, first: date, last: date) -> None:
    """Sales, returns, adjustments, drafts and counter sales on random days."""
    span = (last - first).days
    for _ in range(count):
        who = dice.choice([*people, None]) if dice.random() < 0.1 else dice.choice(people)
        kind = dice.choices(["sale", "return", "adjustment"], [12, 2, 1])[0]
        cents = dice.choice([500, 500, 1000, dice.randint(1, 90000)])
        order(
            who,
            first + timedelta(days=dice.randint(0, span)),
            Decimal(-cents if kind == "return" else cents) / 100,
            kind=kind,
            status=dice.choices(["delivered", "confirmed", "draft", "cancelled"], [8, 2, 1, 1])[0],
        )
