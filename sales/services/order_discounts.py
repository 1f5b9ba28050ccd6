"""The discount by code of a later app (coupons), through the slot ``ORDER_DISCOUNTS``; without it nothing is asked."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.errors import DomainError
from core.slots import ORDER_DISCOUNTS, OrderDiscount, OrderedLine
from customers.models import Customer
from sales.models import Order, OrderLine

from .lines import cents, line_total, off_to

FIELD = "discount_code"


def provider() -> OrderDiscount | None:
    """Who understands codes, if anybody does: the first of the slot."""
    return next(iter(ORDER_DISCOUNTS), None)


def apply(rows: Sequence[OrderLine], *, code: str, customer: Customer | None, at: datetime) -> None:
    """Take off each line (unsaved) what ``code`` gives; raises ``DomainError`` beside the field of the code."""
    found = provider()
    if found is None:
        raise DomainError("Todavía no hay cupones en esta casa.", field=FIELD)
    try:
        given = found.check(code, customer, [_seen(row) for row in rows], at)
    except DomainError as error:
        raise DomainError(str(error), field=FIELD) from error
    for row, money in zip(rows, given, strict=True):
        _leave_off(row, Decimal(money))


def redeem(order: Order, *, code: str, actor: Any) -> None:
    """Use the code up for ``order``; a limit reached in the meantime takes the whole order back."""
    found = provider()
    if found is not None:
        try:
            found.redeem(order, code, actor)
        except DomainError as error:
            raise DomainError(str(error), field=FIELD) from error


def release(order: Order, *, actor: Any) -> bool:
    """The sale is taken back: whoever fills the slot frees what it used. Gives whether it had used anything."""
    freed = [found.release(order, actor) for found in ORDER_DISCOUNTS]
    return any(freed)


def _seen(row: OrderLine) -> OrderedLine:
    return OrderedLine(product=row.product, quantity=row.quantity, total=row.total)


def _leave_off(row: OrderLine, money: Decimal) -> None:
    """Never more than the line comes to; the line comes to whole cents from here on."""
    if money <= 0:
        return
    wanted = cents(max(Decimal(0), row.total - money))
    row.unit_price, row.discount = off_to(wanted, row.quantity, row.unit_price)
    row.total = line_total(row.quantity, row.unit_price, row.discount)
