"""Quotes of a gift shop."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from customers.models import Customer
from sales.models import Quote
from sales.services import quotes
from sales.services.quote_money import QuoteLineInput

# A Wednesday, ten in the morning in Lima.
MORNING = datetime(2026, 11, 18, 15, tzinfo=UTC)


def line(product: Any = None, quantity: str = "1", price: str | None = "100.00", **more: Any) -> QuoteLineInput:
    """A line; without product it is only words."""
    more.setdefault("name", "" if product else "Instalación")
    for name in ("discount_percent", "tax_rate"):
        if name in more:
            more[name] = Decimal(more[name])
    return QuoteLineInput(
        product=product, quantity=Decimal(quantity), unit_price=None if price is None else Decimal(price), **more
    )


def quote(customer: Customer, actor: Any, *lines: QuoteLineInput, **more: Any) -> Quote:
    """A draft of ``actor``."""
    more.setdefault("title", "Regalos de fin de año")
    more.setdefault("at", MORNING)
    return quotes.create(customer=customer, lines=lines or [line()], actor=actor, **more)


def sent(customer: Customer, actor: Any, *lines: QuoteLineInput, **more: Any) -> Quote:
    """A quote that went out."""
    at = more.setdefault("at", MORNING)
    return quotes.mark_sent(quote=quote(customer, actor, *lines, **more), actor=actor, at=at)
