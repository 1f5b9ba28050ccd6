"""Loading and undoing in the background: what the worker does, and who may fetch the files."""

from typing import Any

from django.db import transaction
from django.urls import reverse

from core.errors import DomainError
from core.jobs import JobKind, JobRun, enqueue
from core.models import ImportBatch, Job, StoredFile
from core.slots import FILE_READERS, IMPORT_KINDS, JOB_KINDS

from . import batches
from .undo import undo

LOAD, UNDO = "import.load", "import.undo"
State = ImportBatch.State


def start_load(*, batch: ImportBatch, actor: Any) -> Job:
    """Queue the load of a file that was looked at. Pressed twice it loads once; the second press raises."""
    with transaction.atomic():
        ready = ImportBatch.objects.filter(pk=batch.pk, state__in=[State.PREVIEWED, State.FAILED])
        if not ready.update(state=State.QUEUED, error=""):
            raise DomainError("Este archivo ya se está cargando o ya se cargó.")
        job = enqueue(
            kind=LOAD, payload={"batch": batch.pk}, actor=actor, title=f"Cargar {batch.file_name}", key=str(batch.pk)
        )
        ImportBatch.objects.filter(pk=batch.pk).update(job=job)
        return job


def start_undo(*, batch: ImportBatch, actor: Any) -> Job:
    """Queue the undoing of a large load."""
    with transaction.atomic():
        job = enqueue(
            kind=UNDO, payload={"batch": batch.pk}, actor=actor, title=f"Deshacer {batch.file_name}", key=str(batch.pk)
        )
        ImportBatch.objects.filter(pk=batch.pk).update(job=job)
        return job


def _load(run: JobRun) -> dict[str, Any]:
    """Safe to run again: a batch that is done stays as it is, any other left nothing behind."""
    batch = ImportBatch.objects.select_related("stored", "actor").filter(pk=run.payload["batch"]).first()
    if batch is None:
        raise DomainError("Esa importación ya no existe.")
    if batch.state != State.DONE:
        batches.execute(
            batch=batch,
            source=batches.source_of(batch),
            report=lambda phase, done, total: run.progress(phase=phase, done=done, total=total),
        )
    return {"url": reverse("core:import", args=[batch.pk])}


def _undo(run: JobRun) -> dict[str, Any]:
    batch = ImportBatch.objects.filter(pk=run.payload["batch"]).first()
    if batch is None:
        raise DomainError("Esa importación ya no existe.")
    run.progress(phase="Deshaciendo")
    if batch.state != State.UNDONE:
        undo(batch=batch, actor=run.actor)
    return {"url": reverse("core:import", args=[batch.pk])}


def _may_fetch(user: Any, stored: StoredFile) -> bool:
    """Who may load this kind may fetch its files."""
    kinds = [key for key, kind in IMPORT_KINDS.items() if kind.roles & user.roles]
    files = ImportBatch.objects.filter(kind__in=kinds)
    return files.filter(stored=stored).exists() or files.filter(rejected_file=stored).exists()


JOB_KINDS.add(LOAD, JobKind("Cargar un archivo", _load, queue="imports"))
JOB_KINDS.add(UNDO, JobKind("Deshacer una importación", _undo, queue="imports"))
FILE_READERS.add(batches.PURPOSE, _may_fetch)
