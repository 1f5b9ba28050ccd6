"""History of a record: a page, or the same as a part of the record's page (htmx)."""

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core import history
from core.slots import HISTORY


@require_safe
def record(request: HttpRequest, app: str, model: str, pk: int) -> HttpResponse:
    """Who changed what and when. A model that nobody registered, or a row one may not see, answers 404."""
    key = f"{app}.{model}"
    if key not in HISTORY:
        raise Http404
    source: history.HistorySource = HISTORY.get(key)
    if apps.get_model(source.model)._meta.label_lower != key:
        raise Http404
    row = get_object_or_404(source.visible_to(request.user), pk=pk)
    context = {
        "row": row,
        "entries": history.entries(row, hidden=source.hidden),
        "back_url": source.url(row) if source.url else "",
    }
    part = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    return render(request, "core/_history.html" if part else "core/history.html", context)
