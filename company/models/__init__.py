from .company import Company
from .notices import Notice
from .packs import ContactCap, ContactWindow, CountryPack, DocumentType, Holiday
from .users import SalesPosition, User

__all__ = [
    "Company",
    "ContactCap",
    "ContactWindow",
    "CountryPack",
    "DocumentType",
    "Holiday",
    "Notice",
    "SalesPosition",
    "User",
]
