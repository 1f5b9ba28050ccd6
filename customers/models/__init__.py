from .consents import Consent, ConsentText
from .contacts import Contact, Responsible
from .custom import CustomField, CustomFieldGroup
from .customers import Category, Customer
from .duplicates import DuplicatePair, Erasure, Merge
from .standing import CustomerStanding

__all__ = [
    "Category",
    "Consent",
    "ConsentText",
    "Contact",
    "CustomField",
    "CustomFieldGroup",
    "Customer",
    "CustomerStanding",
    "DuplicatePair",
    "Erasure",
    "Merge",
    "Responsible",
]
