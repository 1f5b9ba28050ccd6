"""The upload, and the page of one import in each of its states."""

from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core import files, notices
from core.errors import DomainError
from core.files import TABLES
from core.imports import batches
from core.imports.kinds import Kind
from core.models import ImportBatch
from core.queries.imports import imports_visible_to, kinds_for

from .shown import preview_of, result_of

State = ImportBatch.State


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the file and go on to its next step: a known source straight to the preview."""
    given = request.FILES.get("file")
    kind_key = request.POST.get("kind", "")
    if given is None:
        notices.failed(request, "Elige un archivo.")
        return redirect("core:imports")
    if kind_key and kind_key not in {kind.key for kind in kinds_for(request.user)}:
        notices.failed(request, "Tu perfil no carga esa clase de archivos.")
        return redirect("core:imports")
    try:
        checked = files.check_upload(given, allowed=TABLES)
        batch = batches.receive(checked=checked, kind_key=kind_key, actor=request.user)
    except DomainError as error:
        notices.failed(request, str(error))
        return redirect("core:imports")
    return redirect("core:import" if batch.state == State.PREVIEWED else "core:import_columns", batch.pk)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: its preview, its progress or its result."""
    batch = get_object_or_404(imports_visible_to(request.user).select_related("job", "actor", "undone_by"), pk=pk)
    kind = batches.kind_of(batch.kind)
    working = batch.job is not None and batch.job.is_open
    if request.headers.get("HX-Target") == "avance":
        response = render(request, "imports/_progress.html", {"batch": batch, "job": batch.job})
        if not working:
            response["HX-Refresh"] = "true"
        return response
    if working:
        response = render(request, "imports/running.html", {"batch": batch, "job": batch.job, "kind": kind})
        response["Refresh"] = "5"
        return response
    if batch.state == State.UPLOADED:
        return redirect("core:import_columns", pk)
    if batch.state == State.PREVIEWED:
        return _preview(request, batch, kind)
    return render(request, "imports/result.html", result_of(request, batch, kind))


def _preview(request: HttpRequest, batch: ImportBatch, kind: Kind) -> HttpResponse:
    try:
        context = preview_of(batch, kind)
    except DomainError as error:
        notices.failed(request, str(error))
        return redirect("core:import_columns", batch.pk)
    return render(request, "imports/preview.html", context)


@require_safe
def rejected(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The rejected rows as a CSV to mend."""
    batch = get_object_or_404(imports_visible_to(request.user).select_related("rejected_file", "stored"), pk=pk)
    if not batch.rejected:
        raise Http404
    path = batches.rejected_path(batch)
    if path is None or not path.is_file():
        try:
            batches.store_rejected(batch, batches.source_of(batch))
        except DomainError as error:
            raise Http404 from error
        path = batches.rejected_path(batch) or Path()
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=batches.rejected_name(batch),
        content_type="text/csv; charset=utf-8",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
