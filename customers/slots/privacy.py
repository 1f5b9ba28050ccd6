"""Where this app keeps data of persons. These parts come last: upper apps still need the addresses to find theirs."""

from typing import Any

from core.slots import PERSONAL_DATA
from customers.services.privacy_fields import ERASED, personal_data

LAST = 900
CUSTOMER: dict[str, Any] = {
    "code": "BORRADO-{id}",
    "first_name": "Cliente borrado",
    "last_name": "",
    "legal_name": "Cliente borrado",
    "trade_name": "",
    "document_kind": "",
    "document_number": "",
    "email": "",
    "phone": "",
    "birth_date": None,
    "gender": "",
    "street": "",
    "district": "",
    "postal_code": "",
    "notes": "",
    "vision": "",
    "legal_representative": "",
    "preferences": "",
    "custom": {},
}
CONTACT = {"first_name": "Contacto borrado", "last_name": "", "role": "", "phone": "", "email": "", "note": ""}

PERSONAL_DATA.add(
    "customers.contact",
    personal_data(label="Contactos", model="customers.Contact", path="customer", fields=CONTACT),
    order=LAST,
)
PERSONAL_DATA.add(
    "customers.consent",
    personal_data(label="Permisos", model="customers.Consent", path="customer", fields={"proof": ERASED}),
    order=LAST,
)
PERSONAL_DATA.add(
    "customers.customer",
    personal_data(label="Ficha", model="customers.Customer", path="pk", fields=CUSTOMER),
    order=LAST + 1,
)
