"""Forms, a module per subject."""

from .lookup import WhoForm, customer_label, given_customer, product_label
from .redirected import AssignForm, CloseForm, RedirectForm

__all__ = [
    "AssignForm",
    "CloseForm",
    "RedirectForm",
    "WhoForm",
    "customer_label",
    "given_customer",
    "product_label",
]
