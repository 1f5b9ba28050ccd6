"""Who may call which URL. The table itself is the project's (``settings.ACCESS_TABLE``).

The middleware answers before any view runs: nobody → the login page; a role that is not in the row → 403;
a URL name that is not in the table → 403 for everybody, so that a forgotten row is found at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Access:
    """A row of the matrix. ``roles`` are group names; ``public`` needs no account; ``staff`` is any role."""

    roles: frozenset[str] = frozenset()
    public: bool = False
    staff: bool = False

    def allows(self, roles: frozenset[str]) -> bool:
        """May somebody with these roles come in? (An account without any role may not.)"""
        return self.public or (self.staff and bool(roles)) or bool(self.roles & roles)


PUBLIC = Access(public=True)
ANY_STAFF = Access(staff=True)


def roles(*names: str) -> Access:
    """A row for these roles only."""
    return Access(roles=frozenset(names))


@cache
def table() -> dict[str, Access]:
    loaded: dict[str, Access] = import_string(settings.ACCESS_TABLE)
    return loaded


# The admin site and allauth's own pages guard themselves (staff flag; account views).
SELF_GUARDED_NAMESPACES = frozenset({"admin"})


class AccessMiddleware:
    """Enforce the matrix in ``process_view``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is None or (match.namespaces and match.namespaces[0] in SELF_GUARDED_NAMESPACES):
            return None
        row = table().get(match.view_name or "")
        if row is None:
            raise PermissionDenied(f"URL sin fila en la tabla de permisos: {match.view_name}")
        if row.public:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not row.allows(getattr(request.user, "roles", frozenset())):
            raise PermissionDenied
        if request.method in ("GET", "HEAD"):  # what does not change while a page is read is read once
            setattr(request.user, "request_cache", {})  # noqa: B010 - the user model is below: it knows no such name
        return None
