"""What every page knows: the company, the navigation of the role, the theme."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core import house, navigation


def page(request: HttpRequest) -> dict[str, Any]:
    """``house`` (facts), ``navigation``, ``phone_tabs``, ``keyed_actions``, ``theme``, ``unread_notices``.

    Each is asked when used.
    """
    user = getattr(request, "user", None)
    sections = SimpleLazyObject(lambda: navigation.sections_for(request) if user is not None else [])
    return {
        "house": SimpleLazyObject(house.current),
        "navigation": sections,
        "phone_tabs": SimpleLazyObject(lambda: navigation.phone_tabs(sections)),
        "keyed_actions": SimpleLazyObject(lambda: navigation.keyed_actions(user)),
        "theme": getattr(user, "theme", "auto") or "auto",
        "unread_notices": SimpleLazyObject(lambda: _unread(user)),
    }


def _unread(user: Any) -> int:
    return house.unread_notices(user) if getattr(user, "is_authenticated", False) else 0
