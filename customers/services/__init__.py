"""Use cases of customers."""

from .consents import record_consents
from .customers import (
    assign,
    bought,
    categorise,
    create_customer,
    deactivate_many,
    move_lifecycle,
    set_active,
    take_back_category,
    take_back_values,
    update_customer,
)

__all__ = [
    "assign",
    "bought",
    "categorise",
    "create_customer",
    "deactivate_many",
    "move_lifecycle",
    "record_consents",
    "set_active",
    "take_back_category",
    "take_back_values",
    "update_customer",
]
