"""A dataset as a download."""

import tempfile
from collections.abc import Callable
from typing import Any

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from core import house
from core.errors import DomainError

from . import documents
from .dataset import Dataset
from .excel import write_xlsx
from .text import csv_machine, csv_spanish, json_text

# In the order in which the screens offer them.
FORMATS = {"xlsx": "Excel", "csv": "CSV", "pdf": "PDF", "docx": "Word"}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
}


def download(dataset: Dataset, kind: str) -> HttpResponseBase:
    """Attachment in one of ``FORMATS`` (or "json"). CSV is streamed, Excel goes through a temporary file.

    Raises ``DomainError`` for an unknown format or for more rows than a document can hold.
    """
    facts = house.current()
    locale, zone = facts.locale, facts.zone
    response: HttpResponseBase
    if kind == "csv":
        response = StreamingHttpResponse(csv_spanish(dataset, locale=locale, zone=zone), content_type=TYPES[kind])
    elif kind == "json":
        response = StreamingHttpResponse(json_text(dataset), content_type=TYPES[kind])
    elif kind == "xlsx":
        out = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the response closes it
        write_xlsx(dataset, out, locale=locale, zone=zone)
        out.seek(0)
        response = FileResponse(out, content_type=TYPES[kind])
    elif kind in ("pdf", "docx"):
        make = documents.pdf if kind == "pdf" else documents.word
        response = HttpResponse(make(dataset, locale=locale, zone=zone), content_type=TYPES[kind])
    else:
        raise DomainError("Ese formato no existe. Elige Excel, CSV, PDF o Word.")
    response["Content-Disposition"] = f'attachment; filename="{dataset.name}-{facts.today.isoformat()}.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def to_file(dataset: Dataset, kind: str, write: Callable[[bytes], Any]) -> None:
    """Write in the machines' style (plain CSV) piece by piece through ``write``. Raises ``DomainError``."""
    facts = house.current()
    if kind in ("csv", "json"):
        for piece in csv_machine(dataset) if kind == "csv" else json_text(dataset):
            write(piece.encode())
    elif kind == "xlsx":
        with tempfile.TemporaryFile(suffix=".xlsx") as out:
            write_xlsx(dataset, out, locale=facts.locale, zone=facts.zone)
            out.seek(0)
            while piece_read := out.read(1 << 20):
                write(piece_read)
    elif kind in ("pdf", "docx"):
        make = documents.pdf if kind == "pdf" else documents.word
        write(make(dataset, locale=facts.locale, zone=facts.zone))
    else:
        raise DomainError(f"Formato desconocido: {kind}.")
