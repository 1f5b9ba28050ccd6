"""Use cases of orders, redirected orders and payments."""

from .allocations import allocate, allocate_oldest_first, free_order, release, settle_returns
from .lines import LineInput
from .order_entry import enter_order
from .order_returns import ReturnInput, return_order
from .order_undo import cancel_with_undo, confirm_with_undo
from .orders import cancel_order, change_draft, confirm_order, deliver_order, place_order
from .payments import record_payment, reverse_payment
from .recoveries import link as link_recovery
from .recoveries import unlink as unlink_recovery
from .redate import redate_orders
from .redirected import TriedLine, contact, discard, give_back, identify, lose, note_redirected, take
from .redirected_assign import assign, assign_by_rule, escalate
from .redirected_convert import convert, link_order, recovered_order

__all__ = [
    "LineInput",
    "ReturnInput",
    "TriedLine",
    "allocate",
    "allocate_oldest_first",
    "assign",
    "assign_by_rule",
    "cancel_order",
    "cancel_with_undo",
    "change_draft",
    "confirm_order",
    "confirm_with_undo",
    "contact",
    "convert",
    "deliver_order",
    "discard",
    "enter_order",
    "escalate",
    "free_order",
    "give_back",
    "identify",
    "link_order",
    "link_recovery",
    "lose",
    "note_redirected",
    "place_order",
    "record_payment",
    "recovered_order",
    "redate_orders",
    "release",
    "return_order",
    "reverse_payment",
    "settle_returns",
    "take",
    "unlink_recovery",
]
