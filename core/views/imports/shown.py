"""What the pages of an import show, prepared: templates hold no logic."""

from itertools import islice
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from core.imports import batches, dialect, mapping, reading, runner
from core.imports.kinds import CHOICE, Kind
from core.imports.mapping import Columns
from core.imports.reading import Source
from core.imports.values import as_text
from core.models import ImportBatch

SAMPLES = 3
SAMPLE_ROWS = 60
REJECTIONS_PAGE = 50
FATE_WORDS = {
    "created": ("crear", "anil"),
    "updated": ("cambiar", "warn"),
    "unchanged": ("igual", ""),
    "rejected": ("rechazar", "bad"),
}


def reading_of(source: Source) -> dict[str, Any]:
    """How the file is read, with proofs from the file itself."""
    options = source.options
    rows = [cells for _, cells, reason in islice(reading.body(source), SAMPLE_ROWS * 5) if not reason]
    words = dialect.accents_sample([as_text(cell) for row in rows for cell in row])
    return {
        "options": options,
        "encoding": dialect.ENCODINGS[options.encoding],
        "accents": ", ".join(words),
        "separator": dialect.SEPARATORS[options.separator],
        "decimal": dialect.DECIMALS[options.decimal],
        "dates": dialect.DATES[options.dates],
        "is_sheet": source.is_sheet,
    }


def columns_of(batch: ImportBatch, kind: Kind, source: Source, kinds: list[Kind]) -> dict[str, Any]:
    """Fields with their column and samples; columns that feed nothing yet; every way to read the file."""
    rows = [cells for _, cells, reason in islice(reading.body(source), SAMPLE_ROWS) if not reason]
    samples = {name: _samples(rows, index) for index, name in enumerate(batch.header)}
    used = set(batch.mapping.values())
    fields = [
        {
            "field": entry,
            "column": batch.mapping.get(entry.key, ""),
            "default": batch.defaults.get(entry.key, ""),
            "choices": sorted(set(entry.choices.values())) if entry.type == CHOICE else [],
            "needed": entry.required and not entry.fallback,
        }
        for entry in kind.fields
    ]
    return {
        "batch": batch,
        "kind": kind,
        "kinds": kinds,
        "fields": fields,
        "columns": [{"name": name, "samples": samples[name], "used": name in used} for name in batch.header],
        "reading": reading_of(source),
        "encodings": dialect.ENCODINGS.items(),
        "separators": dialect.SEPARATORS.items(),
        "decimals": dialect.DECIMALS.items(),
        "dates": dialect.DATES.items(),
        "sheets": source.sheets,
        "header_rows": range(dialect.HEADER_SEARCH + 1),
        "first_rows": [[as_text(cell)[:40] for cell in row[: len(batch.header)]] for row in rows[:4]],
    }


def _samples(rows: list[list[Any]], index: int) -> str:
    texts = [as_text(row[index])[:30] for row in rows if index < len(row) and as_text(row[index])]
    return " · ".join(list(dict.fromkeys(texts))[:SAMPLES])


def preview_of(batch: ImportBatch, kind: Kind) -> dict[str, Any]:
    """What a load would do with the first rows."""
    source = batches.source_of(batch)
    columns = mapping.resolve(kind, batch.header, Columns(batch.mapping, batch.defaults))
    outcome = runner.rehearse(
        source=source,
        kind=kind,
        header=batch.header,
        columns=columns,
        actor=batch.actor,
        limit=runner.PREVIEW_ROWS,
    )
    last = mapping.remembered(kind, batch.header)
    keys = [entry for entry in kind.fields if outcome.rows and entry.key in outcome.rows[0]["cells"]]
    return {
        "batch": batch,
        "kind": kind,
        "outcome": outcome,
        "lines": max(source.lines - source.options.header_row, outcome.read) if outcome.read else 0,
        "reading": reading_of(source),
        "last": last,
        "fields": keys,
        "rows": [_previewed(row, [entry.key for entry in keys]) for row in outcome.rows],
        "rejections": outcome.rejections[:20],
        "matches": [
            {"label": entry.label, "column": columns.columns[entry.key]}
            for entry in kind.fields
            if entry.key in columns.columns
        ],
        "same_file": imported_before(batch),
    }


def _previewed(row: dict[str, Any], keys: list[str]) -> dict[str, Any]:
    word, tone = FATE_WORDS[row["fate"]]
    return {
        "line": row["line"],
        "word": word,
        "tone": tone,
        "error": row["error"],
        "cells": [_cell(row["cells"][key]) for key in keys],
    }


def _cell(value: Any) -> dict[str, Any]:
    """Text as it will be kept; numbers to the right."""
    number = hasattr(value, "as_tuple")
    text = "" if value is None else f"{value.normalize():f}" if number else str(value)[:60]
    return {"text": text, "number": number}


def imported_before(batch: ImportBatch) -> ImportBatch | None:
    """The load of this very file, if it was loaded and stands."""
    loaded = ImportBatch.objects.filter(kind=batch.kind, sha256=batch.sha256, state=ImportBatch.State.DONE)
    return loaded.exclude(pk=batch.pk).order_by("-id").first()


def result_of(request: HttpRequest, batch: ImportBatch, kind: Kind) -> dict[str, Any]:
    """The account of a load: fates, money, records, rejected rows by page."""
    page = Paginator(batch.rejections.order_by("line"), REJECTIONS_PAGE).get_page(request.GET.get("pagina"))
    repeats = batch.state == ImportBatch.State.DONE and not batch.records and batch.unchanged == batch.read > 0
    job = batch.job
    return {
        "batch": batch,
        "kind": kind,
        "fates": [
            ("Leídas", batch.read, ""),
            ("Creadas", batch.created, ""),
            ("Cambiadas", batch.updated, ""),
            ("Iguales", batch.unchanged, ""),
            ("Rechazadas", batch.rejected, "bad" if batch.rejected else ""),
        ],
        "records": [{"name": name, **counts} for name, counts in batch.records.items() if any(counts.values())],
        "repeats": imported_before(batch) if repeats else None,
        "page": page,
        "can_undo": batch.state == ImportBatch.State.DONE and bool(batch.created + batch.updated),
        "can_retry": batch.state == ImportBatch.State.FAILED and batch.stored_id is not None,
        "failed_undo": job.error if job is not None and job.kind == "import.undo" and job.state == "failed" else "",
    }
