"""What files say: their fields and the names under which their columns come. A module per kind of file."""

from .opportunities import OPPORTUNITY_FIELDS
from .orders import CHANNELS, METHODS, PAYMENT_FIELDS, SALES_FIELDS
from .quotes import QUOTE_FIELDS
from .redirected import REDIRECTED_FIELDS

__all__ = [
    "CHANNELS",
    "METHODS",
    "OPPORTUNITY_FIELDS",
    "PAYMENT_FIELDS",
    "QUOTE_FIELDS",
    "REDIRECTED_FIELDS",
    "SALES_FIELDS",
]
