from .changes import ChangedDay
from .codes import NonProductCode
from .orders import Order, OrderLine
from .payments import Payment
from .recoveries import Recovery
from .redirected import AssignmentRule, RedirectCause, RedirectedLine, RedirectedOrder

__all__ = [
    "AssignmentRule",
    "ChangedDay",
    "NonProductCode",
    "Order",
    "OrderLine",
    "Payment",
    "Recovery",
    "RedirectCause",
    "RedirectedLine",
    "RedirectedOrder",
]
