"""Columns of lists, a module per subject."""

from .orders import COUNTER, OrderTable, PaymentTable, customer_name, margin_of, order_note, order_url
from .redirected import RedirectedTable, redirected_url, wait_said

__all__ = [
    "COUNTER",
    "OrderTable",
    "PaymentTable",
    "RedirectedTable",
    "customer_name",
    "margin_of",
    "order_note",
    "order_url",
    "redirected_url",
    "wait_said",
]
