"""One table for the screen, the paper and the file: the same rows, order and totals in all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from analytics.queries.wording import Voice
from core import exports
from core.exports import Dataset, Kind
from core.formatting import ABSENT

KINDS = {
    "text": Kind.TEXT,
    "day": Kind.DATE,
    "money": Kind.MONEY,
    "money_short": Kind.MONEY,
    "signed_money": Kind.MONEY,
    "count": Kind.INTEGER,
    "signed": Kind.INTEGER,
    "share": Kind.PERCENT,
    "change": Kind.PERCENT,
    "times": Kind.DECIMAL,
    "units": Kind.DECIMAL,
    "stock_days": Kind.DECIMAL,
}


@dataclass(frozen=True)
class Column:
    """``kind`` says how a value is read: text, day, money, count, share, times, stock_days, signed_money, change."""

    key: str
    label: str
    kind: str = "text"
    wide: bool = False  # left out on the telephone

    @property
    def is_number(self) -> bool:
        return self.kind not in ("text", "day")


@dataclass(frozen=True)
class Row:
    """Raw values by column, the rows behind some of them, and at most one act."""

    values: dict[str, Any]
    urls: dict[str, str] = field(default_factory=dict)
    second: str = ""  # under the first cell
    act: str = ""
    act_url: str = ""


@dataclass(frozen=True)
class ShownCell:
    text: str
    url: str = ""
    css: str = ""
    second: str = ""


@dataclass(frozen=True)
class ShownRow:
    head: ShownCell
    cells: list[ShownCell]
    act: str = ""
    act_url: str = ""


@dataclass(frozen=True)
class Table:
    """Columns, rows and their sums. The first column names the row."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    totals: dict[str, Any] | None = None
    dense: bool = False

    def shown(self, voice: Voice) -> "ShownTable":
        """Ready to draw."""
        acts = any(row.act for row in self.rows)
        return ShownTable(
            title=self.title,
            columns=self.columns,
            rows=[self._row(row, voice) for row in self.rows],
            totals=self._total_cells(voice),
            dense=self.dense,
            acts=acts,
        )

    def dataset(self, name: str, *, notes: Sequence[str] = ()) -> Dataset:
        """The same table as a file: ``name`` is its stem, ``notes`` say filters and freshness."""
        return Dataset(
            name=name,
            title=self.title,
            columns=[exports.Column(column.key, column.label, KINDS[column.kind]) for column in self.columns],
            rows=[[row.values.get(column.key) for column in self.columns] for row in self.rows],
            notes=notes,
            totals=self.totals or {},
        )

    def _row(self, row: Row, voice: Voice) -> ShownRow:
        cells = [
            ShownCell(
                text=say_value(row.values.get(column.key), column.kind, voice),
                url=row.urls.get(column.key, ""),
                css=_css(column, row.values.get(column.key)),
                second=row.second if index == 0 else "",
            )
            for index, column in enumerate(self.columns)
        ]
        return ShownRow(cells[0], cells[1:], row.act, row.act_url)

    def _total_cells(self, voice: Voice) -> list[ShownCell]:
        if self.totals is None:
            return []
        return [
            ShownCell(
                text=say_value(self.totals[column.key], column.kind, voice) if column.key in self.totals else "",
                css=_css(column, None),
            )
            for column in self.columns
        ]


@dataclass(frozen=True)
class ShownTable:
    title: str
    columns: Sequence[Column]
    rows: list[ShownRow]
    totals: list[ShownCell]
    dense: bool
    acts: bool


def say_value(value: Any, kind: str, voice: Voice) -> str:
    """A value as people read it; ``–`` where there is none."""
    if value is None or value == "":
        return ABSENT
    words = {
        "money": voice.cents,
        "money_short": voice.money,
        "signed_money": voice.signed_money,
        "count": voice.number,
        "signed": voice.signed,
        "share": voice.percent,
        "times": lambda number: voice.number(number, 1),
        "units": voice.number,
    }
    if kind == "day":
        return voice.day(value)
    if kind == "change":
        return _change(value, voice)
    if kind == "stock_days":
        return voice.number(value) if value < 1000 else f"más de {voice.number(999)}"
    return words[kind](value) if kind in words else str(value)


def _change(value: Decimal | float, voice: Voice) -> str:
    """A relative change with its sign: ``+12 %``, ``−8 %``."""
    text = voice.percent(value)
    return f"+{text}" if value > 0 and not text.startswith("menos") else text


def _css(column: Column, value: Any) -> str:
    parts = ["num"] if column.is_number else []
    if column.wide:
        parts.append("wide")
    if column.kind in ("change", "signed_money", "signed") and value:
        parts.append("good" if value > 0 else "bad")
    return " ".join(parts)
