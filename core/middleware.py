"""Small wraps around every request: who acts, who sat too long, what the browser may keep."""

from collections.abc import Callable

import pghistory
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from core.clock import now

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
Next = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Bind the signed-in person and the address to every change that the request makes (``core.audit``).

    Services bind their ``actor`` inside of this again; the address stays, so that history can tell screen from task.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE:
            return self.get_response(request)
        user = request.user.pk if request.user.is_authenticated else None
        with pghistory.context(user=user, url=request.path[:300], source="pantalla"):
            return self.get_response(request)


class IdleLogoutMiddleware:
    """Sign out who has not asked for a page in ``settings.IDLE_LOGOUT_MINUTES`` (0 = never).

    The moment of the last page is written at most once a minute.
    """

    KEY = "last_seen"

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit = settings.IDLE_LOGOUT_MINUTES * 60
        if limit and request.user.is_authenticated:
            moment = int(now().timestamp())
            last = request.session.get(self.KEY, moment)
            if moment - last > limit:
                logout(request)
            elif moment - last >= 60 or self.KEY not in request.session:
                request.session[self.KEY] = moment
        return self.get_response(request)


class PrivatePagesMiddleware:
    """Pages of signed-in people are not kept by browsers or proxies: the next person at the desk must not see them."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
            response["Cache-Control"] = "private, no-store"
        return response


class UnreadableTextMiddleware:
    """A text with the null character, which no keyboard writes and no column holds, is the sender's fault, not ours.

    Fields of forms refuse it beside themselves; this is for all that a view reads by itself: 400, and nothing is kept.
    """

    SAID = "NUL (0x00)"  # psycopg2's word for it

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, _request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, ValueError) and self.SAID in str(exception):
            raise BadRequest("a text with a null character") from exception
