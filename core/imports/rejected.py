"""The rejected rows as a CSV that can be mended and loaded again: the file's own columns, then line and reason."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.models import ImportBatch

from . import reading
from .reading import Source
from .values import as_text

LINE, REASON = "línea del archivo", "motivo"
EXTRA = (LINE, REASON)
_NUMBER = re.compile(r"^[+-]?[\d\s.,()/-]*$")


def safe(text: str) -> str:
    """Keep a spreadsheet from reading text as a formula; the reader of imports takes the mark away again."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and not _NUMBER.match(text) else text


def lines(source: Source, header: list[str], refused: Iterator[tuple[int, str, str]]) -> Iterator[str]:
    """CSV text, piece by piece. ``refused`` gives (line, column, reason) by line."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=source.options.separator if not source.is_sheet else ";", lineterminator="\r\n")
    kept = [index for index, name in enumerate(header) if name not in EXTRA]
    out.write("\ufeff")
    writer.writerow([*(header[index] for index in kept), LINE, REASON])
    bad = next(refused, None)
    for line, cells, _ in reading.body(source):
        if bad is None:
            break
        if line != bad[0]:
            continue
        texts = [safe(_shown(cell)) for cell in cells]
        texts += [""] * (len(header) - len(texts))
        surplus = texts[len(header) :]
        reason = f"{bad[1]}: {bad[2]}" if bad[1] else bad[2]
        if surplus:
            reason += f" · sobran las celdas: {' | '.join(surplus)}"
        writer.writerow([*(texts[index] for index in kept), bad[0], reason])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
        bad = next(refused, None)
    yield out.getvalue()


def _shown(cell: Any) -> str:
    """As text that reads back alike: numbers of a spreadsheet get the decimal comma that goes with ``;``."""
    text = cell if isinstance(cell, str) else as_text(cell)
    if isinstance(cell, float):
        text = text.replace(".", ",")
    return text.replace("\x00", "")[:32_000]


def write(path: Path, source: Source, header: list[str], refused: Iterator[tuple[int, str, str]]) -> None:
    """Write the CSV to ``path``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        out.writelines(lines(source, header, refused))


def name_for(batch: ImportBatch) -> str:
    """File name of the download."""
    return f"rechazadas-{Path(batch.file_name).name.split('.')[0][:80]}.csv"
