"""Reads of customers."""

from .search import find_customers
from .visible import (
    EDITORS,
    categories,
    changeable_by,
    children_of,
    customer_page,
    customers_visible_to,
    listed,
    may_change,
)

__all__ = [
    "EDITORS",
    "categories",
    "changeable_by",
    "children_of",
    "customer_page",
    "customers_visible_to",
    "find_customers",
    "listed",
    "may_change",
]
