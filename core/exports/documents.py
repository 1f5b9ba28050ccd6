"""Paper: PDF by WeasyPrint and Word by python-docx. Both are imported only here, when asked for."""

import io
from collections.abc import Mapping
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string

from core import formatting, house
from core.errors import DomainError
from core.formatting import Locale

from .dataset import Dataset
from .values import said

# The letter of the screens; a machine need not have it installed.
LETTER = settings.BASE_DIR / "static" / "vendor" / "inter" / "inter-latin-wght-normal.woff2"
FACE = '@font-face { font-family: Inter; src: url("house:inter") format("woff2"); font-weight: 100 900; }'
PDF_ROWS = 5_000
WORD_ROWS = 2_000


def pdf(dataset: Dataset, *, locale: Locale, zone: ZoneInfo) -> bytes:
    """A4 pages with the company's name, title, notes, heading on each page and page numbers."""
    return printed("exports/document.html", _page(dataset, PDF_ROWS, "PDF", locale, zone), sheet="document.css")


def printed(
    template: str, context: Mapping[str, Any], *, sheet: str, files: Mapping[str, tuple[bytes, str]] | None = None
) -> bytes:
    """Any page as PDF: a template of ours, a sheet of ``static/css``, and the ``files`` that it may show.

    ``files`` maps an address in the page ("file:logo") to (content, media type); anything else is not fetched.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except OSError as error:  # the system's Pango is missing
        raise DomainError(
            "Para hacer PDF falta la biblioteca Pango en esta máquina (paquetes libpango-1.0-0 y "
            "libpangoft2-1.0-0). Mientras tanto exporta a Excel o Word, o imprime desde el navegador."
        ) from error
    held = {**(files or {}), "house:inter": (LETTER.read_bytes(), "font/woff2")}

    class Fetcher(URLFetcher):
        """Nothing from the network or the disk: only what was handed in."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in held:
                raise ValueError(f"a printed page fetches nothing: {url}")
            content, kind = held[url]
            return URLFetcherResponse(url, content, {"Content-Type": kind})

    html = render_to_string(template, dict(context))
    fonts = FontConfiguration()
    face = CSS(string=FACE, font_config=fonts, url_fetcher=Fetcher())
    styles = CSS(filename=str(settings.BASE_DIR / "static" / "css" / sheet), font_config=fonts)
    page = HTML(string=html, url_fetcher=Fetcher())
    written: bytes = page.write_pdf(stylesheets=[face, styles], font_config=fonts)
    return written


def word(dataset: Dataset, *, locale: Locale, zone: ZoneInfo) -> bytes:
    """A Word document with the same title, notes, table and totals."""
    page = _page(dataset, WORD_ROWS, "Word", locale, zone)
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    document = Document()
    section = document.sections[0]
    if page["landscape"]:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    document.core_properties.title = dataset.title
    document.core_properties.author = page["house"].name
    document.add_heading(dataset.title, level=1)
    for note in page["notes"]:
        document.add_paragraph(note)
    table = document.add_table(rows=0, cols=len(page["head"]))
    table.style = "Light List"
    numeric = [cell["number"] for cell in page["head"]]
    for texts in [
        [cell["label"] for cell in page["head"]],
        *page["rows"],
        *([page["totals"]] if page["totals"] else []),
    ]:
        cells = table.add_row().cells
        for cell, text, is_number in zip(cells, texts, numeric, strict=True):
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(text)
            run.font.size = Pt(8)
            if is_number:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(dataset: Dataset, limit: int, name: str, locale: Locale, zone: ZoneInfo) -> dict[str, Any]:
    rows = [
        [said(value, column.kind, locale, zone) for value, column in zip(row, dataset.columns, strict=True)]
        for row in islice(dataset.rows, limit + 1)
    ]
    if len(rows) > limit:
        raise DomainError(
            f"Son más de {formatting.number(limit, locale)} filas: demasiadas para {name}. "
            "Filtra la lista o expórtala a Excel o CSV."
        )
    totals = dataset.totals_row()
    return {
        "house": house.current(),
        "title": dataset.title,
        "notes": list(dataset.notes),
        "head": [{"label": column.label, "number": column.kind.is_number} for column in dataset.columns],
        "numeric": " ".join(f"n{n}" for n, column in enumerate(dataset.columns, 1) if column.kind.is_number),
        "rows": rows,
        "totals": [
            "" if value is None else said(value, column.kind, locale, zone)
            for value, column in zip(totals, dataset.columns, strict=True)
        ]
        if totals
        else None,
        "landscape": len(dataset.columns) > 6,
    }
