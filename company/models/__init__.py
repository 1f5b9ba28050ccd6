from .company import Company
from .notices import Notice, NoticePreference
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
    "NoticePreference",
    "SalesPosition",
    "User",
]
