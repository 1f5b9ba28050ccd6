"""Money in, and money given back."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from company import queries as company
from core.audit import acting
from core.errors import DomainError
from core.numbering import next_code
from customers.models import Customer
from sales.enums import OrderStatus, PaymentMethod
from sales.models import Order, Payment


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
) -> Payment:
    """Note a payment for an order, or on account of a customer. Negative ``amount`` = money given back.

    Without ``number`` it takes the next of the year's gap-free series; a number that stands already raises
    ``DomainError``, so a payment sent twice counts once.
    """
    if not amount:
        raise DomainError("El importe no puede ser cero.", field="amount")
    if order is None and customer is None:
        raise DomainError("Di de quién es el pago: un pedido o un cliente.", field="customer")
    if order is not None:
        if order.status == OrderStatus.CANCELLED:
            raise DomainError(f"El pedido {order.number} está anulado: no recibe pagos.", field="order")
        if customer is not None and order.customer_id != customer.pk:
            raise DomainError(f"El pedido {order.number} es de otro cliente.", field="order")
        customer = order.customer
    settings = company.current()
    day = paid_on or company.today()
    if day > company.today():
        raise DomainError("La fecha del pago no puede estar en el futuro.", field="paid_on")
    with transaction.atomic(), acting(actor=actor, why="pago"):
        try:
            with transaction.atomic():
                return Payment.objects.create(
                    number=number.strip() or next_code(series="pago", prefix="C", year=day.year),
                    customer=customer,
                    order=order,
                    amount=amount.quantize(Decimal("0.01")),
                    currency=settings.currency,
                    paid_on=day,
                    method=method,
                    reference=reference[:80],
                )
        except IntegrityError as error:
            raise DomainError(f"El pago {number} ya está anotado.", field="number") from error
