"""Reads of orders and payments."""

from .story import Story, story_of
from .visible import (
    find_orders,
    lines_of,
    months_of,
    orders_listed,
    orders_visible_to,
    payments_listed,
    payments_visible_to,
    search_orders,
    search_payments,
)

__all__ = [
    "Story",
    "find_orders",
    "lines_of",
    "months_of",
    "orders_listed",
    "orders_visible_to",
    "payments_listed",
    "payments_visible_to",
    "search_orders",
    "search_payments",
    "story_of",
]
