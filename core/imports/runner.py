"""One file, one transaction: fill the staging table, check, apply, account for every row, or leave nothing behind."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now

from core import faults
from core.errors import DomainError
from core.models import ImportBatch, ImportRejection

from . import reading
from .kinds import Kind
from .mapping import Columns, as_json
from .reading import Source
from .staging import TABLE, Stage
from .values import Formats

FATES = ("created", "updated", "unchanged", "rejected")
PREVIEW_ROWS = 2_000
Report = Callable[[str, int, int], None]


@dataclass
class Outcome:
    """What became of the rows. ``rows`` (previews only) are the first ones with their values and fates."""

    read: int = 0
    fates: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FATES, 0))
    records: dict[str, dict[str, int]] = field(default_factory=dict)
    money_file: Decimal | None = None
    money_stored: Decimal | None = None
    money_rejected: Decimal | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    rejections: list[tuple[int, str, str, str]] = field(default_factory=list)
    repeats: ImportBatch | None = None
    complete: bool = True


def _silent(phase: str, done: int, total: int) -> None:
    return None


def load(
    *, batch: ImportBatch, source: Source, kind: Kind, header: list[str], columns: Columns, report: Report = _silent
) -> Outcome:
    """Load the file of ``batch`` (state RUNNING). Raises ``DomainError`` (:class:`Unusable`); then nothing stands.

    Two loads of one file wait for each other; the second finds everything unchanged. Writes of different files follow
    one another. On a collision with somebody's entry by hand the whole transaction is tried once more.
    """
    started = time.monotonic()
    for attempt in (1, 2):
        try:
            with _one_transaction():
                outcome = _load(batch, source, kind, header, columns, report)
                _store(batch, outcome, time.monotonic() - started)
                faults.hit("import.before_commit")
            faults.hit("import.after_commit")
            return outcome
        except IntegrityError as error:
            if attempt == 2:
                raise DomainError(
                    "Alguien cambió los mismos datos mientras se cargaba el archivo. No quedó nada a medias; repítelo."
                ) from error
    raise AssertionError("unreachable")


def _load(
    batch: ImportBatch, source: Source, kind: Kind, header: list[str], columns: Columns, report: Report
) -> Outcome:
    with connection.cursor() as cursor:
        long_work(cursor)
        report("Esperando: este mismo archivo se está cargando en otra importación", 0, 0)
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [f"{kind.key}:{source.sha256}"])
        if ImportBatch.objects.filter(pk=batch.pk, state=ImportBatch.State.DONE).exists():
            raise DomainError("Este archivo ya se cargó.")  # another attempt of the same job was faster
        if repeated := _same_as_last(batch, kind, columns):
            unchanged = dict.fromkeys(FATES, 0) | {"unchanged": repeated.read}
            money = repeated.money_file
            return Outcome(repeated.read, unchanged, {}, money, money, Decimal(0), repeats=repeated)
        stage = Stage(cursor=cursor, kind=kind, header=header, columns=columns, formats=formats_of(source, kind))
        stage.batch_id, stage.actor = batch.pk, batch.actor
        stage.fill(reading.body(source), lambda line: report("Leyendo el archivo", line, source.lines))
        faults.hit("import.staged")
        report("Revisando las filas", 0, 0)
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('import', 7))")
        kind.check(stage)
        faults.hit("import.checked")
        report("Guardando", 0, 0)
        outcome = _account(stage)
        kind.apply(stage)
        faults.hit("import.applied")
        _balance(stage, outcome)
        _keep_rejections(stage)
        outcome.records = stage.records
        stage.drop()
        return outcome


def rehearse(
    *,
    source: Source,
    kind: Kind,
    header: list[str],
    columns: Columns,
    actor: Any = None,
    limit: int | None = None,
    report: Report = _silent,
) -> Outcome:
    """What a load would do, without doing it. With ``limit`` only the first rows are looked at (a preview)."""
    with transaction.atomic(), connection.cursor() as cursor:
        long_work(cursor)
        stage = Stage(cursor=cursor, kind=kind, header=header, columns=columns, formats=formats_of(source, kind))
        stage.actor = actor
        rows = reading.body(source)
        stage.fill(
            rows if limit is None else islice(rows, limit),
            lambda line: report("Leyendo el archivo", line, source.lines),
        )
        cut = limit is not None and next(rows, None) is not None
        if cut and kind.whole:
            _drop_last_group(stage)
        kind.check(stage)
        outcome = _account(stage)
        outcome.complete = not cut
        outcome.records = stage.records
        outcome.rejections = [
            (line, _column_name(stage, key), value or "", reason) for line, key, value, reason in _rejected(stage)
        ]
        if limit is not None:
            outcome.rows = _first_rows(stage)
        transaction.set_rollback(True)
    return outcome


def formats_of(source: Source, kind: Kind) -> Formats:
    """How ambiguous text of this file is read."""
    return Formats(decimal=source.options.decimal, dates=source.options.dates, zone=kind.zone(), country=kind.country())


@contextmanager
def _one_transaction() -> Iterator[None]:
    with nullcontext() if faults.guard_removed("import.transaction") else transaction.atomic():
        yield


def long_work(cursor: Any) -> None:
    """Set-based statements over a whole file may take longer than those of a page."""
    cursor.execute(
        "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '20min'; SET LOCAL work_mem = '96MB';"
        "SET LOCAL idle_in_transaction_session_timeout = '20min'; SET LOCAL jit = off;"
        "SET LOCAL max_parallel_workers_per_gather = 0"
    )


def _same_as_last(batch: ImportBatch, kind: Kind, columns: Columns) -> ImportBatch | None:
    """The last load of this kind, if it was this very file, read alike, without rejections, and stands as it was."""
    last = (
        ImportBatch.objects.filter(kind=kind.key, state=ImportBatch.State.DONE).order_by("-applied_at", "-id").first()
    )
    if last is None or last.sha256 != batch.sha256 or last.rejected:
        return None
    if {"columns": last.mapping, "defaults": last.defaults} != as_json(columns) or last.options != batch.options:
        return None
    if ImportBatch.objects.filter(kind=kind.key, undone_at__gte=last.applied_at).exists():
        return None
    return last if kind.stands is None or kind.stands(last) else None


def _account(stage: Stage) -> Outcome:
    """Count the fates; money of the file and of the rejected rows."""
    outcome = Outcome(read=stage.read)
    for fate, count in stage.rows(f"SELECT fate, count(*) FROM ({stage.fates_sql}) f GROUP BY fate"):
        outcome.fates[fate] = count
    if sum(outcome.fates.values()) != stage.read or set(outcome.fates) != set(FATES):
        raise AssertionError(f"{stage.kind.key}: {stage.read} rows read, fates {outcome.fates}")
    if money := stage.kind.money:
        outcome.money_file, outcome.money_rejected = stage.rows(
            f"SELECT coalesce(sum({money.row}), 0), coalesce(sum({money.row}) FILTER (WHERE s.error IS NOT NULL), 0) "
            f"FROM {TABLE} s"
        )[0]
    return outcome


def _balance(stage: Stage, outcome: Outcome) -> None:
    """The file's amount must stand in the database, but for the rejected rows, to the cent."""
    money = stage.kind.money
    if money is None or outcome.money_file is None or outcome.money_rejected is None:
        return
    outcome.money_stored = Decimal(money.stored(stage))
    difference = outcome.money_file - outcome.money_rejected - outcome.money_stored
    if abs(difference) >= Decimal("0.005"):
        raise DomainError(
            f"El importe no cuadra: faltan {difference:.2f} entre el archivo y lo guardado. No se cargó nada."
        )


def _keep_rejections(stage: Stage) -> None:
    names = {entry.column: _column_name(stage, entry.key) for entry in stage.fields}
    cases = " ".join("WHEN %s THEN %s" for _ in names)
    values = [part for pair in names.items() for part in pair]
    stage.sql(
        'INSERT INTO core_importrejection (batch_id, line, "column", value, reason) '
        f"SELECT %s, line, CASE error_field {cases} ELSE '' END, coalesce(left(error_value, 200), ''), error "
        f"FROM {TABLE} WHERE error IS NOT NULL ORDER BY line",
        [stage.batch_id, *values],
    )


def _column_name(stage: Stage, key: str | None) -> str:
    """How the person knows the column: its name in the file, else the field's."""
    return stage.column_name(key)[:200] if key else ""


def _rejected(stage: Stage) -> list[tuple[Any, ...]]:
    return stage.rows(
        f"SELECT line, error_field, error_value, error FROM {TABLE} WHERE error IS NOT NULL ORDER BY line"
    )


def _first_rows(stage: Stage, shown: int = 20) -> list[dict[str, Any]]:
    said = {entry.key: entry.column for entry in stage.fields if stage.has(entry.key)}
    found = stage.rows(
        f"SELECT s.line, f.fate, s.error_field, s.error, {', '.join(f's.{column}' for column in said.values())} "
        f"FROM {TABLE} s JOIN ({stage.fates_sql}) f USING (line) ORDER BY s.line LIMIT {shown}"
    )
    return [
        {"line": line, "fate": fate, "error_field": at, "error": error, "cells": dict(zip(said, cells, strict=True))}
        for line, fate, at, error, *cells in found
    ]


def _drop_last_group(stage: Stage) -> None:
    """A preview that was cut leaves out the order it cut through."""
    key = stage.kind.whole
    last = stage.rows(f"SELECT {key} FROM {TABLE} ORDER BY line DESC LIMIT 1")[0][0]
    distinct = stage.one(f"SELECT count(DISTINCT {key}) FROM {TABLE}")
    if last is not None and distinct > 1:
        stage.read -= stage.sql(f"DELETE FROM {TABLE} WHERE {key} = %s", [last])


def _store(batch: ImportBatch, outcome: Outcome, seconds: float) -> None:
    batch.read = outcome.read
    for fate in FATES:
        setattr(batch, fate, outcome.fates[fate])
    batch.records = outcome.records
    batch.money_file, batch.money_stored = outcome.money_file, outcome.money_stored
    batch.money_rejected = outcome.money_rejected
    batch.state, batch.error, batch.seconds = ImportBatch.State.DONE, "", round(seconds, 3)
    batch.save()
    ImportBatch.objects.filter(pk=batch.pk).update(applied_at=Now())
    batch.refresh_from_db(fields=["applied_at"])


def rejections_of(batch: ImportBatch) -> Iterator[ImportRejection]:
    """The refused rows of a load, by line, streamed."""
    return ImportRejection.objects.filter(batch=batch).order_by("line").iterator(chunk_size=5_000)


__all__ = ["FATES", "Outcome", "load", "rehearse", "rejections_of"]
