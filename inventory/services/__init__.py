"""Use cases of catalogue and stock."""

from .bulk import MovementRow, post_movements_bulk
from .categories import remove_category, save_category
from .products import save_product
from .stock import average_cost, count_stock, post_movement, reverse_movement, transfer

__all__ = [
    "MovementRow",
    "average_cost",
    "count_stock",
    "post_movement",
    "post_movements_bulk",
    "remove_category",
    "reverse_movement",
    "save_category",
    "save_product",
    "transfer",
]
