"""Rows of a file as a stream of (line, cells), bounded in time and memory.

Text files are read line by line; a quote that is never closed costs its own line, not the rest of the file.
Spreadsheets go through calamine, after the zip was measured without trusting what it says of itself.
"""

import csv
import gzip
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from . import dialect
from .dialect import MAX_COLUMNS, Options
from .errors import Unusable
from .values import Cell, as_text

MAX_LINE = 16 * 1024 * 1024  # bytes of one physical line
MAX_RECORD_LINES = 200  # physical lines that one quoted cell may span
MAX_ROWS = 3_000_000
MAX_UNPACKED = 1024 * 1024 * 1024  # of a .gz
MAX_SHEET_XML = 400 * 1024 * 1024
MAX_SHEET_CELLS = 8_000_000
csv.field_size_limit(MAX_LINE)

Row = tuple[int, list[Cell], str]  # line, cells, reason why the row as such cannot be read ("" = it can)


@dataclass(frozen=True)
class Source:
    """A file that was looked at: what it is and how it seems to be written."""

    path: Path
    name: str
    sha256: str
    size: int
    is_sheet: bool
    lines: int = 0
    sheets: tuple[str, ...] = ()
    options: Options = field(default_factory=Options)


def examine(path: Path, *, name: str = "", known_names: set[str] | None = None) -> Source:
    """Recognise a file. Raises :class:`Unusable` with a sentence for the person."""
    if not path.is_file():
        raise Unusable(f"No encuentro el archivo {path.name}.")
    size = path.stat().st_size
    if size == 0:
        raise Unusable("El archivo está vacío.")
    if size > settings.UPLOAD_MAX_BYTES:
        raise Unusable(
            f"El archivo pesa {size // 1_048_576} MB; el máximo es {settings.UPLOAD_MAX_BYTES // 1_048_576} MB. "
            "Divídelo en partes."
        )
    sheets = _sheet_names(path)
    digest, lines = _digest(path)
    source = Source(path, name or path.name, digest, size, sheets is not None, lines, tuple(sheets or ()))
    options = Options(sheet=sheets[0] if sheets else "")
    if not source.is_sheet:
        with _opened(path) as stream:
            encoding = dialect.detect_encoding(stream)
        options = replace(options, encoding=encoding)
        options = replace(options, separator=dialect.detect_separator(_sample_text(path, encoding)))
    source = replace(source, options=replace(options, header_row=0))
    rows = [cells for _, cells, reason in islice(records(source), 200) if not reason]
    if not rows:
        raise Unusable("El archivo está vacío: no tiene ninguna fila con datos.")
    widest = max(len(row) for row in rows)
    if widest > MAX_COLUMNS:
        raise Unusable(f"El archivo tiene {widest} columnas; el máximo es {MAX_COLUMNS}. Deja solo las que necesitas.")
    header_row = dialect.find_header(rows, known_names or set())
    decimal, dates = dialect.detect_formats(rows[header_row:], options.separator)
    return replace(source, options=replace(options, header_row=header_row, decimal=decimal, dates=dates))


def header(source: Source) -> list[str]:
    """Names of the columns; without a header row "Columna A", "Columna B"…; repeated names get a number."""
    row_number = source.options.header_row
    rows = list(islice((cells for _, cells, _ in records(source)), max(row_number, 30)))
    if not rows:
        raise Unusable("El archivo está vacío: no tiene ninguna fila con datos.")
    if row_number == 0:
        return [f"Columna {_letters(index)}" for index in range(max(len(row) for row in rows))]
    cells = [as_text(cell) for cell in rows[min(row_number, len(rows)) - 1]]
    while cells and not cells[-1]:
        cells.pop()
    seen: dict[str, int] = {}
    names = []
    for index, cell in enumerate(cells):
        name = cell.replace("\x00", "")[:120] or f"Columna {_letters(index)}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    if not names:
        raise Unusable(f"La fila {row_number} no tiene nombres de columnas.")
    if len(names) > MAX_COLUMNS:
        raise Unusable(f"El archivo tiene {len(names)} columnas; el máximo es {MAX_COLUMNS}.")
    return names


def body(source: Source) -> Iterator[Row]:
    """The rows under the header."""
    return islice(records(source), source.options.header_row, None)


def records(source: Source) -> Iterator[Row]:
    """Every row that is not blank, with the line it begins on."""
    rows = _sheet_rows(source) if source.is_sheet else _text_rows(source)
    count = 0
    for row in rows:
        if row[2] or any(cell not in ("", None) and as_text(cell) for cell in row[1]):
            count += 1
            if count > MAX_ROWS:
                raise Unusable(f"El archivo tiene más de {MAX_ROWS:,} filas. Divídelo en partes.")
            yield row


def _letters(index: int) -> str:
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def _digest(path: Path) -> tuple[str, int]:
    """SHA-256 of the content (of what is inside, for a .gz: packing it anew makes no other file), and its lines."""
    digest, lines = hashlib.sha256(), 0
    with _opened(path) as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
            lines += chunk.count(b"\n")
    return digest.hexdigest(), lines


# ── Text ───────────────────────────────────────────────────────────────────────────────────────────────────


class _Bounded(io.RawIOBase):
    """A packed stream that refuses to grow without end."""

    def __init__(self, stream: Any) -> None:
        self._stream, self._total = stream, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data: bytes = self._stream.read(len(buffer))
        except (OSError, EOFError, zlib.error) as error:
            raise Unusable("El archivo comprimido está dañado.") from error
        self._total += len(data)
        if self._total > MAX_UNPACKED:
            raise Unusable("El archivo comprimido es demasiado grande por dentro.")
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as raw:
        if raw.read(2) != b"\x1f\x8b":
            raw.seek(0)
            yield raw
            return
        raw.seek(0)
        if zipfile.is_zipfile(path):
            raise Unusable("El archivo está dañado.")
        with gzip.GzipFile(fileobj=raw) as unpacked:
            yield _Rewindable(unpacked, raw)


class _Rewindable(io.BufferedReader):
    """Buffered, bounded reading of a .gz; only ``seek(0)`` is supported."""

    def __init__(self, unpacked: gzip.GzipFile, raw: IO[bytes]) -> None:
        self._unpacked, self._packed = unpacked, raw
        super().__init__(_Bounded(unpacked), buffer_size=1 << 18)

    def seek(self, offset: int, whence: int = 0) -> int:
        if (offset, whence) != (0, 0):
            raise io.UnsupportedOperation("only back to the start")
        self._unpacked.seek(0)
        super().__init__(_Bounded(self._unpacked), buffer_size=1 << 18)
        return 0


def _sample_text(path: Path, encoding: str) -> str:
    with _opened(path) as stream:
        head = stream.read(dialect.SAMPLE_BYTES)
    if encoding == "utf-16":
        return head[: len(head) // 2 * 2].decode("utf-16", errors="replace")
    return head.decode("cp1252" if encoding == "cp1252" else "utf-8", errors="replace").lstrip("\ufeff")


def _lines(stream: IO[bytes], encoding: str) -> Iterator[str]:
    """Physical lines as text, with their ends; a line beyond the limit ends the reading."""
    if encoding == "utf-16" or _only_carriage_returns(stream):
        wrapped = io.TextIOWrapper(stream, encoding="utf-16" if encoding == "utf-16" else "cp1252", errors="replace")
        yield from iter(lambda: wrapped.readline(MAX_LINE), "")
        return
    first = True
    number = 0
    while raw := stream.readline(MAX_LINE):
        number += 1
        if len(raw) >= MAX_LINE and not raw.endswith(b"\n"):
            raise Unusable(f"La línea {number} pesa más de {MAX_LINE // 1_048_576} MB: esto no parece una tabla.")
        if first and raw.startswith(b"\xef\xbb\xbf"):
            raw = raw[3:]
        first = False
        yield _decoded(raw, encoding)


def _decoded(raw: bytes, encoding: str) -> str:
    if encoding != "cp1252":
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            if encoding == "utf-8":
                return raw.decode("utf-8", errors="replace")
    return raw.decode("cp1252", errors="replace")


def _only_carriage_returns(stream: IO[bytes]) -> bool:
    head = stream.read(8192)
    stream.seek(0)
    return b"\r" in head and b"\n" not in head


class _Unclosed(Exception):
    """A quoted cell ran over too many lines."""


class _Feed:
    """Hands lines to the csv reader, remembers those of the record in hand, can take them back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self._back = lines, []  # type: tuple[Iterator[str], list[str]]
        self.record: list[str] = []
        self.number = 0

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if len(self.record) >= MAX_RECORD_LINES:
            raise _Unclosed
        line = self._back.pop() if self._back else next(self._lines)
        self.number += 1
        self.record.append(line)
        return line

    def take_back(self) -> None:
        """Give back every line of the record but its first."""
        self.number -= len(self.record) - 1
        self._back.extend(reversed(self.record[1:]))
        self.record = []


_OPEN_QUOTE = "hay comillas que se abren y no se cierran"


def _text_rows(source: Source) -> Iterator[Row]:
    options = source.options
    with _opened(source.path) as stream:
        feed = _Feed(_lines(stream, options.encoding))
        width = 0
        while True:
            reader = csv.reader(feed, delimiter=options.separator)
            try:
                for cells in reader:
                    start = feed.number - len(feed.record) + 1
                    if len(feed.record) > 1 and width and len(cells) != width and _runs_away(feed, cells):
                        feed.take_back()
                        yield start, [], _OPEN_QUOTE
                        break
                    feed.record = []
                    width = width or len(cells)
                    yield start, cells, ""
                else:
                    return
            except (_Unclosed, csv.Error):
                start = feed.number - len(feed.record) + 1
                feed.take_back()
                yield start, [], _OPEN_QUOTE


def _runs_away(feed: _Feed, cells: list[str]) -> bool:
    """A record over many lines that ends at the file's end, or whose long cell holds whole rows: a lost quote."""
    last = feed.record[-1].rstrip("\r\n")
    return not last.endswith('"') or any("\n" in cell and cell.count("\n") >= 2 for cell in cells[-1:])


# ── Spreadsheets ───────────────────────────────────────────────────────────────────────────────────────────


def _sheet_names(path: Path) -> list[str] | None:
    """Names of the sheets, or ``None`` when the content is no spreadsheet."""
    with path.open("rb") as raw:
        head = raw.read(8)
    if head.startswith(b"PK\x03\x04"):
        _measure(path)
    elif not head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return None
    names = list(_workbook(path).sheet_names)
    if not names:
        raise Unusable("El libro de Excel no tiene hojas.")
    return names


def _workbook(path: Path) -> Any:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        raise Unusable(
            "El libro de Excel está dañado o tiene contraseña. Guárdalo de nuevo o expórtalo a CSV."
        ) from error
    except BaseException as error:  # a panic of the Rust reader derives from BaseException
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise Unusable("El libro de Excel está dañado. Guárdalo de nuevo o expórtalo a CSV.") from error


_CELL = re.compile(rb'<(?:\w+:)?c [^>]{0,80}?r="([A-Z]{1,3})(\d{1,7})"')


def _measure(path: Path) -> None:
    """Unpack in small pieces, count what comes out and how far the cells reach; refuse what would not fit in memory."""
    too_big = Unusable("El libro de Excel es demasiado grande por dentro. Expórtalo a CSV o divídelo en partes.")
    total = 0
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if not any(name.startswith(("xl/", "content.xml")) for name in names):
                raise Unusable(
                    "Esto no es una tabla: es un archivo comprimido. Sube el CSV o el Excel que lleva dentro."
                )
            if len(names) > 2_000 or sum(entry.file_size for entry in archive.infolist()) > MAX_SHEET_XML:
                raise too_big
            for name in names:
                rows = columns = 0
                tail = b""
                with archive.open(name) as member:
                    while chunk := member.read(1 << 18):
                        total += len(chunk)
                        if total > MAX_SHEET_XML:
                            raise too_big
                        if name.startswith("xl/worksheets/"):
                            for letters, number in _CELL.findall(tail + chunk):
                                rows = max(rows, int(number))
                                columns = max(columns, _column(letters))
                            if rows * columns > MAX_SHEET_CELLS:
                                raise too_big
                            tail = chunk[-120:]
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise Unusable("El libro de Excel está dañado o tiene contraseña.") from error


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheet_rows(source: Source) -> Iterator[Row]:
    book = _workbook(source.path)
    wanted = source.options.sheet if source.options.sheet in book.sheet_names else book.sheet_names[0]
    try:
        sheet = book.get_sheet_by_name(wanted)
        first = (sheet.start or (0, 0))[0]
        for index, cells in enumerate(sheet.iter_rows()):
            if len(cells) > MAX_COLUMNS:
                cells = _trimmed(cells)
            yield first + index + 1, cells, ""
    except Unusable:
        raise
    except Exception as error:  # the reader's own errors differ by format
        raise Unusable("El libro de Excel está dañado. Guárdalo de nuevo o expórtalo a CSV.") from error


def _trimmed(cells: list[Cell]) -> list[Cell]:
    end = len(cells)
    while end and cells[end - 1] in ("", None):
        end -= 1
    return cells[:end]
