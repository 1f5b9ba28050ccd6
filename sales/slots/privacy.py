"""Where orders and payments say something of a person besides figures: notes, and where to deliver."""

from core.slots import PERSONAL_DATA
from customers.services.privacy_fields import personal_data

PERSONAL_DATA.add(
    "sales.order",
    personal_data(label="Pedidos", model="sales.Order", path="customer", fields={"note": "", "delivery_address": ""}),
)
PERSONAL_DATA.add(
    "sales.payment",
    personal_data(label="Pagos", model="sales.Payment", path="customer", fields={"reference": ""}),
)
