"""Lines of orders: what is copied, what is counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from core.errors import DomainError
from inventory.models import Product
from sales.enums import LineKind
from sales.models import Order, OrderLine

CENT = Decimal("0.01")
FOUR = Decimal("0.0001")


@dataclass(frozen=True)
class LineInput:
    """A line as somebody enters it. Prices without tax; ``None`` takes the product's. ``discount`` is money."""

    product: Product | None
    quantity: Decimal
    unit_price: Decimal | None = None
    discount: Decimal = Decimal(0)
    tax_rate: Decimal | None = None
    kind: str = LineKind.PRODUCT
    name: str = ""


def build(order: Order, lines: Sequence[LineInput], *, default_tax: Decimal) -> list[OrderLine]:
    """Unsaved lines with name, price, cost and tax copied; raises ``DomainError`` naming the line."""
    if not lines:
        raise DomainError("El pedido no tiene ninguna línea.")
    return [_line(order, position, line, default_tax) for position, line in enumerate(lines, start=1)]


def _line(order: Order, position: int, line: LineInput, default_tax: Decimal) -> OrderLine:
    product = line.product
    if line.kind == LineKind.PRODUCT and product is None:
        raise DomainError(f"Línea {position}: falta el producto.")
    if not line.quantity:
        raise DomainError(f"Línea {position}: la cantidad no puede ser cero.")
    price = line.unit_price if line.unit_price is not None else (product.price if product else Decimal(0))
    if price < 0:
        raise DomainError(f"Línea {position}: el precio no puede ser negativo.")
    price = price.quantize(FOUR, ROUND_HALF_UP)
    gross = line.quantity * price
    # A line rounded up to the cent (a quote, the editor) comes with a discount of less than a cent below zero.
    if line.discount <= -CENT or (gross > 0 and line.discount > gross):
        raise DomainError(f"Línea {position}: el descuento no puede pasar del importe.")
    discount = line.discount.quantize(FOUR, ROUND_HALF_UP)
    rate = line.tax_rate
    if rate is None:
        rate = product.tax_rate if product and product.tax_rate is not None else default_tax
    return OrderLine(
        order=order,
        position=position,
        kind=line.kind,
        product=product,
        sku=product.sku if product else "",
        name=line.name or (product.name if product else LineKind(line.kind).label),
        quantity=line.quantity,
        unit_price=price,
        unit_cost=product.cost if product else None,
        discount=discount,
        tax_rate=rate,
        total=line_total(line.quantity, price, discount),
    )


def off_to(wanted: Decimal, quantity: Decimal, price: Decimal) -> tuple[Decimal, Decimal]:
    """Price and discount with which ``quantity`` at ``price`` comes to exactly ``wanted`` (four decimals at most).

    Four decimals of discount cannot always take a line of seven down to nothing: then its price is zero.
    """
    discount = (quantity * price).quantize(FOUR, ROUND_HALF_UP) - wanted
    if line_total(quantity, price, discount) != wanted:
        return Decimal(0), Decimal(0)
    return price, discount


def line_total(quantity: Decimal, unit_price: Decimal, discount: Decimal) -> Decimal:
    """quantity × unit_price − discount, four decimals, halves away from zero (as PostgreSQL's ``round``)."""
    price, off = unit_price.quantize(FOUR, ROUND_HALF_UP), discount.quantize(FOUR, ROUND_HALF_UP)
    return (quantity * price - off).quantize(FOUR, ROUND_HALF_UP)


@dataclass(frozen=True)
class Totals:
    """Money of an order: without tax, tax, cost (``None`` if no line knows its cost)."""

    total: Decimal
    tax: Decimal
    cost: Decimal | None


def totals(lines: Sequence[OrderLine]) -> Totals:
    """Sums over the lines. The tax of each line is rounded to the cent, so that a printed column adds up."""
    costs = [line.quantity * line.unit_cost for line in lines if line.unit_cost is not None]
    return Totals(
        total=cents(sum((line.total for line in lines), Decimal(0))),
        tax=sum((line_tax(line.total, line.tax_rate) for line in lines), Decimal(0)),
        cost=cents(sum(costs, Decimal(0))) if costs else None,
    )


def line_tax(total: Decimal, rate: Decimal) -> Decimal:
    """Tax of a line that comes to ``total`` without it, to the cent, halves away from zero; ``rate`` in percent."""
    return cents(total * rate / 100)


def cents(amount: Decimal) -> Decimal:
    """To the cent, halves away from zero."""
    return amount.quantize(CENT, ROUND_HALF_UP)
