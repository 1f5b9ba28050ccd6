"""The RFM map: 5 × 5 cells of recency and the mean of frequency and money, joined into segments."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from .wording import Voice

LEVELS = 5  # of the colour ramp, 0 to 5


@dataclass(frozen=True)
class CellFacts:
    """What stands in one cell: its segment's code and name, customers and their money."""

    r: int
    fm: int
    segment: str
    segment_name: str
    customers: int = 0
    money: Decimal = Decimal(0)
    customers_before: int | None = None


@dataclass(frozen=True)
class Cell:
    """A cell ready to draw. ``name`` stands only in the first cell of its segment; ``css`` says ramp and edges."""

    r: int
    fm: int
    name: str
    segment_name: str
    customers: str
    money: str
    money_short: str
    change: str
    css: str
    url: str
    current: bool
    spoken: str


@dataclass(frozen=True)
class MapRow:
    label: str
    cells: list[Cell]


def build_map(
    facts: list[CellFacts],
    *,
    voice: Voice,
    url_of: Callable[[int, int], str],
    chosen: tuple[int, int] | None,
    size: int = 5,
) -> list[MapRow]:
    """Rows from the best customers (top) to the least, recency growing to the right."""
    by_place = {(fact.r, fact.fm): fact for fact in facts}
    most = max((fact.money for fact in facts), default=Decimal(0))
    named: set[str] = set()
    rows = []
    for fm in range(size, 0, -1):
        cells = []
        for r in range(1, size + 1):
            fact = by_place.get((r, fm)) or CellFacts(r, fm, "", "")
            name = "" if fact.segment in named else fact.segment_name
            named.add(fact.segment)
            cells.append(_cell(fact, by_place, name, most, voice, url_of(r, fm), (r, fm) == chosen))
        rows.append(MapRow(str(fm), cells))
    return rows


def _cell(
    fact: CellFacts,
    by_place: dict[tuple[int, int], CellFacts],
    name: str,
    most: Decimal,
    voice: Voice,
    url: str,
    current: bool,
) -> Cell:
    customers = voice.number(fact.customers)
    money = voice.money(fact.money)
    spoken = (
        f"{fact.segment_name}: {voice.count(fact.customers, 'cliente', 'clientes')}, {money}, R {fact.r}, FM {fact.fm}"
    )
    moved = None if fact.customers_before is None else fact.customers - fact.customers_before
    return Cell(
        r=fact.r,
        fm=fact.fm,
        name=name,
        segment_name=fact.segment_name,
        customers=customers,
        money=money,
        money_short=voice.short(fact.money),
        change=voice.signed(moved) if moved else "",
        css=" ".join([f"ramp-{level(fact.money, most)}", *_edges(fact, by_place)]),
        url=url,
        current=current,
        spoken=spoken,
    )


def level(money: Decimal, most: Decimal) -> int:
    """Step of the ramp by the square root of the share of the richest cell, so that small cells still differ."""
    if most <= 0 or money <= 0:
        return 0
    return min(LEVELS, 1 + int((float(money / most) ** 0.5) * (LEVELS - 0.001)))


def _edges(fact: CellFacts, by_place: dict[tuple[int, int], CellFacts]) -> list[str]:
    """Sides on which another segment (or the edge) begins."""
    sides = {"left": (-1, 0), "right": (1, 0), "top": (0, 1), "bottom": (0, -1)}
    found = []
    for side, (dr, dfm) in sides.items():
        neighbour = by_place.get((fact.r + dr, fact.fm + dfm))
        if neighbour is None or neighbour.segment != fact.segment:
            found.append(f"edge-{side}")
    return found
