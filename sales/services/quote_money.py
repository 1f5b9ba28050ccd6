"""Money of quotes, pure: each line rounds to the cent, half away from zero, and the sheet adds up.

Line total = quantity × price × (1 − discount ÷ 100); line tax = total × rate ÷ 100; a version's figures are the sums of
its lines. The database's CHECKs of ``QuoteLine`` compute the same and refuse anything else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from inventory.models import Product
from sales.enums import LineKind
from sales.models import QuoteVersion

from .lines import LineInput

CENT = Decimal("0.01")
FOUR = Decimal("0.0001")
THREE = Decimal("0.001")
HUNDRED = Decimal(100)
ZERO = Decimal(0)


@dataclass(frozen=True)
class QuoteLineInput:
    """A line as somebody enters it, without tax. ``unit_price`` ``None`` takes the product's; ``tax_rate`` ``None`` the
    product's or the company's. ``free`` says that a price of zero is meant. Without product, ``name`` says what it is.
    """

    product: Product | None
    quantity: Decimal
    unit_price: Decimal | None = None
    discount_percent: Decimal = ZERO
    tax_rate: Decimal | None = None
    name: str = ""
    detail: str = ""
    free: bool = False


class PricedLine(Protocol):
    """What sums need of a line: a ``QuoteLine``, saved or not."""

    quantity: Decimal
    unit_price: Decimal
    unit_cost: Decimal | None
    total: Decimal
    tax: Decimal


def line_total(*, quantity: Decimal, unit_price: Decimal, discount_percent: Decimal = ZERO) -> Decimal:
    """Money of a line without tax, to the cent. ``discount_percent`` 0–100."""
    return _cents(quantity * unit_price * (HUNDRED - discount_percent) / HUNDRED)


def line_tax(*, total: Decimal, tax_rate: Decimal) -> Decimal:
    """Tax of a line from its rounded total, to the cent. ``tax_rate`` in percent."""
    return _cents(total * tax_rate / HUNDRED)


@dataclass(frozen=True)
class Sums:
    """Figures of a version: without tax, tax, what the lines leave off, cost (``None`` if no line knows its cost)."""

    total: Decimal
    tax: Decimal
    discount: Decimal
    cost: Decimal | None

    @property
    def to_pay(self) -> Decimal:
        return self.total + self.tax


def sums(lines: Iterable[PricedLine]) -> Sums:
    """Sums of rounded lines, so that the printed column adds up.

    A line of 1,5 × 0,33 (0,495) is printed as 0,50: what its rounding adds is no negative discount.
    """
    rows = list(lines)
    costs = [_cents(row.quantity * row.unit_cost) for row in rows if row.unit_cost is not None]
    left_off = [_cents(row.quantity * row.unit_price) - row.total for row in rows]
    return Sums(
        total=sum((row.total for row in rows), ZERO),
        tax=sum((row.tax for row in rows), ZERO),
        discount=sum(left_off, ZERO),
        cost=sum(costs, ZERO) if costs else None,
    )


def as_order_lines(version: QuoteVersion) -> list[LineInput]:
    """Lines of the order that an accepted version becomes, with exactly its total and tax.

    An order line keeps a discount in money at four decimals: quantity × price − discount = the quoted total. The cent
    to which a quote rounds up becomes a "discount" of less than a cent below zero. A line that comes to nothing is
    ordered at price zero, because four decimals cannot always say "the whole of it".
    """
    rows = version.lines.select_related("product").order_by("position")
    return [
        LineInput(
            product=row.product,
            quantity=row.quantity,
            unit_price=row.unit_price if row.total else ZERO,
            discount=(row.quantity * row.unit_price).quantize(FOUR, ROUND_HALF_UP) - row.total if row.total else ZERO,
            tax_rate=row.tax_rate,
            kind=LineKind.PRODUCT if row.product_id else LineKind.FEE,
            name=row.name,
        )
        for row in rows
    ]


def biggest_discount(rows: Sequence[tuple[PricedLine, Decimal | None]]) -> Decimal:
    """The biggest discount of a line in percent, two decimals: against its price or, where that is higher, the list's.

    ``rows``: lines with the list price of their product (``None`` without product). A price written below the list is
    a discount as well, or the limit could be walked around.
    """
    return max((_discount(line, listed) for line, listed in rows), default=ZERO)


def _discount(line: PricedLine, listed: Decimal | None) -> Decimal:
    full = line.quantity * max(line.unit_price, listed or ZERO)
    if full <= 0:
        return ZERO
    stated = getattr(line, "discount_percent", ZERO)
    if line.unit_price >= (listed or ZERO):
        return Decimal(stated)
    return max(Decimal(stated), ((full - line.total) * HUNDRED / full).quantize(CENT, ROUND_HALF_UP))


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
