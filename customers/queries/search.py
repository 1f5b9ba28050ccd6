"""Customers for the palette and for choosing one in a form."""

from typing import Any

from core.lists import find
from customers.models import Customer

from .visible import customers_visible_to


def find_customers(user: Any, text: str, limit: int) -> list[Customer]:
    """Active customers that hold every word of ``text``, by name: one query."""
    rows = find(customers_visible_to(user).filter(is_active=True), text)
    return list(rows.order_by("sort_key", "id").only("id", "name", "code", "city", "phone", "kind")[:limit])
