"""The movement as a cross: from in rows, to in columns; its sums are the counts of both weeks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from analytics.tables import Column, Row, Table

from .facts import Move, Run
from .rfm import moved
from .wording import Voice


@dataclass(frozen=True)
class CrossCell:
    text: str
    url: str = ""
    same: bool = False


@dataclass(frozen=True)
class CrossRow:
    name: str
    cells: list[CrossCell]
    total: str


@dataclass(frozen=True)
class Cross:
    """A table of the movement, ready to draw."""

    title: str
    note: str
    heads: list[str]
    rows: list[CrossRow]
    totals: list[str]
    grand: str
    before_label: str
    after_label: str


def crosses(run: Run, before: Run, moves: Sequence[Move], voice: Voice) -> list[Cross]:
    """The same cross twice: customers, then money."""
    weeks = (voice.week(before.week).capitalize(), voice.week(run.week).capitalize())
    people = _cross(run, before, moves, lambda move: Decimal(move.customers), voice.number, weeks)
    money = _cross(run, before, moves, lambda move: move.money, voice.short, weeks)
    codes, rows, totals, grand = people
    said = "En gris, quienes se quedaron. La última columna es lo que había; la última fila, lo que hay."
    first = Cross("Clientes", said, codes, rows, totals, grand, *weeks)
    codes, rows, totals, grand = money
    note = f"Lo que esos clientes llevan comprado, en {voice.locale.symbol}."
    return [first, Cross("Dinero", note, codes, rows, totals, grand, *weeks)]


def _cross(
    run: Run,
    before: Run,
    moves: Sequence[Move],
    value: Callable[[Move], Decimal],
    say: Callable[[Decimal], str],
    weeks: tuple[str, str],
) -> tuple[list[str], list[CrossRow], list[str], str]:
    present = {move.before for move in moves} | {move.after for move in moves}
    table = run.segments
    codes = sorted(present, key=lambda code: table.get(code).rank)
    by_place = {(move.before, move.after): move for move in moves}
    rows = []
    for old in codes:
        cells = []
        for new in codes:
            move = by_place.get((old, new))
            link = moved(run, before, move) if move and old != new else ""
            cells.append(CrossCell(say(value(move)) if move else "", link, old == new))
        out = sum((value(move) for move in moves if move.before == old), Decimal(0))
        rows.append(CrossRow(table.get(old).name, cells, say(out)))
    totals = [say(sum((value(move) for move in moves if move.after == new), Decimal(0))) for new in codes]
    grand = say(sum((value(move) for move in moves), Decimal(0)))
    return [table.get(code).short for code in codes], rows, totals, grand


def table(run: Run, before: Run, moves: Sequence[Move], voice: Voice) -> Table:
    """The movement as a list of passages: from, to, customers, money."""
    columns = [
        Column("before", f"{voice.week(before.week).capitalize()}"),
        Column("after", f"{voice.week(run.week).capitalize()}"),
        Column("customers", "Clientes", "count"),
        Column("money", "Llevan comprado", "money"),
    ]
    names = run.segments
    ordered = sorted(moves, key=lambda move: (names.get(move.before).rank, names.get(move.after).rank))
    rows = [
        Row(
            {
                "before": names.get(move.before).name,
                "after": names.get(move.after).name,
                "customers": move.customers,
                "money": move.money,
            }
        )
        for move in ordered
    ]
    totals = {
        "before": "Total",
        "customers": sum(move.customers for move in moves),
        "money": sum((move.money for move in moves), Decimal(0)),
    }
    return Table("Movimiento de segmentos", columns, rows, totals)
