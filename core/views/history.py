"""History of a record: a page, or the same as a part of the record's page (htmx)."""

from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core import history, named, notices
from core.errors import DomainError
from core.services.history import put_back
from core.slots import HISTORY


@require_safe
def record(request: HttpRequest, app: str, model: str, pk: int) -> HttpResponse:
    """Who changed what and when. A model that nobody registered, or a row one may not see, answers 404."""
    source, row = _load(request, app, model, pk)
    context = {
        "row": row,
        "app": app,
        "model": model,
        "offered": {field for field in source.restorable if source.offers(request.user, row, field)},
        "version": history.stamp(row),
        "told": source.told(request.user, row) if source.told else "",
        "entries": history.entries(row, hidden=source.untold(request.user)),
        "back_url": source.url(row) if source.url else "",
    }
    part = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    return render(request, "core/_history.html" if part else "core/history.html", context)


@require_POST
def restore(request: HttpRequest, app: str, model: str, pk: int, event: int, field: str) -> HttpResponse:
    """Put a field back to what it said before that change. What nobody may put back is not found."""
    _, row = _load(request, app, model, pk)
    version = named.number(request.POST["version"], digits=18) if "version" in request.POST else None
    try:
        undo_url = put_back(actor=request.user, row=row, event=event, field=field, version=version)
    except LookupError as error:
        raise Http404 from error
    except DomainError as error:
        notices.failed(request, str(error))
    else:
        column: Any = row._meta.get_field(field)
        notices.done(request, f"{str(column.verbose_name).capitalize()}: vuelve a lo de antes", undo_url=undo_url)
    return redirect("core:history", app, model, pk)


def _load(request: HttpRequest, app: str, model: str, pk: int) -> tuple[history.HistorySource, Any]:
    key = f"{app}.{model}"
    if key not in HISTORY:
        raise Http404
    source: history.HistorySource = HISTORY.get(key)
    if apps.get_model(source.model)._meta.label_lower != key:
        raise Http404
    return source, get_object_or_404(source.visible_to(request.user), pk=pk)
