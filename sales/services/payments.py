"""Money in, and money given back. What pays what is ``allocations``; a payment itself is never changed or deleted."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from company import queries as company
from core import formatting, house, undo
from core.audit import acting
from core.errors import DomainError
from core.numbering import next_code
from customers.models import Customer
from sales.enums import OrderStatus, PaymentMethod
from sales.models import Allocation, Order, Payment

from .allocations import (
    CENT,
    REVERSED,
    Part,
    apply_locked,
    credit_beside,
    debt_ids,
    divided,
    free,
    hold_money,
    left_of,
    lock_orders,
    reversal_number,
    settle_returns,
)

UNDO_KIND = "sales.payment"
OLDEST = timedelta(days=3653)  # what is dated before is a slip of the year; older money comes by file


def record_payment(
    *,
    amount: Decimal,
    actor: Any,
    order: Order | None = None,
    customer: Customer | None = None,
    paid_on: date | None = None,
    method: str = PaymentMethod.TRANSFER,
    reference: str = "",
    number: str = "",
    parts: Sequence[Part] | None = None,
    oldest_first: bool = False,
) -> Payment:
    """Note a payment for an order, or on account of a customer. Negative ``amount`` = money given back.

    It pays the order named, up to what is still owed for it; with ``oldest_first`` the rest pays the other debts, the
    oldest day first; ``parts`` says instead exactly how it is divided. What is left is the customer's credit, never
    lost. Money given back uses up the credit, then lowers what was paid for the order named; more than that raises
    ``DomainError``.

    Without ``number`` it takes the next of the year's gap-free series; a number that stands already raises
    ``DomainError``, so a payment sent twice counts once.
    """
    amount = amount.quantize(CENT)
    customer, day = _checked(amount, order, customer, paid_on)
    with transaction.atomic(), acting(actor=actor, why="pago"):
        customer_id = customer.pk if customer else None
        hold_money(customer_id)
        # Orders are locked before the number is taken: its counter stays locked until the commit.
        lock_orders(_to_lock(order, customer_id, parts, oldest_first))
        if order is not None:
            order = _as_it_stands(order, customer_id)
        if amount < 0 and order is not None:
            settle_returns(order=order, actor=actor)
        made = _store(
            number=number.strip(),
            customer=customer,
            order=order,
            amount=amount,
            paid_on=day,
            method=method,
            reference=reference,
        )
        if amount < 0:
            _give_back(made, order)
        elif wanted := _division(made, order, parts, oldest_first):
            apply_locked(made, wanted, actor=actor)
        made.refresh_from_db()
        return made


def proposal(*, customer_id: int | None, amount: Decimal, order: Order | None = None) -> dict[int, Decimal]:
    """How a payment of so much would be divided: the order named, then the oldest debts. For the form."""
    return divided(customer_id, amount, first=order) if amount > 0 else {}


def reverse_payment(*, payment: Payment, actor: Any, reason: str) -> Payment:
    """Take a payment back by a second one of the opposite amount; what it paid is owed again.

    Raises ``DomainError`` for a second time, without a reason, and if the money was given back meanwhile.
    """
    if not reason.strip():
        raise DomainError("Escribe por qué se corrige el pago.", field="reason")
    if payment.number.endswith(REVERSED):
        raise DomainError("Esto ya es la corrección de otro pago.")
    with transaction.atomic(), acting(actor=actor, why=reason):
        hold_money(payment.customer_id)
        rows = Allocation.objects.filter(payment=payment)
        # The order that it was noted for too: its confirmation gives it this money (counter sales know no other lock).
        noted = [payment.order_id] if payment.order_id else []
        lock_orders([*rows.values_list("order_id", flat=True), *noted])
        rows.delete()
        held = Payment.objects.get(pk=payment.pk)
        made = _store(
            number=reversal_number(held),
            customer=held.customer,
            order=held.order,
            amount=-held.amount,
            paid_on=company.today(),
            method=held.method,
            reference=f"Corrige {held.number}: {reason}",
        )
        if held.amount > 0 and credit_beside(held) < 0:
            raise DomainError("Ese dinero ya se devolvió o paga otros pedidos: no se puede corregir el pago entero.")
        return made


def undo_address(*, payment: Payment, actor: Any) -> str:
    """Where the notice's "Deshacer" leads: the payment is taken back by its opposite."""
    if getattr(actor, "pk", None) is None:
        return ""
    return undo.remember(kind=UNDO_KIND, actor=actor, said=f"Pago {payment.number}", payload={"payment": payment.pk})


def take_back(actor: Any, payload: dict[str, Any]) -> str:
    """For the slot ``UNDO``."""
    made = reverse_payment(payment=Payment.objects.get(pk=payload["payment"]), actor=actor, reason="deshecho")
    return f"El pago quedó corregido con el {made.number}"


def _checked(
    amount: Decimal, order: Order | None, customer: Customer | None, paid_on: date | None
) -> tuple[Customer | None, date]:
    if not amount:
        raise DomainError("El importe no puede ser cero.", field="amount")
    if order is None and customer is None:
        raise DomainError("Di de quién es el pago: un pedido o un cliente.", field="customer")
    if order is not None:
        _must_take_money(order)
        if customer is not None and order.customer_id != customer.pk:
            raise DomainError(f"El pedido {order.number} es de otro cliente.", field="order")
        customer = order.customer
    day = paid_on or company.today()
    if day > company.today():
        raise DomainError("La fecha del pago no puede estar en el futuro.", field="paid_on")
    if day < company.today() - OLDEST:
        raise DomainError("Esa fecha es demasiado antigua: mira el año.", field="paid_on")
    return customer, day


def _must_take_money(order: Order) -> None:
    if order.status == OrderStatus.CANCELLED:
        raise DomainError(f"El pedido {order.number} está anulado: no recibe pagos.", field="order")


def _as_it_stands(order: Order, customer_id: int | None) -> Order:
    """The order once it is locked: until then somebody could annul it, or give the draft to another customer."""
    held = Order.objects.select_related("customer").get(pk=order.pk)
    _must_take_money(held)
    if held.customer_id != customer_id:
        raise DomainError(f"El pedido {held.number} acaba de pasar a otro cliente. Mira de quién es.", field="order")
    return held


def _to_lock(
    order: Order | None, customer_id: int | None, parts: Sequence[Part] | None, oldest_first: bool
) -> set[int]:
    ids = {row.pk for row, _ in parts or ()}
    if order is not None:
        ids.add(order.pk)
    if oldest_first and parts is None:
        ids.update(debt_ids(customer_id))
    return ids


def _store(*, number: str, reference: str, **fields: Any) -> Payment:
    settings = company.current()
    number = number or next_code(series="pago", prefix="C", year=fields["paid_on"].year)
    try:
        with transaction.atomic():
            return Payment.objects.create(number=number, currency=settings.currency, reference=reference[:80], **fields)
    except IntegrityError as error:
        raise DomainError(f"El pago {number} ya está anotado.", field="number") from error


def _division(
    made: Payment, order: Order | None, parts: Sequence[Part] | None, oldest_first: bool
) -> dict[int, Decimal]:
    """What the new payment pays, by order."""
    if parts is not None:
        wanted: dict[int, Decimal] = {}
        for row, part in parts:
            wanted[row.pk] = wanted.get(row.pk, Decimal(0)) + part.quantize(CENT)
        if sum(wanted.values()) > made.amount:
            raise DomainError("Repartes más de lo que trae el pago.", field="amount")
        return wanted
    money = left_of(made)
    if oldest_first:
        return divided(made.customer_id, money, first=order)
    return divided(None, money, first=order) if order is not None else {}


def _give_back(made: Payment, order: Order | None) -> None:
    """Credit first; what is more than that lowers what was paid for the order named."""
    missing = min(-credit_beside(made), -made.amount)
    if missing <= 0:
        return
    said = formatting.money(-made.amount - missing, house.current().locale)
    if order is None:
        raise DomainError(
            f"Tiene {said} a favor. Para devolverle más, anota antes qué mercadería vuelve o anula su pedido.",
            field="order",
        )
    if free(order, missing) < missing:
        raise DomainError(
            f"Por el pedido {order.number} no se cobró tanto, y hay {said} a favor: no se puede devolver más.",
            field="amount",
        )
