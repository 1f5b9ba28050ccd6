"""Reads of the catalogue and the stock."""

from .visible import (
    COST_ROLES,
    balances_of,
    below,
    find_products,
    listed,
    movements_of,
    names_of,
    products_visible_to,
    sees_costs,
    stock_of,
    stock_value,
)

__all__ = [
    "COST_ROLES",
    "balances_of",
    "below",
    "find_products",
    "listed",
    "movements_of",
    "names_of",
    "products_visible_to",
    "sees_costs",
    "stock_of",
    "stock_value",
]
