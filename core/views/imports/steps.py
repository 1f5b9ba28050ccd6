"""The acts: which columns, load, undo, discard."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core import notices
from core.errors import DomainError
from core.files import remove
from core.imports import batches, mapping, reading
from core.imports.dialect import Options
from core.imports.jobs import start_load, start_undo
from core.imports.kinds import Kind
from core.imports.mapping import Columns
from core.imports.reading import Source
from core.imports.undo import undo
from core.models import ImportBatch
from core.queries.imports import imports_visible_to, kinds_for

from .shown import columns_of

State = ImportBatch.State
OPEN = (State.UPLOADED, State.PREVIEWED, State.FAILED)
UNDO_AT_ONCE = 5_000


def _batch(request: HttpRequest, pk: int) -> ImportBatch:
    return get_object_or_404(imports_visible_to(request.user).select_related("stored", "actor"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """How the file is read and which column feeds which field."""
    batch = _batch(request, pk)
    if batch.state not in OPEN:
        return redirect("core:import", pk)
    kind = batches.kind_of(batch.kind)
    try:
        source = batches.source_of(batch)
        if request.method == "POST":
            return _changed(request, batch, kind, source)
        return render(request, "imports/columns.html", columns_of(batch, kind, source, kinds_for(request.user)))
    except DomainError as error:
        notices.failed(request, str(error))
        return redirect("core:imports" if request.method != "POST" else request.path)


def _changed(request: HttpRequest, batch: ImportBatch, kind: Kind, source: Source) -> HttpResponse:
    """Another way to read the file shows it anew; otherwise the columns are kept and the preview follows."""
    wanted_kind = request.POST.get("kind", kind.key)
    if wanted_kind != kind.key and wanted_kind in {entry.key for entry in kinds_for(request.user)}:
        kind = batches.kind_of(wanted_kind)
        batch.kind = kind.key
    asked = Options.read({**source.options.as_dict(), **{key: request.POST.get(key) for key in request.POST}})
    reread = replace(asked, decimal=source.options.decimal, dates=source.options.dates) != source.options
    source = replace(source, options=asked)
    header = reading.header(source)
    chosen = _chosen(request, kind, header)
    if not chosen.columns:
        chosen = replace(chosen, columns=mapping.guess(kind, header))
    batch.state = State.UPLOADED
    batches.prepare(batch=batch, source=source, header=header, columns=chosen, kind=kind)
    if reread or request.POST.get("action") == "reread":
        return redirect("core:import_columns", batch.pk)
    resolved = mapping.resolve(kind, header, chosen)
    batch.state = State.PREVIEWED
    batches.prepare(batch=batch, source=source, header=header, columns=resolved, kind=kind)
    return redirect("core:import", batch.pk)


def _chosen(request: HttpRequest, kind: Kind, header: list[str]) -> Columns:
    picked: dict[str, str] = {}
    defaults: dict[str, str] = {}
    for entry in kind.fields:
        column = request.POST.get(f"column-{entry.key}", "")
        if column in header and column not in picked.values():
            picked[entry.key] = column
        default = request.POST.get(f"default-{entry.key}", "").strip()[:200]
        if default:
            defaults[entry.key] = default
    return Columns(picked, defaults)


@require_POST
def load(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm: the file is loaded in the background."""
    batch = _batch(request, pk)
    try:
        start_load(batch=batch, actor=request.user)
    except DomainError as error:
        notices.failed(request, str(error))
    return redirect("core:import", pk)


@require_POST
def undo_load(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a load back, at once if it is small."""
    batch = _batch(request, pk)
    try:
        if batch.read > UNDO_AT_ONCE:
            start_undo(batch=batch, actor=request.user)
        else:
            undo(batch=batch, actor=request.user)
            notices.done(request, "Importación deshecha: todo está como antes del archivo.")
    except DomainError as error:
        notices.failed(request, str(error))
    return redirect("core:import", pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a file that was never loaded."""
    batch: Any = _batch(request, pk)
    if batch.state in OPEN:
        stored = batch.stored
        batch.delete()
        if stored is not None:
            remove(stored)
        notices.done(request, "Archivo descartado. Nada cambió.")
    return redirect("core:imports")
