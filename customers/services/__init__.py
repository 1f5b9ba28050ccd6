"""Use cases of customers."""

from .consents import record_consents
from .contacts import put_responsible, save_contact, set_contact_active
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
from .family import move_in_family

__all__ = [
    "assign",
    "bought",
    "categorise",
    "create_customer",
    "deactivate_many",
    "move_in_family",
    "move_lifecycle",
    "put_responsible",
    "record_consents",
    "save_contact",
    "set_active",
    "set_contact_active",
    "take_back_category",
    "take_back_values",
    "update_customer",
]
