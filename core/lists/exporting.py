"""Files of a list: exactly the filtered rows, in the chosen columns and order, whatever the format."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from core import formatting, house
from core.errors import DomainError
from core.exports import Column, Dataset, Kind, download

from .columns import Col, say
from .query import ListQuery
from .spec import ListSpec

PRINT_ROWS = 1000
CHUNK = 1000
KINDS = {
    "text": Kind.TEXT,
    "integer": Kind.INTEGER,
    "decimal": Kind.DECIMAL,
    "money": Kind.MONEY,
    "percent": Kind.PERCENT,
    "date": Kind.DATE,
    "datetime": Kind.DATETIME,
}


def dataset_of(query: ListQuery, columns: Sequence[str], *, ids: Sequence[int] = ()) -> Dataset:
    """The list as a data set. ``ids`` narrows it to chosen rows."""
    spec = query.spec
    allowed = spec.all_columns(query.user)
    chosen = [(name, allowed[name]) for name in columns if name in allowed and not allowed[name].drawn]
    rows = query.ordered()
    if ids:
        rows = rows.filter(pk__in=ids)
    return Dataset(
        name=spec.key,
        title=spec.title,
        columns=[Column(name, column.label, KINDS[column.kind]) for name, column in chosen],
        rows=_values(rows, dict(chosen), spec, query.user),
        notes=_notes(query),
    )


def _values(rows: QuerySet[Any], columns: dict[str, Col], spec: ListSpec, user: Any) -> Iterator[list[Any]]:
    """Row by row from a server-side cursor; what ``prepare`` attaches comes a thousand rows at a time."""
    found = rows.iterator(chunk_size=CHUNK)
    needed = bool(spec.prepared & set(columns))
    while part := list(islice(found, CHUNK)):
        if spec.prepare and needed:
            spec.prepare(part, user)
        for record in part:
            yield [column.raw(record) for column in columns.values()]


def _notes(query: ListQuery) -> list[str]:
    """The filter as a sentence, and the moment of the data."""
    said = [f"{chip.before} {chip.text}".strip() for chip in query.filter.chips()]
    if query.text:
        said.append(f"con «{query.text}»")
    facts = house.current()
    day = f"{formatting.day_long(facts.today, today=facts.today)} de {facts.today.year}"
    return [f"{query.spec.title}: {', '.join(said) if said else 'sin filtros'}.", f"Datos del {day}."]


def answer(request: HttpRequest, query: ListQuery, columns: Sequence[str], kind: str) -> HttpResponseBase:
    """The file, or the page to print. Raises ``DomainError`` for a format that does not exist or cannot hold it."""
    if kind == "print":
        return _paper(request, query, columns)
    return download(dataset_of(query, columns), kind)


def _paper(request: HttpRequest, query: ListQuery, columns: Sequence[str]) -> HttpResponse:
    data = dataset_of(query, columns)
    facts = house.current()
    allowed = query.spec.all_columns(query.user)
    chosen = [allowed[column.key] for column in data.columns]
    rows = list(islice(data.rows, PRINT_ROWS + 1))
    if len(rows) > PRINT_ROWS:
        raise DomainError(f"Son más de {PRINT_ROWS} filas para imprimir. Filtra la lista o expórtala a Excel.")
    context = {
        "title": data.title,
        "notes": data.notes,
        "heads": [(column.label, column.css) for column in chosen],
        "rows": [
            [(c.css, say(value, c, facts.locale, facts.today)) for value, c in zip(row, chosen, strict=True)]
            for row in rows
        ],
        "back": query.spec.url + query.address(),
    }
    return render(request, "core/list_print.html", context)
