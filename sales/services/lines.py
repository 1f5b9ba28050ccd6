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
    gross = line.quantity * price
    # A quote rounds each line to the cent: what that adds comes here as a discount of less than a cent below zero.
    if line.discount <= -CENT or (gross > 0 and line.discount > gross):
        raise DomainError(f"Línea {position}: el descuento no puede pasar del importe.")
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
        unit_price=price.quantize(FOUR, ROUND_HALF_UP),
        unit_cost=product.cost if product else None,
        discount=line.discount.quantize(FOUR, ROUND_HALF_UP),
        tax_rate=rate,
        total=line_total(line.quantity, price, line.discount),
    )


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
    """Sums over the lines; each rounded to the cent once, at the end."""
    costs = [line.quantity * line.unit_cost for line in lines if line.unit_cost is not None]
    return Totals(
        total=_cents(sum((line.total for line in lines), Decimal(0))),
        tax=_cents(sum((line.total * line.tax_rate / 100 for line in lines), Decimal(0))),
        cost=_cents(sum(costs, Decimal(0))) if costs else None,
    )


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
