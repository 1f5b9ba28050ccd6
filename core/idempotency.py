"""A form sent twice acts once.

The page carries a random key (``{% include "core/_form_key.html" %}`` or ``{% form_key %}``); the view is decorated
with ``@once``. The first post stores the key with a digest of the body and the address it redirected to; the same post
again gets the same redirect; the same key with another body is refused. Only a redirect counts as done: a form that
came back with errors may be corrected and sent again under its key.
"""

import hashlib
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from core.models import PostedForm

FIELD = "clave_envio"
KEEP = timedelta(days=2)
View = Callable[..., HttpResponse]


def new_key() -> str:
    """A key for one rendering of a form."""
    return str(uuid.uuid4())


def once(view: View) -> View:
    """View decorator. Posts without a key pass as they are; the signed-in user is required for the key to count."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = _key(request)
        if request.method != "POST" or key is None or not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        digest = _digest(request)
        with transaction.atomic():
            _lock(f"{request.user.pk}:{key}")
            posted = PostedForm.objects.filter(user_id=request.user.pk, key=key).first()
            if posted is not None:
                return _again(request, posted, digest)
            response = view(request, *args, **kwargs)
            location = _location(response)
            if location:
                PostedForm.objects.create(user_id=request.user.pk, key=key, body_hash=digest, location=location[:500])
        return response

    return wrapped


def purge() -> int:
    """Forget keys older than two days; gives how many."""
    return PostedForm.objects.filter(created_at__lt=Now() - KEEP).delete()[0]


def _again(request: HttpRequest, posted: PostedForm, digest: str) -> HttpResponse:
    if posted.body_hash != digest:
        return render(request, "core/form_key_reused.html", status=409)
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = posted.location
        return response
    return HttpResponseRedirect(posted.location)


def _location(response: HttpResponse) -> str:
    if response.has_header("HX-Redirect"):
        return str(response["HX-Redirect"])
    return str(response["Location"]) if 300 <= response.status_code < 400 else ""


def _key(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def _digest(request: HttpRequest) -> str:
    digest = hashlib.sha256(request.path.encode())
    for name in sorted(request.POST):
        if name != "csrfmiddlewaretoken":
            digest.update(repr((name, request.POST.getlist(name))).encode())
    for name in sorted(request.FILES):
        for upload in request.FILES.getlist(name):
            digest.update(repr((name, upload.name, upload.size)).encode())
            for chunk in upload.chunks():
                digest.update(chunk)
            upload.seek(0)
    return digest.hexdigest()


def _lock(name: str) -> None:
    """Two identical posts at once: the second waits for the first (until ``lock_timeout``)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('form'), hashtext(%s))", [name])
