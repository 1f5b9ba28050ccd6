"""What is exported: typed columns and rows that are read once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Kind(Enum):
    """How a column's values are written. Percentages are ratios (0.25 = 25 %); money is in currency units."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "boolean"

    @property
    def is_number(self) -> bool:
        return self in (Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT)


@dataclass(frozen=True)
class Column:
    """``key`` is the machine's heading, ``label`` the person's."""

    key: str
    label: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Dataset:
    """A table to write. ``rows`` may be a generator: it is read once, row by row.

    ``name`` is the stem of the file name; ``notes`` stand under the title (filters, freshness); ``totals`` gives a last
    row by column key; ``single`` says that the only row is an object (JSON) rather than a list of one.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[str] = ()
    totals: dict[str, Any] = field(default_factory=dict)
    single: bool = False

    def totals_row(self) -> list[Any] | None:
        """The totals in the order of the columns, or ``None``."""
        return [self.totals.get(column.key) for column in self.columns] if self.totals else None
