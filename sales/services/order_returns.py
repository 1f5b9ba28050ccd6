"""What comes back of a sale, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction

from company import queries as company
from core.audit import acting
from core.clock import business_date, now
from core.errors import DomainError
from inventory.enums import MovementKind
from inventory.models import Warehouse
from inventory.services import post_movement
from sales.enums import OrderKind, OrderStatus
from sales.models import Order, OrderLine
from sales.queries.stock import Back, returned

from .allocations import settle_returns
from .lines import CENT, FOUR, Totals, cents, line_tax, line_total, off_to, totals
from .orders import goods, locked, store

NOTHING = Back(Decimal(0), Decimal(0))


@dataclass(frozen=True)
class ReturnInput:
    """What comes back: a line of the sale and how many units (positive)."""

    line: OrderLine
    quantity: Decimal


def return_order(
    *,
    order: Order,
    lines: Sequence[ReturnInput],
    actor: Any,
    warehouse: Warehouse | None = None,
    at: datetime | None = None,
    note: str = "",
) -> Order:
    """A return of (part of) a sale, at the prices of the sale; never more than was sold and not yet returned.

    Returned in parts, the parts come to exactly what the line came to, tax included. With ``warehouse`` the goods go
    back into stock, at the cost at which they were sold; that needs them to have left.
    """
    with transaction.atomic(), acting(actor=actor, why=note or f"devolución de {order.number}"):
        sale = locked(order)
        if sale.kind != OrderKind.SALE or not sale.booked:
            raise DomainError("Solo se devuelve una venta confirmada o entregada.")
        if warehouse is not None and sale.status != OrderStatus.DELIVERED:
            raise DomainError(f"El pedido {sale.number} todavía no se entregó: nada puede volver al stock.")
        placed_at = at or now()
        back = Order(
            kind=OrderKind.RETURN,
            status=OrderStatus.CONFIRMED,
            customer=sale.customer,
            placed_at=placed_at,
            placed_on=business_date(placed_at, company.time_zone()),
            channel=sale.channel,
            city=sale.city,
            seller=sale.seller,
            currency=sale.currency,
            return_of=sale,
            note=note[:240],
        )
        rows, tax = _rows(sale, back, lines)
        sums = totals(rows)
        store(back, rows, Totals(sums.total, tax, sums.cost), prefix="D", series="devolucion")
        if warehouse is not None:
            _restock(back, warehouse, actor, placed_at)
        settle_returns(order=sale, actor=actor)
        return back


def _rows(sale: Order, back: Order, lines: Sequence[ReturnInput]) -> tuple[list[OrderLine], Decimal]:
    """Unsaved lines of the return, and its tax (negative)."""
    if not lines:
        raise DomainError("Elige al menos una línea que devolver.")
    sold = {line.position: line for line in sale.lines.select_related("product")}
    already = returned(sale)
    rows, tax = [], Decimal(0)
    for entry in lines:
        line = sold.get(entry.line.position)
        if line is None or line.pk != entry.line.pk:
            raise DomainError("Esa línea no es de este pedido.")
        before = already.get(line.position, NOTHING)
        left = line.quantity - before.units
        if entry.quantity <= 0 or entry.quantity > left:
            raise DomainError(f"De «{line.name}» se pueden devolver como mucho {left.normalize():f}.")
        after = Back(before.units + entry.quantity, _money(line, before.units + entry.quantity))
        rows.append(_mirror(back, line, entry.quantity, after.money - before.money))
        tax -= line_tax(after.money, line.tax_rate) - line_tax(before.money, line.tax_rate)
        already[line.position] = after
    return rows, tax


def _money(line: OrderLine, units: Decimal) -> Decimal:
    """What so many units of a sold line come to; all of them come to all of it."""
    whole = line.total == cents(line.total)
    return (line.total * units / line.quantity).quantize(CENT if whole else FOUR, ROUND_HALF_UP)


def _mirror(back: Order, line: OrderLine, quantity: Decimal, money: Decimal) -> OrderLine:
    """The negative of (part of) a sold line: same price, its share of the discount."""
    price, discount = off_to(money, quantity, line.unit_price)
    return OrderLine(
        order=back,
        position=line.position,
        kind=line.kind,
        product=line.product,
        sku=line.sku,
        name=line.name,
        quantity=-quantity,
        unit_price=price,
        unit_cost=line.unit_cost,
        discount=-discount,
        tax_rate=line.tax_rate,
        total=line_total(-quantity, price, -discount),
    )


def _restock(back: Order, warehouse: Warehouse, actor: Any, at: datetime) -> None:
    for line, product in goods(back):
        post_movement(
            product=product,
            warehouse=warehouse,
            kind=MovementKind.RETURN,
            quantity=-line.quantity,
            unit_cost=line.unit_cost,
            key=f"pedido:{back.pk}:{line.position}",
            actor=actor,
            at=at,
            reference=back.number,
        )
