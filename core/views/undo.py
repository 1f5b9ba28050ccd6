"""The address behind "Deshacer"."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from core import notices, undo
from core.errors import DomainError


@require_POST
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Undo the step and go back to the page one came from."""
    try:
        notices.done(request, undo.take_back(step_id=pk, actor=request.user))
    except DomainError as error:
        notices.failed(request, str(error))
    back = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else "/")
