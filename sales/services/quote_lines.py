"""Lines of quotes: what is copied, what is refused and beside which cell the sentence stands."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from core.errors import DomainError
from sales.models import QuoteLine, QuoteVersion

from .quote_money import CENT, FOUR, HUNDRED, THREE, ZERO, QuoteLineInput, line_tax, line_total, sums

# What the columns hold: fourteen digits, three or four of them after the point.
MOST_UNITS = Decimal(10) ** 11
MOST_MONEY = Decimal(10) ** 10


class LineError(DomainError):
    """A broken line. ``position`` counts from 1; ``field`` is the name of its cell."""

    def __init__(self, position: int, message: str, *, field: str) -> None:
        super().__init__(f"Línea {position}: {message}", field=field)
        self.position, self.said = position, message


def build(version: QuoteVersion, lines: Sequence[QuoteLineInput], *, default_tax: Decimal) -> list[QuoteLine]:
    """Unsaved lines with name, price, cost and tax copied; raises ``LineError`` naming line and cell."""
    if not lines:
        raise DomainError("La cotización no tiene ninguna línea: añade al menos un producto.", field="lines")
    return [_line(version, position, line, default_tax) for position, line in enumerate(lines, start=1)]


def store(version: QuoteVersion, rows: list[QuoteLine]) -> None:
    """Replace the lines of a version and set its sums (saved by the caller)."""
    if version.pk:
        version.lines.all().delete()
    found = sums(rows)
    version.total, version.tax, version.discount, version.cost = found.total, found.tax, found.discount, found.cost


def copied(version: QuoteVersion) -> list[QuoteLineInput]:
    """The lines of a version as they were offered, to be offered again."""
    return [
        QuoteLineInput(
            product=row.product,
            quantity=row.quantity,
            unit_price=row.unit_price,
            discount_percent=row.discount_percent,
            tax_rate=row.tax_rate,
            name=row.name,
            detail=row.detail,
            free=not row.unit_price,
        )
        for row in version.lines.select_related("product").order_by("position")
    ]


def _line(version: QuoteVersion, position: int, line: QuoteLineInput, default_tax: Decimal) -> QuoteLine:
    product = line.product
    name = (line.name or (product.name if product else "")).strip()[:200]
    if not name:
        raise LineError(position, "falta el producto.", field="product")
    quantity = line.quantity.quantize(THREE, ROUND_HALF_UP) if abs(line.quantity) < MOST_UNITS else line.quantity
    if quantity <= 0:
        raise LineError(position, "la cantidad debe ser mayor que cero.", field="quantity")
    if quantity >= MOST_UNITS:
        raise LineError(position, "la cantidad es demasiado grande.", field="quantity")
    price = _price(position, line)
    percent = line.discount_percent.quantize(CENT, ROUND_HALF_UP)
    if not 0 <= percent <= HUNDRED:
        raise LineError(position, "el descuento va de 0 a 100 %.", field="discount_percent")
    rate = _rate(position, line, default_tax)
    total = line_total(quantity=quantity, unit_price=price, discount_percent=percent)
    if total >= MOST_MONEY * 100:
        raise LineError(position, "el importe es demasiado grande.", field="quantity")
    return QuoteLine(
        version=version,
        position=position,
        product=product,
        sku=product.sku if product else "",
        name=name,
        detail=line.detail.strip()[:400],
        quantity=quantity,
        unit_price=price,
        unit_cost=product.cost if product else None,
        discount_percent=percent,
        tax_rate=rate,
        total=total,
        tax=line_tax(total=total, tax_rate=rate),
    )


def _price(position: int, line: QuoteLineInput) -> Decimal:
    """What was written, else the list price; zero only where it is said to be meant."""
    price = line.unit_price
    if price is None and not line.free:
        price = line.product.price if line.product else None
    price = (price or ZERO).quantize(FOUR, ROUND_HALF_UP) if abs(price or ZERO) < MOST_MONEY else price or ZERO
    if price < 0:
        raise LineError(position, "el precio no puede ser negativo.", field="unit_price")
    if price >= MOST_MONEY:
        raise LineError(position, "el precio es demasiado grande.", field="unit_price")
    if price == 0 and not line.free:
        raise LineError(position, "no tiene precio: escríbelo o marca «sin costo».", field="unit_price")
    return price


def _rate(position: int, line: QuoteLineInput, default_tax: Decimal) -> Decimal:
    rate = line.tax_rate
    if rate is None:
        rate = line.product.tax_rate if line.product and line.product.tax_rate is not None else default_tax
    rate = rate.quantize(CENT, ROUND_HALF_UP)
    if not 0 <= rate <= HUNDRED:
        raise LineError(position, "el impuesto va de 0 a 100 %.", field="tax_rate")
    return rate
