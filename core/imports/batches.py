"""The life of an import: received, looked at, loaded. Commands, pages and jobs all come through here."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models.functions import Now

from core.audit import acting
from core.errors import DomainError
from core.files import CheckedFile, remove, store
from core.files.store import path_of
from core.models import ImportBatch, StoredFile
from core.slots import IMPORT_KINDS

from . import mapping, reading, rejected, runner
from .dialect import Options
from .errors import Unusable
from .kinds import Kind
from .mapping import Columns
from .reading import Source
from .runner import Outcome, Report

State = ImportBatch.State
PURPOSE = "import"
KEEP_DAYS = 400


def kind_of(key: str) -> Kind:
    """Kind by its key. Raises :class:`Unusable` naming the known ones."""
    if key not in IMPORT_KINDS:
        raise Unusable(f"No existe la clase «{key}». Hay: {', '.join(IMPORT_KINDS.keys())}.")
    found: Kind = IMPORT_KINDS.get(key)
    return found


def known_names() -> set[str]:
    """Every name of a column of any kind: helps to find the header row."""
    return {name for kind in IMPORT_KINDS for entry in kind.fields for name in entry.names}


def examine(
    path: Path, *, kind: Kind | None, name: str = "", options: Options | None = None
) -> tuple[Source, list[str]]:
    """Look at a file: how it is written and its header. ``options`` (if given) replace what was recognised."""
    names = {name for entry in kind.fields for name in entry.names} if kind else known_names()
    source = reading.examine(path, name=name, known_names=names)
    if options is not None:
        source = replace(source, options=options)
    return source, reading.header(source)


def columns_for(kind: Kind, header: list[str]) -> tuple[Columns, ImportBatch | None]:
    """The columns of the last file of this source, or the guessed ones; and that last file."""
    last = mapping.remembered(kind, header)
    if last is not None:
        try:
            return mapping.resolve(kind, header, Columns(last.mapping, last.defaults)), last
        except Unusable:
            pass
    return Columns(mapping.guess(kind, header)), None


def import_path(
    *,
    kind_key: str,
    path: Path,
    actor: Any,
    given: Columns | None = None,
    dry_run: bool = False,
    report: Report | None = None,
) -> tuple[Outcome, Path | None, ImportBatch | None]:
    """Load (or rehearse) a file of this machine. Gives the account, the file of rejected rows, the batch."""
    kind = kind_of(kind_key)
    source, header = examine(path, kind=kind)
    columns = given if given is not None else columns_for(kind, header)[0]
    columns = mapping.resolve(kind, header, columns)
    said = report or (lambda phase, done, total: None)
    if dry_run:
        outcome = runner.rehearse(source=source, kind=kind, header=header, columns=columns, actor=actor, report=said)
        target = _folder() / f"rechazadas-ensayo-{source.sha256[:12]}.csv"
        refused = iter([(line, column, reason) for line, column, _, reason in outcome.rejections])
        return outcome, _written(target, source, header, refused) if outcome.rejections else None, None
    batch = ImportBatch.objects.create(
        kind=kind.key,
        file_name=source.name[:255],
        sha256=source.sha256,
        size=source.size,
        state=State.UPLOADED,
        actor=actor if getattr(actor, "pk", None) else None,
    )
    prepare(batch=batch, source=source, header=header, columns=columns, kind=kind)
    outcome = execute(batch=batch, source=source, report=said)
    batch.refresh_from_db()
    return outcome, rejected_path(batch), batch


def prepare(*, batch: ImportBatch, source: Source, header: list[str], columns: Columns, kind: Kind) -> None:
    """Note on the batch how its file is to be read."""
    known = {"is_sheet": source.is_sheet, "sheets": list(source.sheets), "lines": source.lines}
    batch.options, batch.header = source.options.as_dict() | known, header
    batch.mapping = dict(columns.columns)
    batch.defaults = {key: text for key, text in columns.defaults.items() if text}
    batch.signature = mapping.signature(kind, header)
    batch.save()


def source_of(batch: ImportBatch) -> Source:
    """The kept file of a batch, as it is to be read. Raises :class:`Unusable` when it is gone."""
    if batch.stored is None or not path_of(batch.stored).is_file():
        raise Unusable("El archivo ya no está guardado. Súbelo otra vez.")
    said = batch.options
    return Source(
        path=path_of(batch.stored),
        name=batch.file_name,
        sha256=batch.sha256,
        size=batch.size,
        is_sheet=bool(said.get("is_sheet")),
        lines=int(said.get("lines", 0)),
        sheets=tuple(said.get("sheets", ())),
        options=Options.read(said),
    )


def receive(*, checked: CheckedFile, kind_key: str, actor: Any) -> ImportBatch:
    """Keep an uploaded file and recognise it. ``kind_key`` "" = tell the kind from the header.

    A file of a known source is ready to be confirmed at once. Raises :class:`Unusable` or ``DomainError``.
    """
    stored = store(checked, purpose=PURPOSE, actor=actor, keep_days=KEEP_DAYS)
    try:
        source, header = examine(path_of(stored), kind=kind_of(kind_key) if kind_key else None, name=checked.name)
        kind = kind_of(kind_key) if kind_key else likely_kind(header, actor)
    except DomainError:
        remove(stored)
        raise
    columns, last = columns_for(kind, header)
    if last is not None:  # the same source is read as it was then; the file's own encoding and sheets are its own
        then = Options.read(last.options)
        source = replace(source, options=replace(source.options, decimal=then.decimal, dates=then.dates))
    batch = ImportBatch.objects.create(
        kind=kind.key,
        file_name=checked.name[:255],
        sha256=source.sha256,
        size=source.size,
        stored=stored,
        state=State.PREVIEWED if last is not None else State.UPLOADED,
        actor=actor,
    )
    prepare(batch=batch, source=source, header=header, columns=columns, kind=kind)
    return batch


def likely_kind(header: list[str], actor: Any) -> Kind:
    """The kind whose fields the header names best: a known source first, then required fields, then all."""
    kinds = [kind for kind in IMPORT_KINDS if kind.roles & actor.roles]
    if not kinds:
        raise Unusable("Tu perfil no carga archivos.")
    return max(kinds, key=lambda kind: _fit(kind, header))


def _fit(kind: Kind, header: list[str]) -> tuple[int, float]:
    found = mapping.guess(kind, header)
    needed = [entry.key for entry in kind.fields if entry.required]
    share = sum(key in found for key in needed) / len(needed) if needed else 0.5
    return int(mapping.remembered(kind, header) is not None), share + len(found) / len(header)


def execute(*, batch: ImportBatch, source: Source, report: Report) -> Outcome:
    """Load a prepared batch. On any error the batch says why and nothing else stands."""
    kind = kind_of(batch.kind)
    columns = Columns(batch.mapping, batch.defaults)
    open_states = [state for state in State if state not in (State.DONE, State.UNDONE)]
    if not ImportBatch.objects.filter(pk=batch.pk, state__in=open_states).update(
        state=State.RUNNING, started_at=Now(), error=""
    ):
        raise DomainError("Este archivo ya se cargó.")
    batch.refresh_from_db()
    with _failure_noted(batch), acting(actor=batch.actor, why=f"importación de {batch.file_name}", batch=batch.pk):
        outcome = runner.load(
            batch=batch, source=source, kind=kind, header=batch.header, columns=columns, report=report
        )
    if batch.rejected:
        store_rejected(batch, source)
    return outcome


@contextmanager
def _failure_noted(batch: ImportBatch) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        said = str(error) if isinstance(error, DomainError) else "Se interrumpió por un fallo. No quedó nada a medias."
        ImportBatch.objects.filter(pk=batch.pk).exclude(state=State.DONE).update(state=State.FAILED, error=said)
        raise


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "imports"


def _written(target: Path, source: Source, header: list[str], refused: Iterator[tuple[int, str, str]]) -> Path:
    rejected.write(target, source, header, refused)
    return target


def store_rejected(batch: ImportBatch, source: Source) -> StoredFile:
    """Write the file of the rejected rows and note it on the batch."""
    refused = ((row.line, row.column, row.reason) for row in runner.rejections_of(batch))
    target = _written(_folder() / f"rechazadas-{batch.pk}.csv", source, batch.header, refused)
    stored, _ = StoredFile.objects.update_or_create(
        path=str(target.relative_to(settings.MEDIA_ROOT)),
        defaults={
            "purpose": PURPOSE,
            "name": rejected.name_for(batch),
            "content_type": "text/csv",
            "size": target.stat().st_size,
            "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
            "owner": batch.actor,
        },
    )
    batch.rejected_file = stored
    ImportBatch.objects.filter(pk=batch.pk).update(rejected_file=stored)
    return stored


def rejected_path(batch: ImportBatch) -> Path | None:
    """Where the file of rejected rows lies, if there is one."""
    return Path(settings.MEDIA_ROOT) / batch.rejected_file.path if batch.rejected_file else None


def rejected_name(batch: ImportBatch) -> str:
    """How the file of rejected rows is called when it is fetched."""
    return rejected.name_for(batch)
