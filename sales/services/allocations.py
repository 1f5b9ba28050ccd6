"""Which money pays which order.

Locks are taken in one order: the customer's money (advisory), orders by key, payments by key; the trigger of
``sales.models.cobros`` keeps the sums and the CHECKs refuse more than a payment brought or an order comes to.
What an order is still owed for knows of returns too: that is checked here, under the lock of the order.

Money given back is never allocated: it uses credit up, and where there is none, what an order was paid is freed first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Sum

from core import faults, formatting, house, undo
from core.audit import acting
from core.errors import DomainError
from sales.enums import BOOKED, OrderKind
from sales.models import Allocation, Order, Payment
from sales.queries.receivables import credit_of, debts_to_lock, with_balance

from .reminders_of_payment import stop_for_paid

CENT = Decimal("0.01")
REVERSED = "-R"
ALLOCATED, RELEASED = "sales.allocated", "sales.released"
Part = tuple[Order, Decimal]


@dataclass(frozen=True)
class Applied:
    """What was applied, by order, and the address that takes it back ("" for work without a person)."""

    parts: tuple[Part, ...]
    undo_url: str = ""

    @property
    def money(self) -> Decimal:
        return sum((amount for _, amount in self.parts), Decimal(0))


def allocate(*, payment: Payment, parts: Sequence[Part], actor: Any) -> Applied:
    """Apply so much of a payment to each of these orders; more of the same order is added to what it has.

    Raises ``DomainError`` for an order of another customer, one that takes no money, more than an order is still
    owed for, or more than is left of the payment and of the customer's credit.
    """
    wanted = _by_order(parts)
    if not wanted:
        raise DomainError("Di a qué pedido se aplica y cuánto.", field="amount")
    with transaction.atomic(), acting(actor=actor, why="pago aplicado"):
        hold_money(payment.customer_id)
        lock_orders(wanted)
        return _with_undo(apply_locked(payment, wanted, actor=actor), payment, actor)


def allocate_oldest_first(*, payment: Payment, actor: Any) -> Applied:
    """Apply what is left of a payment to the customer's debts, the oldest day first. Nothing to pay is no error."""
    with transaction.atomic(), acting(actor=actor, why="pago aplicado a lo más antiguo"):
        hold_money(payment.customer_id)
        lock_orders(debt_ids(payment.customer_id))
        wanted = divided(payment.customer_id, left_of(payment))
        return _with_undo(apply_locked(payment, wanted, actor=actor), payment, actor) if wanted else Applied(())


def release(*, allocation: Allocation, actor: Any) -> Applied:
    """Take money off an order: it is the customer's credit again."""
    with transaction.atomic(), acting(actor=actor, why="pago desaplicado"):
        payment = Payment.objects.get(pk=allocation.payment_id)
        hold_money(payment.customer_id)
        lock_orders([allocation.order_id])
        held = Allocation.objects.select_related("order").filter(pk=allocation.pk).first()
        if held is None:
            raise DomainError("Ese dinero ya no está en el pedido.")
        freed = ((held.order, held.amount),)
        _cut(held, held.amount)
        return Applied(freed, _remember(RELEASED, actor, payment, freed))


def settle_returns(*, order: Order, actor: Any) -> Decimal:
    """Free what was paid for goods that came back since: it becomes credit. Gives how much, zero for most."""
    with transaction.atomic(), acting(actor=actor, why="devolución: lo pagado de más queda a favor"):
        lock_orders([order.pk])
        held = with_balance(Order.objects.all()).get(pk=order.pk)
        return free(held, -held.balance) if held.balance < 0 else Decimal(0)


def settle_all(*, actor: Any) -> int:
    """Do the same for every sale with returns that holds too much: the night's work. Gives how many there were."""
    sales = Order.objects.filter(paid__gt=0, pk__in=Order.objects.filter(return_of__isnull=False).values("return_of"))
    rows = list(with_balance(sales).filter(balance__lt=0).order_by("pk"))
    return sum(1 for row in rows if settle_returns(order=row, actor=actor))


def free_order(*, order: Order, actor: Any) -> Decimal:
    """Free everything that was paid for an order (it is being annulled): the customer's credit. Gives how much."""
    with transaction.atomic(), acting(actor=actor, why="pedido anulado: lo pagado queda a favor"):
        lock_orders([order.pk])
        return free(order, Order.objects.get(pk=order.pk).paid)


def apply_kept(*, order: Order, actor: Any) -> Decimal:
    """What was paid for an order while it was a draft pays it, now that it is confirmed; gives how much.

    Only the money noted for this very order: other credit of the customer stays his, and so does what is more than
    the order comes to. The caller holds the customer's money (``hold_money_of``) before the order's lock.
    """
    applied, most = Decimal(0), kept_for(order)
    rows = Payment.objects.filter(order=order, customer=order.customer_id, amount__gt=F("allocated"))
    for payment in rows.order_by("paid_on", "pk"):
        wanted = divided(None, min(left_of(payment), most - applied), first=order)
        if wanted:
            applied += apply_locked(payment, wanted, actor=actor).money
    return applied


def kept_for(order: Order) -> Decimal:
    """Money noted for this order that pays nothing yet, less what was given back of it or corrected."""
    rows = Payment.objects.filter(order=order, customer=order.customer_id)
    return rows.aggregate(rest=Sum(F("amount") - F("allocated")))["rest"] or Decimal(0)


# ── pieces that payments use under the same locks ───────────────────────────────────────────────────────────


def hold_money(customer_id: int | None) -> None:
    """Until the transaction ends nobody else moves this customer's money."""
    if customer_id is None or faults.guard_removed("cobros.lock"):
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('cobros'), hashtext(%s))", [str(customer_id)])


def hold_money_of(order: Order) -> None:
    """The same for the customer of an order; to be asked for before the order is locked."""
    hold_money(Order.objects.values_list("customer_id", flat=True).get(pk=order.pk))


def lock_orders(ids: Iterable[int]) -> None:
    """In key order; balances are read after it, in a statement of their own."""
    wanted = sorted(set(ids))
    if wanted and not faults.guard_removed("cobros.lock"):
        list(Order.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk").values_list("pk"))


def debt_ids(customer_id: int | None) -> list[int]:
    return list(debts_to_lock(customer_id).values_list("pk", flat=True)) if customer_id else []


def left_of(payment: Payment) -> Decimal:
    """What of a payment can still be applied: its rest, as far as the credit goes; nothing once it was taken back.

    Money given back uses credit up without naming a payment: that part of an older payment is spent.
    """
    held = Payment.objects.get(pk=payment.pk)
    if held.amount <= held.allocated or is_reversed(held):
        return Decimal(0)
    return max(Decimal(0), min(held.amount - held.allocated, credit_beside(held)))


def credit_beside(payment: Payment) -> Decimal:
    """The credit that a payment is part of: its customer's, or that of its counter sale. Below zero = owed to us."""
    if payment.customer_id is not None:
        return credit_of(payment.customer_id)
    rows = Payment.objects.filter(customer=None, order=payment.order)
    return rows.aggregate(rest=Sum(F("amount") - F("allocated")))["rest"] or Decimal(0)


def reversal_number(payment: Payment) -> str:
    """The number of the payment that takes this one back: unique, so that nobody does it twice."""
    return f"{payment.number[: 60 - len(REVERSED)]}{REVERSED}"


def is_reversed(payment: Payment) -> bool:
    """Was this payment taken back?"""
    return Payment.objects.filter(number=reversal_number(payment)).exists()


def divided(customer_id: int | None, money: Decimal, *, first: Order | None = None) -> dict[int, Decimal]:
    """How so much money pays: the order ``first`` up to its balance, then the debts, the oldest day first."""
    found: dict[int, Decimal] = {}
    rows: list[Any] = list(debts_to_lock(customer_id)) if customer_id else []
    if first is not None:
        rows = [with_balance(Order.objects.all()).get(pk=first.pk), *(row for row in rows if row.pk != first.pk)]
    for row in rows:
        part = min(money, row.balance)
        if part > 0 and row.status in BOOKED and row.kind == OrderKind.SALE:
            found[row.pk] = part
            money -= part
    return found


def apply_locked(payment: Payment, wanted: dict[int, Decimal], *, actor: Any) -> Applied:
    """Check and write, the orders being locked."""
    held = Payment.objects.get(pk=payment.pk)
    orders = {row.pk: row for row in with_balance(Order.objects.filter(pk__in=wanted))}
    for key, amount in wanted.items():
        _must_fit(held, orders.get(key), amount)
    if sum(wanted.values()) > left_of(held):
        left = _said(left_of(held))
        raise DomainError(f"Del pago {held.number} solo quedan {left} por aplicar.", field="amount")
    try:
        with transaction.atomic():
            for key in sorted(wanted):
                add(held, orders[key], wanted[key], actor)
    except IntegrityError as error:
        raise DomainError("Otra persona acaba de usar ese dinero. Mira cómo quedó y prueba otra vez.") from error
    stop_for_paid(list(orders.values()), actor=actor)
    return Applied(tuple((orders[key], wanted[key]) for key in wanted))


def _must_fit(payment: Payment, order: Any, amount: Decimal) -> None:
    if order is None or order.customer_id != payment.customer_id:
        raise DomainError("Ese pedido es de otro cliente.", field="order")
    if order.customer_id is None and order.pk != payment.order_id:
        raise DomainError("Un pago de mostrador es de su propio pedido.", field="order")
    if order.kind != OrderKind.SALE or order.status not in BOOKED:
        raise DomainError(f"El pedido {order.number} no está confirmado: todavía no recibe pagos.", field="order")
    if amount <= 0:
        raise DomainError("Escribe cuánto se aplica, mayor que cero.", field="amount")
    if amount > order.balance:
        raise DomainError(f"Del pedido {order.number} solo se deben {_said(order.balance)}.", field="amount")


def add(payment: Payment, order: Order, amount: Decimal, actor: Any) -> None:
    """Write an allocation, or more of one that stands; what may be is the caller's to know."""
    row = Allocation.objects.filter(payment=payment, order=order).first()
    if row is None:
        person = actor if getattr(actor, "pk", None) else None
        Allocation.objects.create(payment=payment, order=order, amount=amount, made_by=person)
    else:
        row.amount += amount
        row.save(update_fields=["amount"])


def free(order: Order, money: Decimal) -> Decimal:
    """Take so much off an order, the newest payment first; gives how much there was to take."""
    freed = Decimal(0)
    for row in Allocation.objects.filter(order=order, amount__gt=0).order_by("-payment__paid_on", "-payment_id"):
        part = min(row.amount, money - freed)
        if part <= 0:
            break
        _cut(row, part)
        freed += part
    return freed


def _cut(row: Allocation, amount: Decimal) -> None:
    if amount == row.amount:
        row.delete()
        return
    row.amount -= amount
    row.save(update_fields=["amount"])


def _by_order(parts: Sequence[Part]) -> dict[int, Decimal]:
    wanted: dict[int, Decimal] = {}
    for order, amount in parts:
        wanted[order.pk] = wanted.get(order.pk, Decimal(0)) + amount.quantize(CENT)
    return wanted


def _said(amount: Decimal) -> str:
    return formatting.money(amount, house.current().locale)


# ── taking back ─────────────────────────────────────────────────────────────────────────────────────────────


def _with_undo(applied: Applied, payment: Payment, actor: Any) -> Applied:
    return Applied(applied.parts, _remember(ALLOCATED, actor, payment, applied.parts))


def _remember(kind: str, actor: Any, payment: Payment, parts: Sequence[Part]) -> str:
    if getattr(actor, "pk", None) is None:
        return ""
    payload = {"payment": payment.pk, "parts": [[order.pk, str(amount)] for order, amount in parts]}
    return undo.remember(kind=kind, actor=actor, said=f"Pago {payment.number}", payload=payload)


def take_back_allocated(actor: Any, payload: dict[str, Any]) -> str:
    """What was applied is credit again, as far as it is still there."""
    payment = Payment.objects.get(pk=payload["payment"])
    hold_money(payment.customer_id)
    lock_orders([key for key, _ in payload["parts"]])
    for key, amount in payload["parts"]:
        row = Allocation.objects.filter(payment=payment, order_id=key).first()
        if row is None or row.amount < Decimal(amount):
            raise DomainError("Ese dinero ya se movió: no se puede deshacer.")
        _cut(row, Decimal(amount))
    return "El dinero vuelve a estar a favor del cliente"


def take_back_released(actor: Any, payload: dict[str, Any]) -> str:
    """What was freed pays its order again."""
    payment = Payment.objects.get(pk=payload["payment"])
    orders = Order.objects.in_bulk([key for key, _ in payload["parts"]])
    allocate(payment=payment, parts=[(orders[key], Decimal(amount)) for key, amount in payload["parts"]], actor=actor)
    return "El dinero vuelve a pagar el pedido"
