"""Use cases of orders and payments."""

from .lines import LineInput
from .orders import (
    ReturnInput,
    cancel_order,
    change_draft,
    confirm_order,
    deliver_order,
    place_order,
    return_order,
)
from .payments import record_payment
from .redate import redate_orders

__all__ = [
    "LineInput",
    "ReturnInput",
    "cancel_order",
    "change_draft",
    "confirm_order",
    "deliver_order",
    "place_order",
    "record_payment",
    "redate_orders",
    "return_order",
]
