"""A company's three years of orders, drawn by seed.

Buyers follow gamma-distributed rates with a Pareto tail for 2 % of them, come over time and stay for an exponential
while; days follow the year, the weekday and the last Friday of November; products follow a Zipf law.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

WEEKS = 156
DAYS = WEEKS * 7
LAST_DAY = date(2026, 11, 15)  # a Sunday
FIRST_DAY = LAST_DAY - timedelta(days=DAYS - 1)
KINDS = ("sale", "return", "adjustment")
STATUSES = ("delivered", "confirmed", "cancelled", "draft")
CHANNELS = ("tienda", "web", "telefono", "whatsapp", "visita")
CHUNK = 500_000


@dataclass(frozen=True)
class Size:
    """How big the company is. ``line_weeks``: the last weeks whose orders get lines (all of them would fill a disk)."""

    name: str
    customers: int
    orders: int
    products: int
    line_weeks: int


SIZES = {
    "s": Size("s", 10_000, 100_000, 1_000, WEEKS),
    "m": Size("m", 100_000, 1_000_000, 5_000, 60),
    "l": Size("l", 1_000_000, 10_000_000, 20_000, 8),
}


@dataclass(frozen=True)
class Orders:
    """Columns of the orders in order of time. ``customer`` 0 = counter sale; ``day`` counts from ``FIRST_DAY``."""

    customer: Ints
    day: Ints
    second: Ints
    cents: Ints
    kind: Ints
    status: Ints
    channel: Ints
    city: Ints

    def __len__(self) -> int:
        return len(self.customer)


def orders(size: Size, *, seed: int = 20261122) -> Orders:
    """All orders of the three years."""
    dice = np.random.default_rng(seed)
    buyer, day = _visits(size, dice)
    count = len(buyer)
    second = dice.integers(8 * 3600, 20 * 3600, count)
    order = np.lexsort((second, day))
    buyer, day, second = buyer[order], day[order], second[order]
    usual = np.exp(dice.normal(3.9, 0.7, size.customers + 1))
    cents = np.maximum(50, 100 * usual[buyer] * np.exp(dice.normal(0.0, 0.6, count))).astype(np.int64)
    kind = dice.choice(3, count, p=[0.972, 0.025, 0.003])
    cents = np.where(kind == 1, -(cents // 2), cents)
    buyer[dice.random(count) < 0.03] = 0
    return Orders(
        customer=buyer,
        day=day,
        second=second,
        cents=cents,
        kind=kind,
        status=dice.choice(4, count, p=[0.92, 0.04, 0.03, 0.01]),
        channel=dice.choice(len(CHANNELS), count, p=[0.55, 0.25, 0.07, 0.1, 0.03]),
        city=dice.choice(12, count, p=_zipf(12, 1.1)),
    )


def _visits(size: Size, dice: np.random.Generator) -> tuple[Ints, Ints]:
    """Who comes (ids from 1) on which day."""
    people = size.customers
    rate = dice.gamma(0.75, 1.0, people)
    tail = dice.random(people) < 0.02
    rate[tail] *= 1.0 + dice.pareto(1.6, int(tail.sum())) * 4.0
    rate[dice.random(people) < 0.05] = 0.0
    start = np.where(dice.random(people) < 0.35, 0, dice.integers(0, DAYS - 7, people))
    end = np.minimum(DAYS, start + 1 + dice.exponential(620.0, people)).astype(np.int64)
    season = np.concatenate(([0.0], np.cumsum(_season())))
    exposure = season[end] - season[start]
    expected = rate * exposure
    visits = dice.poisson(expected * size.orders / expected.sum())
    buyer = np.repeat(np.arange(people), visits)
    moment = season[start][buyer] + dice.random(len(buyer)) * exposure[buyer]
    day = np.clip(np.searchsorted(season, moment, side="right") - 1, 0, DAYS - 1)
    return buyer + 1, day.astype(np.int64)


def _season() -> Floats:
    """Weight of each day."""
    days = [FIRST_DAY + timedelta(days=n) for n in range(DAYS)]
    year = np.array([day.timetuple().tm_yday for day in days])
    weights: Floats = 1.0 + 0.25 * np.sin(2 * np.pi * (year - 250) / 365.0)
    weights *= np.array([[1.0, 0.95, 1.0, 1.05, 1.3, 1.5, 0.6][day.weekday()] for day in days])
    for n, day in enumerate(days):
        if day.month == 11 and day.weekday() == 4 and day.day >= 23:
            weights[n] *= 4.0
        if day.month == 12 and day.day < 25:
            weights[n] *= 1.7
    return weights


def _zipf(count: int, power: float) -> Floats:
    weights = 1.0 / np.arange(1, count + 1) ** power
    share: Floats = weights / weights.sum()
    return share


def order_rows(made: Orders) -> Iterator[Any]:
    """Structured arrays of the orders, ready for COPY BINARY (see ``load.copy_binary``)."""
    first = FIRST_DAY.toordinal() - date(2000, 1, 1).toordinal()
    for start in range(0, len(made), CHUNK):
        part = slice(start, start + CHUNK)
        columns = {
            "id": np.arange(start, min(start + CHUNK, len(made))) + 1,
            "customer": made.customer[part],
            "day": made.day[part] + first,
            "second": made.second[part],
            "cents": made.cents[part],
            "kind": made.kind[part],
            "status": made.status[part],
            "channel": made.channel[part],
            "city": made.city[part],
        }
        yield columns


def line_rows(made: Orders, size: Size, *, seed: int = 7) -> Iterator[Any]:
    """Columns of the lines of the last ``size.line_weeks`` weeks: order, position, product, quantity, cents."""
    dice = np.random.default_rng(seed)
    popularity = np.cumsum(_zipf(size.products, 0.85))
    first = int(np.searchsorted(made.day, DAYS - 7 * size.line_weeks))
    for start in range(first, len(made), CHUNK // 3):
        end = min(start + CHUNK // 3, len(made))
        lines = 1 + dice.poisson(2.0, end - start)
        order = np.repeat(np.arange(start, end), lines)
        position = np.arange(len(order)) - np.repeat(np.cumsum(lines) - lines, lines) + 1
        each = made.cents[order] // np.repeat(lines, lines)
        last = position == np.repeat(lines, lines)
        cents = np.where(last, made.cents[order] - each * (np.repeat(lines, lines) - 1), each)
        quantity = np.array([1, 1, 1, 2, 2, 4, 5])[dice.integers(0, 7, len(order))]
        yield {
            "order": order + 1,
            "position": position,
            "product": np.searchsorted(popularity, dice.random(len(order)) * popularity[-1]) + 1,
            "quantity": np.where(made.kind[order] == 1, -quantity, quantity),
            "cents": cents,
        }
