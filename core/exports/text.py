"""CSV and JSON, row by row."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from core.formatting import Locale

from .dataset import Dataset
from .values import plain, safe_text, spanish

ROWS_A_CHUNK = 500


def csv_machine(dataset: Dataset) -> Iterator[str]:
    """Comma, ISO dates, decimal point; headings are the columns' keys."""
    kinds = [column.kind for column in dataset.columns]
    rows = ([plain(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in dataset.rows)
    return _csv([column.key for column in dataset.columns], rows, delimiter=",")


def csv_spanish(dataset: Dataset, *, locale: Locale, zone: ZoneInfo) -> Iterator[str]:
    """Semicolon, byte-order mark, the country's decimals, dd/mm/yyyy: what Excel in Spanish opens as it is."""
    kinds = [column.kind for column in dataset.columns]
    rows = (
        [spanish(value, kind, locale, zone) for value, kind in zip(row, kinds, strict=True)] for row in dataset.rows
    )
    yield "\ufeff"
    yield from _csv([safe_text(column.label) for column in dataset.columns], rows, delimiter=";")


def json_text(dataset: Dataset) -> Iterator[str]:
    """A list of objects (or the one object of a ``single`` dataset); decimals are numbers, dates ISO text."""
    keys = [column.key for column in dataset.columns]
    objects = (json.dumps(dict(zip(keys, map(_simple, row), strict=True)), ensure_ascii=False) for row in dataset.rows)
    if dataset.single:
        yield next(iter(objects)) + "\n"
        return
    yield "["
    for place, text in enumerate(objects):
        yield (",\n" if place else "\n") + text
    yield "\n]\n"


def _csv(head: Sequence[str], rows: Iterable[Sequence[str]], *, delimiter: str) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerow(head)
    for place, row in enumerate(rows, start=1):
        writer.writerow(row)
        if place % ROWS_A_CHUNK == 0:
            yield _drain(buffer)
    yield _drain(buffer)


def _drain(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def _simple(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and value.as_tuple().exponent == 0 else float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value
