"""Orders that customers could not place."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from customers.models import Customer
from inventory.models import Product
from sales.models import RedirectCause, RedirectedLine, RedirectedOrder
from sales.services import LineInput, TriedLine, note_redirected

TEN = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)  # Monday, 10:00 in Lima


def tried(product: Product, quantity: int = 2) -> TriedLine:
    return TriedLine(product=product, quantity=Decimal(quantity))


def sold(product: Product, quantity: int = 2) -> LineInput:
    return LineInput(product=product, quantity=Decimal(quantity))


def redirected(customer: Customer | None = None, **more: Any) -> RedirectedOrder:
    """A payment that failed on the web on Monday at ten, noted by the system at once."""
    more.setdefault("source", "web")
    more.setdefault("actor", None)
    more.setdefault("happened_at", TEN)
    more.setdefault("at", TEN)
    more.setdefault("cause", RedirectCause.objects.get(code="pago"))
    if customer is None:
        more.setdefault("name", "Rosa Quispe")
    return note_redirected(customer=customer, **more)


def waiting(number: str, *, amount: str = "100.00", **more: Any) -> RedirectedOrder:
    """A row as it stands in the queue, without rules and bells."""
    more.setdefault("name", f"Persona {number}")
    more.setdefault("source", "web")
    more.setdefault("happened_at", TEN)
    return RedirectedOrder.objects.create(number=number, amount=Decimal(amount), **more)


def line(of: RedirectedOrder, product: Product, quantity: int = 1) -> RedirectedLine:
    return RedirectedLine.objects.create(
        redirected=of, position=1, product=product, name=product.name, quantity=quantity, unit_price=product.price
    )
