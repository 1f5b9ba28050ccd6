"""Forms, a module per subject."""

from .lookup import customer_label, product_label
from .redirected import AssignForm, CloseForm, LineForm, Lines, RedirectForm, WhoForm, initial_of

__all__ = [
    "AssignForm",
    "CloseForm",
    "LineForm",
    "Lines",
    "RedirectForm",
    "WhoForm",
    "customer_label",
    "initial_of",
    "product_label",
]
