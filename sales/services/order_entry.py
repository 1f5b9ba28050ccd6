"""An order as somebody enters it: written, confirmed and paid in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from company import queries as company
from core.clock import business_date, now
from core.errors import DomainError
from customers.models import Customer
from sales.enums import OrderStatus
from sales.models import Order

from .allocations import hold_money, hold_money_of
from .lines import LineInput
from .orders import change_draft, confirm_order, place_order
from .payments import record_payment


def enter_order(
    *,
    lines: Sequence[LineInput],
    actor: Any,
    confirm: bool,
    customer: Customer | None = None,
    order: Order | None = None,
    version: int = 0,
    paid_with: str = "",
    discount_code: str = "",
    at: datetime | None = None,
    **head: Any,
) -> Order:
    """A new order, or the draft ``order`` as it stands on the screen (``version``); kept as a draft or confirmed.

    ``paid_with`` (``PaymentMethod``) notes that all of it, with tax, was paid now, less what the draft was paid.
    ``head`` as in ``change_draft``.
    Where goods are promised without an address, the customer's is copied. Raises ``DomainError`` and ``Conflict``;
    then nothing was written.
    """
    if paid_with and not confirm:
        raise DomainError("Un borrador todavía no se cobra: confírmalo o quita el pago.", field="paid_with")
    if discount_code and not confirm:
        raise DomainError("El cupón se usa al confirmar: un borrador no lo guarda.", field="discount_code")
    moment = at or now()
    head["city"] = customer.city if customer and customer.city else company.current().city
    if head.get("delivery_on") and not head.get("delivery_address"):
        head["delivery_address"] = address_of(customer)
    with transaction.atomic():
        if order is not None:
            hold_money_of(order)
            hold_money(customer.pk if customer else None)
            made = change_draft(order=order, lines=lines, version=version, actor=actor, customer=customer, **head)
            if confirm:
                made = confirm_order(order=made, actor=actor, discount_code=discount_code, at=moment)
        else:
            status = OrderStatus.CONFIRMED if confirm else OrderStatus.DRAFT
            made = place_order(
                customer=customer,
                lines=lines,
                actor=actor,
                at=moment,
                status=status,
                discount_code=discount_code,
                **head,
            )
        missing = made.total + made.tax - made.paid
        if paid_with and missing > 0:
            record_payment(
                amount=missing,
                order=made,
                method=paid_with,
                paid_on=business_date(moment, company.time_zone()),
                actor=actor,
            )
        return made


def address_of(customer: Customer | None) -> str:
    """Where he lives, in one line; "" if nobody noted it."""
    if customer is None or not customer.street:
        return ""
    return ", ".join(part for part in (customer.street, customer.district, customer.city) if part)
