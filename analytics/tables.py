"""One table for the screen, the paper and the file: the same rows, order and totals in all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from analytics.queries.wording import Voice
from core.formatting import ABSENT


@dataclass(frozen=True)
class Column:
    """``kind`` says how a value is read: text, money, count, share, times, days, signed_money, change."""

    key: str
    label: str
    kind: str = "text"
    wide: bool = False  # left out on the telephone

    @property
    def is_number(self) -> bool:
        return self.kind != "text"


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
    heads: Sequence[tuple[str, int]] = ()  # a second header line: label and how many columns it spans

    def shown(self, voice: Voice) -> "ShownTable":
        """Ready to draw."""
        acts = any(row.act for row in self.rows)
        return ShownTable(
            title=self.title,
            columns=self.columns,
            rows=[self._row(row, voice) for row in self.rows],
            totals=self._total_cells(voice),
            heads=self.heads,
            acts=acts,
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
    heads: Sequence[tuple[str, int]]
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
    if kind == "change":
        return _change(value, voice)
    if kind == "days":
        return voice.count(round(value), "día", "días")
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
