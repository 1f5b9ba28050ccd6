"""Filters of lists, a module per subject. The names are the addresses that figures lead to."""

from .orders import OrderFilter, PaymentFilter
from .redirected import RedirectedFilter, only_open

__all__ = ["OrderFilter", "PaymentFilter", "RedirectedFilter", "only_open"]
