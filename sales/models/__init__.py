from .changes import ChangedDay
from .codes import NonProductCode
from .orders import Order, OrderLine
from .payments import Payment

__all__ = ["ChangedDay", "NonProductCode", "Order", "OrderLine", "Payment"]
