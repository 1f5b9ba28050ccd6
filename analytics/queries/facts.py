"""What the rollups say, as plain values: the border between the tables and the pages. Money is Decimal, in units."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from .segments import SegmentTable

ZERO = Decimal(0)


@dataclass(frozen=True)
class Run:
    """A computed week. Weights are ratios; ``recency_cuts`` the most days that still earn the best score, the next…"""

    week: str
    week_end: date
    computed_at: datetime | None
    is_newest: bool
    late: bool  # sales came in after the computation
    weight_r: Decimal
    weight_f: Decimal
    weight_m: Decimal
    window_days: int | None
    bins: int
    segments: SegmentTable
    scheme_id: int = 0
    scheme_version: int = 0
    rule: str = "share"
    cuts: dict[str, Any] = field(default_factory=dict)
    recency_cuts: Sequence[int] = ()

    @property
    def money_heading(self) -> str:
        if self.window_days is None:
            return "Compró en total"
        return "Compró en 12 meses" if self.window_days in (364, 365) else f"Compró en {self.window_days} días"


@dataclass(frozen=True)
class CellCount:
    """A cell of the map: recency score, score of frequency and money together."""

    r: int
    fm: int
    segment: str
    customers: int
    money: Decimal


@dataclass(frozen=True)
class SegmentSum:
    code: str
    customers: int
    money: Decimal
    orders: int
    median_days: int | None


@dataclass(frozen=True)
class Move:
    """Customers who were in ``before`` and are in ``after`` ("" = no purchases in the window), and their money."""

    before: str
    after: str
    customers: int
    money: Decimal


@dataclass(frozen=True)
class Sale:
    """Sales of a group: net money without tax; margin only over the lines whose cost is known (``costed``)."""

    key: str
    label: str
    net: Decimal = ZERO
    cost: Decimal = ZERO
    costed: Decimal = ZERO
    returned: Decimal = ZERO
    units: Decimal = ZERO
    before: Decimal = ZERO  # the period before
    last_year: Decimal | None = None  # the same weeks, 52 earlier; None = nothing was computed then

    @property
    def margin(self) -> Decimal | None:
        return self.costed - self.cost if self.costed or self.cost else None

    @property
    def margin_rate(self) -> Decimal | None:
        return None if self.margin is None or self.costed <= 0 else self.margin / self.costed


@dataclass(frozen=True)
class WeekSale:
    """One point of the line of weeks."""

    week: str
    net: Decimal
    last_year: Decimal | None = None


@dataclass(frozen=True)
class ProductTurn:
    """Rotation of one product over the window of its run. Ratios are ``None`` where stock or sale is missing."""

    product_id: int
    sku: str
    name: str
    category: str
    abc: str
    xyz: str
    state: str  # out, short, dead, slow, healthy
    units: Decimal
    net: Decimal
    margin: Decimal | None
    margin_rate: Decimal | None
    on_hand: Decimal
    stock_value: Decimal
    turnover: Decimal | None
    stock_days: Decimal | None
    sell_through: Decimal | None
    gmroi: Decimal | None
    days_out: int
    last_sold_on: date | None


@dataclass(frozen=True)
class StockSums:
    """Counts and money of the states of stock."""

    products: int = 0
    stock_value: Decimal = ZERO
    out: int = 0
    out_sale: Decimal = ZERO  # what the empty shelves sold a week
    short: int = 0
    short_sale: Decimal = ZERO
    dead: int = 0
    dead_value: Decimal = ZERO


@dataclass(frozen=True)
class AbcCell:
    """One cell of ABC × XYZ."""

    abc: str
    xyz: str
    products: int
    net: Decimal
    stock_value: Decimal
