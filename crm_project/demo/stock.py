"""Stock movements around the real sales: what came in so that each sale could leave, and what is left.

The source has no stock. Sales, returns and corrections are its own; the opening stock and the weekly receipts are made
up by seed, so that no day ends below zero, some products are short at the end and some lie dead.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from inventory.enums import MovementKind
from inventory.services.bulk import MovementRow

SHOP, STORE = "tienda-san-blas", "almacen-ate"
# Hours of the day (UTC) at which each kind is written, so that what comes in stands before what goes out.
HOURS = {
    MovementKind.OPENING: 12,
    MovementKind.RECEIPT: 13,
    MovementKind.COUNT: 14,
    MovementKind.RETURN: 15,
    MovementKind.SALE: 22,
    MovementKind.WRITE_OFF: 23,
}
RUNNING_SHORT = 0.08  # share of products that got only what they needed in the last weeks
LAST_WEEKS = 5


@dataclass(slots=True)
class Days:
    """What the stream moves of one product in one warehouse: units by day number, all positive."""

    sold: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    returned: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    found: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    lost: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def net(self, day: int) -> int:
        return self.returned.get(day, 0) + self.found.get(day, 0) - self.sold.get(day, 0) - self.lost.get(day, 0)


@dataclass(frozen=True, slots=True)
class Move:
    kind: str
    quantity: int
    day: int


def moves(days: Days, *, first: int, last: int, dice: random.Random) -> Iterator[Move]:
    """Movements from the Monday ``first`` to the day ``last`` (day numbers), in order of time."""
    count = (last - first) // 7 + 1
    busy = _by_week(days, first, count)
    deepest, outgoing = _weeks(days, busy)
    cover = dice.choice((3, 4, 4, 5, 6, 8))
    short = dice.random() < RUNNING_SHORT
    on_hand = _lot(int(sum(outgoing[:cover]) * dice.uniform(1.0, 1.5)), dice)
    if on_hand:
        yield Move(MovementKind.OPENING, on_hand, first - 1)
    for week in range(count):
        missing = max(0, -(on_hand + deepest[week]))
        usual = sum(outgoing[max(0, week - 4) : week]) // 4
        scarce = short and week >= count - LAST_WEEKS
        if missing or (on_hand < usual * 2 and not scarce):
            wanted = missing if scarce else _lot(max(missing, usual * cover), dice)
            if wanted:
                yield Move(MovementKind.RECEIPT, wanted, first + 7 * week)
            on_hand += wanted
        for day in busy[week]:
            yield from _of_the_day(days, day)
            on_hand += days.net(day)


def _by_week(days: Days, first: int, count: int) -> list[list[int]]:
    """For each week the days on which something moved."""
    weeks: list[list[int]] = [[] for _ in range(count)]
    for day in sorted({*days.sold, *days.returned, *days.found, *days.lost}):
        weeks[(day - first) // 7].append(day)
    return weeks


def _weeks(days: Days, busy: list[list[int]]) -> tuple[list[int], list[int]]:
    """For each week the deepest point of its running sum (≤ 0), and the net units that left (≥ 0)."""
    deepest, outgoing = [], []
    for week in busy:
        running = low = 0
        for day in week:
            running += days.net(day)
            low = min(low, running)
        deepest.append(low)
        outgoing.append(max(0, -running))
    return deepest, outgoing


def _lot(units: int, dice: random.Random) -> int:
    """Suppliers sell by packs: round up."""
    pack = dice.choice((1, 6, 6, 12, 12, 24))
    return -(-units // pack) * pack


def _of_the_day(days: Days, day: int) -> Iterator[Move]:
    for kind, units, sign in (
        (MovementKind.COUNT, days.found, 1),
        (MovementKind.RETURN, days.returned, 1),
        (MovementKind.SALE, days.sold, -1),
        (MovementKind.WRITE_OFF, days.lost, -1),
    ):
        if units.get(day):
            yield Move(kind, sign * units[day], day)


def rows(
    flows: dict[tuple[str, str], Days],
    *,
    products: dict[str, int],
    costs: dict[str, int],
    warehouses: dict[str, int],
    first: date,
    last: date,
    seed: int,
) -> Iterator[MovementRow]:
    """All movements as rows for the ledger. ``flows`` by (sku, warehouse code); ``costs`` in céntimos."""
    for (sku, place), days in flows.items():
        dice = random.Random(f"{seed}:stock:{sku}:{place}")  # noqa: S311 - made-up figures, no secrets
        cost = Decimal(costs[sku]) / 100
        for move in moves(days, first=first.toordinal(), last=last.toordinal(), dice=dice):
            day = date.fromordinal(move.day)
            yield MovementRow(
                product_id=products[sku],
                warehouse_id=warehouses[place],
                kind=move.kind,
                quantity=Decimal(move.quantity),
                unit_cost=cost if move.quantity > 0 else None,
                occurred_on=day,
                occurred_at=datetime.combine(day, datetime.min.time(), UTC)
                + timedelta(hours=HOURS[MovementKind(move.kind)]),
                key=f"muestra:{place[0]}{sku}:{move.day}:{move.kind}",
            )
