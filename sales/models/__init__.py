from .changes import ChangedDay
from .orders import Order, OrderLine
from .payments import Payment

__all__ = ["ChangedDay", "Order", "OrderLine", "Payment"]
