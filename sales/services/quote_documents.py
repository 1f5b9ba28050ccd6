"""The paper of a quote as files: PDF and Word, from the same prepared object."""

import io
import mimetypes
from typing import Any

from django.core.files.storage import default_storage

from core.exports.documents import printed
from sales.queries.quote_paper import Paper

LOGO = "file:logo"


def pdf(paper: Paper) -> bytes:
    """A4, with the company's logo. Raises ``DomainError`` where the machine lacks Pango."""
    picture = _logo(paper)
    files = {LOGO: picture} if picture else {}
    context = {"paper": paper, "logo": LOGO if picture else ""}
    return printed("sales/quote_paper_print.html", context, sheet="quote-print.css", files=files)


def word(paper: Paper) -> bytes:
    """The same as a Word document, to be changed by hand."""
    from docx import Document
    from docx.shared import Cm, Pt

    document = Document()
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(2)
    document.styles["Normal"].font.size = Pt(10)
    document.core_properties.title = f"Cotización {paper.number}"
    document.core_properties.author = paper.house.name
    picture = _logo(paper)
    if picture:
        document.add_picture(io.BytesIO(picture[0]), height=Cm(1.6))
    _words(document, paper.house.name, *paper.house.under, bold=True)
    document.add_heading(f"Cotización {paper.number}" + (f", versión {paper.version}" if paper.version > 1 else ""), 1)
    _words(document, paper.title, f"Fecha: {paper.made_on} · Vale hasta el {paper.valid_until}", bold=True)
    attention = (f"A la atención de {paper.attention}",) if paper.attention else ()
    _words(document, paper.customer.name, *paper.customer.under, *attention, bold=True)
    _block(document, paper.intro)
    _table(document, paper)
    _block(document, paper.terms)
    _words(document, paper.seller.name, *paper.seller.under, bold=True)
    _block(document, paper.footer)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _words(document: Any, first: str, *more: str, bold: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(first).bold = bold
    for text in more:
        paragraph.add_run().add_break()
        paragraph.add_run(text)


def _block(document: Any, text: str) -> None:
    for part in text.replace("\r\n", "\n").split("\n\n"):
        if part.strip():
            document.add_paragraph(part.strip())


def _table(document: Any, paper: Paper) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    heads = paper.heads
    table = document.add_table(rows=0, cols=len(heads))
    table.style = "Light List"

    def put(cell: Any, text: str, *, figure: bool, bold: bool = False) -> None:
        run = cell.paragraphs[0].add_run(text)
        run.font.size, run.bold = Pt(9), bold
        if figure:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT

    top = table.add_row().cells
    for cell, (_, label, figure) in zip(top, heads, strict=True):
        put(cell, label, figure=figure, bold=True)
    for texts in paper.cells:
        for cell, (text, under, figure) in zip(table.add_row().cells, texts, strict=True):
            put(cell, f"{text}\n{under}" if under else text, figure=figure)
    for row in paper.rows:
        cells = table.add_row().cells
        put(cells[0].merge(cells[-2]), row.label, figure=True, bold=row.main)
        put(cells[-1], row.amount, figure=True, bold=row.main)


def _logo(paper: Paper) -> tuple[bytes, str] | None:
    """The picture with its media type, ``None`` without one (or if the folder lost it)."""
    if not paper.logo:
        return None
    try:
        with default_storage.open(paper.logo, "rb") as content:
            return content.read(), mimetypes.guess_type(paper.logo)[0] or "image/png"
    except FileNotFoundError:
        return None
