"""Private files, to who may have them, always as an attachment."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from core import files
from core.models import StoredFile


@require_safe
def download(request: HttpRequest, pk: str) -> FileResponse:
    """Somebody else's file answers as one that does not exist."""
    stored = get_object_or_404(StoredFile, pk=pk)
    if not files.may_read(request.user, stored):
        raise Http404
    try:
        content = files.open_stored(stored)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=stored.name, content_type=stored.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
