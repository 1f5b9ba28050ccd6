"""Use cases of the company: settings, people, sales tree, notices."""

from .notices import choose_kinds, mark_read, notify
from .people import change_preferences, end_sessions, set_active, set_roles, would_lose_administrator
from .settings import change_company

__all__ = [
    "change_company",
    "change_preferences",
    "choose_kinds",
    "end_sessions",
    "mark_read",
    "notify",
    "set_active",
    "set_roles",
    "would_lose_administrator",
]
