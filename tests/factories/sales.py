"""What customers bought."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import count

from customers.models import Customer
from inventory.models import Product
from sales.models import Order, OrderLine, Payment

_numbers = count(1)


def order(customer: Customer | None, on: date, total: str | Decimal = "10.00", **more: object) -> Order:
    """A delivered sale (``kind="return"`` for a return, with a negative total) with one line."""
    product: Product | None = more.pop("product", None)
    quantity = Decimal(more.pop("quantity", 1))
    cost = more.pop("unit_cost", None)
    more.setdefault("status", "delivered")
    made = Order.objects.create(
        number=more.pop("number", f"T{next(_numbers)}"),
        customer=customer,
        placed_on=on,
        placed_at=datetime.combine(on, time(17), tzinfo=UTC),
        total=Decimal(total),
        **more,
    )
    price = (Decimal(total) / quantity).quantize(Decimal("0.0001"))
    if price < 0:
        price, quantity = -price, -quantity
    OrderLine.objects.create(
        order=made,
        position=1,
        kind="product" if product else "fee",
        product=product,
        quantity=quantity,
        unit_price=price,
        unit_cost=cost,
        total=quantity * price,
    )
    return made


def plain_order(
    number: str, customer: Customer | None = None, *, total: str = "100.00", day: date | None = None, **more: object
) -> Order:
    """A delivered order of a day (noon UTC), without lines."""
    day = day or date(2026, 11, 10)
    more.setdefault("status", "delivered")
    return Order.objects.create(
        number=number,
        customer=customer,
        total=Decimal(total),
        placed_on=day,
        placed_at=datetime.combine(day, time(12), UTC),
        **more,
    )


def payment(
    number: str, customer: Customer, *, amount: str = "50.00", day: date | None = None, **more: object
) -> Payment:
    """Money in, by default on 11 November 2026."""
    return Payment.objects.create(
        number=number, customer=customer, amount=Decimal(amount), paid_on=day or date(2026, 11, 11), **more
    )
