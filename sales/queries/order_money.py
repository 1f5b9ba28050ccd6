"""What was paid for an order and what is still owed for it: for its page."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sales.enums import OrderKind
from sales.models import Order, Payment

from .receivables import collects, collects_from, with_balance


@dataclass(frozen=True)
class Paying:
    """A payment and how much of it belongs to the order."""

    payment: Payment
    money: Decimal


@dataclass(frozen=True)
class OrderMoney:
    """``owed`` is ``None`` of a draft, a return, a sale at the counter. ``may_collect``: by this person."""

    rows: list[Paying]
    owed: Decimal | None
    may_collect: bool

    @property
    def paid(self) -> Decimal:
        return sum((row.money for row in self.rows), Decimal(0))


def money_of(order: Order, *, user: Any) -> OrderMoney:
    """What pays a sale; of a draft, what was noted for it; of a return, what was given back."""
    sale = order.kind == OrderKind.SALE and bool(order.booked)
    if not sale:
        noted = order.payments.order_by("paid_on", "id")
        rows = [Paying(one, one.amount - one.allocated) for one in noted if one.amount != one.allocated]
        return OrderMoney(rows, None, may_collect=False)
    held = order.allocations.select_related("payment").order_by("payment__paid_on", "payment_id")
    rows = [Paying(one.payment, one.amount) for one in held]
    if order.due_on is None or order.customer is None:
        return OrderMoney(rows, None, may_collect=False)
    owed: Decimal = with_balance(Order.objects.all()).values_list("balance", flat=True).get(pk=order.pk)
    return OrderMoney(rows, owed, may_collect=owed > 0 and collects(user) and collects_from(user, order.customer))
