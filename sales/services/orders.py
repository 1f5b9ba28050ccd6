"""The life of an order. Each function is one transaction; ``ORDER_MOVES`` says what may follow what.

Returns are in ``order_returns``, discounts by code in ``order_discounts``, taking back in ``order_undo``.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from company import queries as company
from core import faults
from core.audit import acting
from core.clock import business_date, now
from core.errors import Conflict, DomainError
from core.numbering import next_code
from customers.models import Customer
from customers.services import bought
from inventory.enums import MovementKind, ProductKind
from inventory.models import Product, Warehouse
from inventory.services import post_movement
from sales.enums import ORDER_MOVES, Channel, LineKind, OrderKind, OrderStatus, StepBy
from sales.models import Opportunity, Order, OrderLine
from sales.queries.stock import returned_units, shortages, shortages_said

from . import order_discounts
from .allocations import apply_kept, free_order, hold_money_of, kept_for
from .dirty import mark
from .lines import LineInput, Totals, build, totals
from .opportunity_parts import happened

# What of a draft can change besides its lines.
HEAD = frozenset(
    {"customer", "channel", "seller", "city", "due_on", "delivery_on", "delivery_address", "note", "opportunity"}
)


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
    delivery_on: date | None = None,
    delivery_address: str = "",
    opportunity: Opportunity | None = None,
    note: str = "",
    number: str = "",
    status: str = OrderStatus.DRAFT,
    discount_code: str = "",
) -> Order:
    """A new order with its lines, as a draft or confirmed at once. ``customer=None`` is a counter sale.

    ``due_on`` makes it a sale on credit. ``discount_code`` (a coupon) is only for an order that is confirmed at once.
    Without ``number`` it takes the next of the year's gap-free series. Raises ``DomainError`` for a broken line, an
    opportunity of another customer, or a code that does not apply.
    """
    if status not in (OrderStatus.DRAFT, OrderStatus.CONFIRMED):
        raise DomainError("Un pedido nace como borrador o confirmado.")
    if discount_code and status == OrderStatus.DRAFT:
        raise DomainError("El cupón se usa al confirmar: un borrador no lo guarda.", field=order_discounts.FIELD)
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
            delivery_on=delivery_on,
            delivery_address=delivery_address[:240],
            opportunity=opportunity,
            note=note,
        )
        _check_head(order)
        rows = build(order, lines, default_tax=settings.tax_rate)
        if discount_code:
            order_discounts.apply(rows, code=discount_code, customer=customer, at=placed_at)
        store(order, rows, totals(rows), number=number, prefix="P", series="pedido")
        if status == OrderStatus.CONFIRMED:
            _sold(order, actor=actor, at=placed_at)
        if discount_code:
            order_discounts.redeem(order, code=discount_code, actor=actor)
        return order


def change_draft(*, order: Order, lines: Sequence[LineInput] | None, version: int, actor: Any, **head: Any) -> Order:
    """Replace the lines of a draft (``None``: they stay) and what ``head`` names (``HEAD``; the rest stays).

    ``version`` = the one on the screen; a newer one raises ``Conflict``.
    """
    if unknown := set(head) - HEAD:
        raise TypeError(f"a draft has no {', '.join(sorted(unknown))}")
    with transaction.atomic(), acting(actor=actor, why="cambio de borrador"):
        held = locked(order)
        if held.version != version:
            raise Conflict("Otra persona cambió este pedido mientras lo editabas. Revisa y guarda otra vez.")
        if held.status != OrderStatus.DRAFT:
            raise DomainError("Solo se cambian las líneas de un borrador.")
        if head.get("customer", held.customer) != held.customer and kept_for(held):
            raise DomainError("Por este borrador ya se cobró: corrige antes el pago.", field="customer")
        for name, value in head.items():
            setattr(held, name, value)
        _check_head(held)
        if lines is not None:
            rows = build(held, lines, default_tax=company.current().tax_rate)
            held.lines.all().delete()
            OrderLine.objects.bulk_create(rows)
            sums = totals(rows)
            held.total, held.tax, held.cost = sums.total, sums.tax, sums.cost
        return save(held, "total", "tax", "cost", *sorted(head))


def confirm_order(*, order: Order, actor: Any, discount_code: str = "", at: datetime | None = None) -> Order:
    """A draft becomes a sale, of the day on which it is confirmed: from here on it counts as revenue.

    The day to pay moves along. With ``discount_code`` the lines leave off what the code gives. What was paid for the
    draft pays the order; other credit of the customer is not touched.
    """
    moment = at or now()
    with transaction.atomic(), acting(actor=actor, why="pedido confirmado"):
        hold_money_of(order)
        held = moved(order, OrderStatus.CONFIRMED)
        day = business_date(moment, company.time_zone())
        held.due_on = held.due_on and held.due_on + (day - held.placed_on)
        held.placed_at, held.placed_on = moment, day
        _check_head(held)
        if discount_code:
            rows = list(held.lines.select_related("product").order_by("position"))
            order_discounts.apply(rows, code=discount_code, customer=held.customer, at=moment)
            OrderLine.objects.bulk_update(rows, ["unit_price", "discount", "total"])
            sums = totals(rows)
            held.total, held.tax, held.cost = sums.total, sums.tax, sums.cost
        mark(days=[(held.customer_id, held.placed_on)])
        _sold(held, actor=actor, at=moment)
        held = save(held, "status", "placed_at", "placed_on", "due_on", "total", "tax", "cost")
        if discount_code:
            order_discounts.redeem(held, code=discount_code, actor=actor)
        if apply_kept(order=held, actor=actor):
            held.refresh_from_db()
        return held


def deliver_order(*, order: Order, warehouse: Warehouse | None, actor: Any, at: datetime | None = None) -> Order:
    """Goods leave ``warehouse`` and the order is done; all or nothing.

    What came back before it was delivered stays where it is; services need no ``warehouse``. Raises ``DomainError``
    naming every product of which there is too little, how much is asked and how much is there.
    """
    moment = at or now()
    with transaction.atomic(), acting(actor=actor, why="pedido entregado"):
        held = moved(order, OrderStatus.DELIVERED)
        back = returned_units(held)
        leaving = [
            (line, product, line.quantity - back.get(line.position, Decimal(0))) for line, product in goods(held)
        ]
        if leaving and warehouse is None:
            raise DomainError("Elige de qué almacén sale.", field="warehouse")
        if warehouse is not None and (
            short := shortages([(product, units) for _, product, units in leaving], warehouse)
        ):
            raise DomainError(shortages_said(short, warehouse), field="warehouse")
        for line, product, units in leaving:
            if units and warehouse is not None:
                post_movement(
                    product=product,
                    warehouse=warehouse,
                    kind=MovementKind.SALE,
                    quantity=-units,
                    key=f"pedido:{held.pk}:{line.position}",
                    actor=actor,
                    at=moment,
                    reference=held.number,
                )
        held.delivered_at = moment
        return save(held, "status", "delivered_at")


def cancel_order(*, order: Order, actor: Any, reason: str) -> Order:
    """Annul a draft or a confirmed order; its number stays taken. A delivered one is returned, not annulled."""
    return annul(order=order, actor=actor, reason=reason)[0]


def annul(*, order: Order, actor: Any, reason: str) -> tuple[Order, bool]:
    """The same; says also whether money or a code was freed by it, which no undo brings back."""
    if not reason.strip():
        raise DomainError("Escribe por qué se anula el pedido.", field="reason")
    with transaction.atomic(), acting(actor=actor, why=reason):
        held = moved(order, OrderStatus.CANCELLED)
        if held.kind == OrderKind.RETURN:
            raise DomainError("Una devolución no se anula: anota otra venta si la mercadería vuelve a salir.")
        if order_has_returns(held):
            raise DomainError(f"El pedido {held.number} tiene devoluciones: ya no se anula.")
        money = free_order(order=held, actor=actor)
        held.note = (f"{held.note} · {reason}" if held.note else reason)[:240]
        mark(days=[(held.customer_id, held.placed_on)])
        held = save(held, "status", "note")
        return held, order_discounts.release(held, actor=actor) or bool(money)


def order_has_returns(order: Order) -> bool:
    """Did something of this sale come back already?"""
    return order.returns.exclude(status=OrderStatus.CANCELLED).exists()


# ── pieces that the neighbours use inside their own transaction ─────────────────────────────────────────────


def goods(order: Order) -> list[tuple[OrderLine, Product]]:
    """Lines that move stock with their products, in product order (locks are taken in key order)."""
    lines = order.lines.select_related("product").filter(kind=LineKind.PRODUCT, product__kind=ProductKind.GOODS)
    return [(line, line.product) for line in lines.order_by("product_id", "position") if line.product]


def store(order: Order, rows: list[OrderLine], sums: Totals, *, number: str = "", prefix: str, series: str) -> None:
    """Write a new order with its lines."""
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


def locked(order: Order) -> Order:
    rows = Order.objects.select_related("customer")
    if not faults.guard_removed("order.lock"):
        rows = rows.select_for_update(of=("self",))
    return rows.get(pk=order.pk)


def moved(order: Order, status: str) -> Order:
    """The locked order with its new status, if ``ORDER_MOVES`` lets it."""
    held = locked(order)
    if status not in ORDER_MOVES[held.status]:
        now_is, wanted = OrderStatus(held.status).label.lower(), OrderStatus(status).label.lower()
        raise DomainError(f"El pedido {held.number} está {now_is}: no puede pasar a {wanted}.")
    held.status = status
    return held


def save(order: Order, *fields: str) -> Order:
    order.version = F("version") + 1
    order.save(update_fields=[*fields, "version", "updated_at"])
    order.refresh_from_db()
    return order


def _check_head(order: Order) -> None:
    if order.customer is not None and not order.customer.is_active:
        raise DomainError(f"{order.customer} está desactivado: actívalo antes de venderle.", field="customer")
    if order.opportunity is not None and order.opportunity.customer_id != order.customer_id:
        raise DomainError("La oportunidad es de otro cliente.", field="opportunity")
    if order.due_on and order.customer is None:
        raise DomainError("Una venta de mostrador se paga al contado: elige al cliente para darle crédito.")
    if order.due_on and order.due_on < order.placed_on:
        raise DomainError("El día de pago no puede ser anterior al pedido.", field="due_on")


def _sold(order: Order, *, actor: Any, at: datetime) -> None:
    if order.customer is not None:
        bought(customer=order.customer, on=order.placed_on, actor=actor)
    if order.opportunity is not None:
        happened(opportunity=order.opportunity, by=StepBy.ORDER, actor=actor, at=at)
