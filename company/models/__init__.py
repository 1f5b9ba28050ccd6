from .company import Company
from .notices import Notice
from .users import SalesPosition, User

__all__ = ["Company", "Notice", "SalesPosition", "User"]
