"""The life of an order. Each function is one transaction; ``ORDER_MOVES`` says what may follow what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Sum

from company import queries as company
from core.audit import acting
from core.clock import business_date, now
from core.errors import Conflict, DomainError
from core.numbering import next_code
from customers.models import Customer
from customers.services import bought
from inventory.enums import MovementKind, ProductKind
from inventory.models import Product, Warehouse
from inventory.services import post_movement
from sales.enums import ORDER_MOVES, Channel, LineKind, OrderKind, OrderStatus
from sales.models import Order, OrderLine

from .allocations import free_order, settle_returns
from .dirty import mark
from .lines import LineInput, build, line_total, totals


@dataclass(frozen=True)
class ReturnInput:
    """What comes back: a line of the sale and how many units (positive)."""

    line: OrderLine
    quantity: Decimal


def place_order(
    *,
    customer: Customer | None,
    lines: Sequence[LineInput],
    actor: Any,
    channel: str = Channel.SHOP,
    seller: Any | None = None,
    at: datetime | None = None,
    city: str = "",
    due_on: date | None = None,
    note: str = "",
    number: str = "",
    status: str = OrderStatus.DRAFT,
) -> Order:
    """A new order with its lines, as a draft or confirmed at once. ``customer=None`` is a counter sale.

    Without ``number`` it takes the next of the year's gap-free series. Raises ``DomainError`` for a broken line.
    """
    if status not in (OrderStatus.DRAFT, OrderStatus.CONFIRMED):
        raise DomainError("Un pedido nace como borrador o confirmado.")
    if customer is not None and not customer.is_active:
        raise DomainError(f"{customer} está desactivado: actívalo antes de venderle.", field="customer")
    placed_at = at or now()
    settings = company.current()
    with transaction.atomic(), acting(actor=actor, why="pedido nuevo"):
        order = Order(
            kind=OrderKind.SALE,
            status=status,
            customer=customer,
            placed_at=placed_at,
            placed_on=business_date(placed_at, company.time_zone()),
            channel=channel,
            city=city or (customer.city if customer else settings.city),
            seller=seller,
            currency=settings.currency,
            due_on=due_on,
            note=note,
        )
        rows = build(order, lines, default_tax=settings.tax_rate)
        _store(order, rows, number, prefix="P", series="pedido")
        if status == OrderStatus.CONFIRMED:
            _sold(order, actor=actor)
        return order


def change_draft(*, order: Order, lines: Sequence[LineInput], version: int, actor: Any) -> Order:
    """Replace the lines of a draft. ``version`` = the one on the screen; a newer one raises ``Conflict``."""
    with transaction.atomic(), acting(actor=actor, why="cambio de borrador"):
        held = _locked(order)
        if held.version != version:
            raise Conflict("Otra persona cambió este pedido mientras lo editabas. Revisa y guarda otra vez.")
        if held.status != OrderStatus.DRAFT:
            raise DomainError("Solo se cambian las líneas de un borrador.")
        rows = build(held, lines, default_tax=company.current().tax_rate)
        held.lines.all().delete()
        OrderLine.objects.bulk_create(rows)
        sums = totals(rows)
        held.total, held.tax, held.cost = sums.total, sums.tax, sums.cost
        return _save(held, "total", "tax", "cost")


def confirm_order(*, order: Order, actor: Any) -> Order:
    """A draft becomes a sale: from here on it counts as revenue."""
    with transaction.atomic(), acting(actor=actor, why="pedido confirmado"):
        held = _moved(order, OrderStatus.CONFIRMED)
        mark(days=[(held.customer_id, held.placed_on)])
        _sold(held, actor=actor)
        return _save(held, "status")


def deliver_order(*, order: Order, warehouse: Warehouse, actor: Any, at: datetime | None = None) -> Order:
    """Goods leave ``warehouse`` and the order is done; all or nothing. Raises ``DomainError`` if stock is short."""
    with transaction.atomic(), acting(actor=actor, why="pedido entregado"):
        held = _moved(order, OrderStatus.DELIVERED)
        for line, product in _goods(held):
            post_movement(
                product=product,
                warehouse=warehouse,
                kind=MovementKind.SALE,
                quantity=-line.quantity,
                key=f"pedido:{held.pk}:{line.position}",
                actor=actor,
                at=at,
                reference=held.number,
            )
        return _save(held, "status")


def cancel_order(*, order: Order, actor: Any, reason: str) -> Order:
    """Annul a draft or a confirmed order; its number stays taken. A delivered one is returned, not annulled."""
    if not reason.strip():
        raise DomainError("Escribe por qué se anula el pedido.", field="reason")
    with transaction.atomic(), acting(actor=actor, why=reason):
        held = _moved(order, OrderStatus.CANCELLED)
        if order_has_returns(held):
            raise DomainError(f"El pedido {held.number} tiene devoluciones: ya no se anula.")
        free_order(order=held, actor=actor)
        held.note = (f"{held.note} · {reason}" if held.note else reason)[:240]
        mark(days=[(held.customer_id, held.placed_on)])
        return _save(held, "status", "note")


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

    With ``warehouse`` the goods go back into stock, at the cost at which they were sold.
    """
    with transaction.atomic(), acting(actor=actor, why=f"devolución de {order.number}"):
        sale = _locked(order)
        if sale.kind != OrderKind.SALE or not sale.booked:
            raise DomainError("Solo se devuelve una venta confirmada o entregada.")
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
        _store(back, _returned_lines(sale, back, lines), "", prefix="D", series="devolucion")
        if warehouse is not None:
            _restock(back, warehouse, actor, placed_at)
        settle_returns(order=sale, actor=actor)
        return back


def order_has_returns(order: Order) -> bool:
    """Did something of this sale come back already?"""
    return order.returns.exclude(status=OrderStatus.CANCELLED).exists()


def _returned_lines(sale: Order, back: Order, lines: Sequence[ReturnInput]) -> list[OrderLine]:
    if not lines:
        raise DomainError("Elige al menos una línea que devolver.")
    sold = {line.position: line for line in sale.lines.select_related("product")}
    already = _already_returned(sale)
    rows = []
    for entry in lines:
        line = sold.get(entry.line.position)
        if line is None or line.pk != entry.line.pk:
            raise DomainError("Esa línea no es de este pedido.")
        left = line.quantity - already.get(line.position, Decimal(0))
        if entry.quantity <= 0 or entry.quantity > left:
            raise DomainError(f"De «{line.name}» se pueden devolver como mucho {left.normalize():f}.")
        rows.append(_mirror(back, line, entry.quantity))
        already[line.position] = already.get(line.position, Decimal(0)) + entry.quantity
    return rows


def _mirror(back: Order, line: OrderLine, quantity: Decimal) -> OrderLine:
    """The negative of (part of) a sold line: same price, its share of the discount."""
    discount = -(line.discount * quantity / line.quantity)
    return OrderLine(
        order=back,
        position=line.position,
        kind=line.kind,
        product=line.product,
        sku=line.sku,
        name=line.name,
        quantity=-quantity,
        unit_price=line.unit_price,
        unit_cost=line.unit_cost,
        discount=discount.quantize(Decimal("0.0001")),
        tax_rate=line.tax_rate,
        total=line_total(-quantity, line.unit_price, discount.quantize(Decimal("0.0001"))),
    )


def _already_returned(sale: Order) -> dict[int, Decimal]:
    """Units given back so far, by the position of the sale's line."""
    found = (
        OrderLine.objects.filter(order__return_of=sale)
        .exclude(order__status=OrderStatus.CANCELLED)
        .values_list("position")
        .annotate(back=Sum("quantity"))
    )
    return {position: -back for position, back in found}


def _restock(back: Order, warehouse: Warehouse, actor: Any, at: datetime) -> None:
    for line, product in _goods(back):
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


def _goods(order: Order) -> list[tuple[OrderLine, Product]]:
    """Lines that move stock with their products, in product order (locks are taken in key order)."""
    lines = order.lines.select_related("product").filter(kind=LineKind.PRODUCT, product__kind=ProductKind.GOODS)
    return [(line, line.product) for line in lines.order_by("product_id", "position") if line.product]


def _store(order: Order, rows: list[OrderLine], number: str, *, prefix: str, series: str) -> None:
    sums = totals(rows)
    order.total, order.tax, order.cost = sums.total, sums.tax, sums.cost
    # The number last: its counter stays locked until the commit.
    order.number = number.strip() or next_code(series=series, prefix=prefix, year=order.placed_on.year)
    try:
        with transaction.atomic():
            order.save(force_insert=True)
    except IntegrityError as error:
        raise DomainError(f"Ya hay un pedido con el número {order.number}.", field="number") from error
    OrderLine.objects.bulk_create(rows)
    if order.status != OrderStatus.DRAFT:
        mark(days=[(order.customer_id, order.placed_on)])


def _locked(order: Order) -> Order:
    return Order.objects.select_for_update(of=("self",)).select_related("customer").get(pk=order.pk)


def _moved(order: Order, status: str) -> Order:
    """The locked order with its new status, if ``ORDER_MOVES`` lets it."""
    held = _locked(order)
    if status not in ORDER_MOVES[held.status]:
        now_is, wanted = OrderStatus(held.status).label.lower(), OrderStatus(status).label.lower()
        raise DomainError(f"El pedido {held.number} está {now_is}: no puede pasar a {wanted}.")
    held.status = status
    return held


def _save(order: Order, *fields: str) -> Order:
    order.version = F("version") + 1
    order.save(update_fields=[*fields, "version", "updated_at"])
    order.refresh_from_db()
    return order


def _sold(order: Order, *, actor: Any) -> None:
    if order.customer is not None:
        bought(customer=order.customer, on=order.placed_on, actor=actor)
