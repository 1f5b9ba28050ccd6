"""Forms, a module per subject."""

from .lookup import WhoForm, customer_label, given_customer, product_label
from .redirected import AssignForm, CloseForm, LineForm, Lines, RedirectForm, initial_of

__all__ = [
    "AssignForm",
    "CloseForm",
    "LineForm",
    "Lines",
    "RedirectForm",
    "WhoForm",
    "customer_label",
    "given_customer",
    "initial_of",
    "product_label",
]
