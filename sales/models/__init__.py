from .orders import Order, OrderLine
from .payments import Payment

__all__ = ["Order", "OrderLine", "Payment"]
