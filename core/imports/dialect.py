"""How a file is written: encoding, separator, header row, decimal and date formats.

Each is recognised from the file itself and shown, and the person may change it. The rule for encodings is BOM, else
strict UTF-8, else Windows-1252: statistical guessers called a cp1252 file mac_latin2. A file whose lines differ is
read line by line ("mixta").
"""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import IO, Any

from . import values
from .errors import Unusable

SEPARATORS = {",": "coma (,)", ";": "punto y coma (;)", "\t": "tabulador", "|": "barra (|)"}
ENCODINGS = {"utf-8": "UTF-8", "cp1252": "Windows (cp1252)", "utf-16": "Unicode de Excel (UTF-16)", "mixta": "mezclada"}
DECIMALS = {".": "1,234.50", ",": "1.234,50"}
DATES = {"dmy": "31/12/2026", "mdy": "12/31/2026"}
SAMPLE_BYTES = 256 * 1024
MAX_COLUMNS = 250
HEADER_SEARCH = 20


@dataclass(frozen=True)
class Options:
    """How to read a file. ``header_row`` counts the rows that are not blank from 1; 0 = there is no header."""

    encoding: str = "utf-8"
    separator: str = ","
    header_row: int = 1
    decimal: str = "."
    dates: str = "dmy"
    sheet: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, given: dict[str, Any]) -> "Options":
        """From stored JSON or a form; unknown keys and values that mean nothing are left out."""
        known: dict[str, Any] = {}
        for key, allowed in (
            ("encoding", ENCODINGS),
            ("separator", SEPARATORS),
            ("decimal", DECIMALS),
            ("dates", DATES),
        ):
            if given.get(key) in allowed:
                known[key] = given[key]
        if str(given.get("header_row", "")).isdigit():
            known["header_row"] = min(int(given["header_row"]), HEADER_SEARCH)
        if isinstance(given.get("sheet"), str):
            known["sheet"] = given["sheet"][:64]
        return cls(**known)


def detect_encoding(stream: IO[bytes]) -> str:
    """Read the whole stream once. Raises :class:`Unusable` when it is no text."""
    head = stream.read(SAMPLE_BYTES)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    refuse_binary(head)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
        while chunk := stream.read(1 << 20):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "mixta" if _mixed(stream) else "cp1252"
    return "utf-8"


def _mixed(stream: IO[bytes]) -> bool:
    """Some lines hold valid multi-byte UTF-8, others bytes that are none."""
    stream.seek(0)
    good = bad = False
    for line in iter(lambda: stream.readline(1 << 20), b""):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            good = True
        except UnicodeDecodeError:
            bad = True
        if good and bad:
            return True
    return False


_SIGNATURES = {
    b"\x89PNG": "una imagen",
    b"\xff\xd8\xff": "una imagen",
    b"GIF8": "una imagen",
    b"BM": "una imagen",
    b"RIFF": "una imagen o un sonido",
    b"%PDF": "un PDF",
    b"PK\x03\x04": "un archivo comprimido",
    b"Rar!": "un archivo comprimido",
    b"7z\xbc\xaf": "un archivo comprimido",
    b"\x7fELF": "un programa",
    b"MZ\x90": "un programa",
}


def refuse_binary(head: bytes) -> None:
    """Raise :class:`Unusable` if the first bytes are no text."""
    for signature, what in _SIGNATURES.items():
        if head.startswith(signature) and (len(signature) > 2 or _control_share(head) > 0.02):
            raise Unusable(f"Esto no es una tabla: el contenido es {what}. Guarda los datos como CSV o Excel.")
    if _control_share(head) > 0.1:
        raise Unusable("Esto no es una tabla: el contenido no es texto. Guarda los datos como CSV o Excel.")


def _control_share(head: bytes) -> float:
    if not head:
        return 0.0
    return sum(head.count(code) for code in range(32) if code not in (9, 10, 12, 13)) / len(head)


def detect_separator(sample: str) -> str:
    """Separator of a text sample: the Sniffer if its answer holds, else the mark that cuts most lines alike."""
    lines = [line for line in sample.splitlines()[:60] if line.strip()]
    if not lines:
        return ","
    try:
        sniffed = csv.Sniffer().sniff("\n".join(lines), delimiters=";,\t|").delimiter
    except csv.Error:
        sniffed = ""
    scores = {mark: _evenness(lines, mark) for mark in SEPARATORS}
    best = max(scores, key=lambda mark: scores[mark])
    return sniffed if sniffed in SEPARATORS and scores[sniffed] >= scores[best] * 0.8 else best


def _evenness(lines: list[str], mark: str) -> float:
    """How many rows have the usual number of cells, weighed by that number; 0 if the mark cuts nothing."""
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=mark))
    except csv.Error:
        return 0.0
    width, count = widths.most_common(1)[0]
    return 0.0 if width < 2 else count / len(lines) * min(width, 12)


def find_header(rows: Sequence[Sequence[values.Cell]], known_names: set[str]) -> int:
    """Which of the first rows (counted from 1) names the columns; 0 when none does.

    A row whose cells are known names wins; otherwise the first row that is as wide as the table and holds no number.
    """
    best, best_hits = 0, 0
    for index, row in enumerate(rows[:HEADER_SEARCH], start=1):
        hits = sum(1 for cell in row if isinstance(cell, str) and values.plain(cell) in known_names)
        if hits > best_hits:
            best, best_hits = index, hits
    if best_hits >= 2 or (best_hits == 1 and best == 1):
        return best
    usual = Counter(_filled(row) for row in rows).most_common(1)[0][0] if rows else 0
    for index, row in enumerate(rows[:HEADER_SEARCH], start=1):
        if _filled(row) >= max(1, usual) and not any(_looks_like_data(cell) for cell in row):
            return index
    return 0


def _filled(row: Sequence[values.Cell]) -> int:
    return sum(1 for cell in row if values.as_text(cell))


def _looks_like_data(cell: values.Cell) -> bool:
    if not isinstance(cell, str):
        return cell is not None
    return bool(re.match(r"^[-+(]?[$€£]?\s?\d[\d.,:/\- ]*\)?$", cell.strip()))


_DECIMAL_POINT = re.compile(
    r"^[^\d]*(?:\d{1,3}(?:,\d{3})*\.(?:\d{1,2}|\d{4,})|0\.\d+|\d{4,}\.\d+|\d{1,3}(?:,\d{3}){2,}|\d+,\d{3}\.\d+)\D*$"
)
_DECIMAL_COMMA = re.compile(
    r"^[^\d]*(?:\d{1,3}(?:\.\d{3})*,(?:\d{1,2}|\d{4,})|0,\d+|\d{4,},\d+|\d{1,3}(?:\.\d{3}){2,}|\d+\.\d{3},\d+)\D*$"
)
_DAY_FIRST = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.]\d{2,4}")


def detect_formats(rows: Sequence[Sequence[values.Cell]], separator: str) -> tuple[str, str]:
    """Decimal mark and order of dates: the unambiguous cells vote; a tie goes to the habit of the separator."""
    point = comma = day_first = month_first = 0
    for row in rows:
        for cell in row:
            if not isinstance(cell, str) or not any(char.isdigit() for char in cell):
                continue
            text = cell.strip()
            if match := _DAY_FIRST.match(text):
                first, second = int(match[1]), int(match[2])
                day_first += first > 12 >= second
                month_first += second > 12 >= first
            elif len(text) <= 24:
                point += bool(_DECIMAL_POINT.match(text))
                comma += bool(_DECIMAL_COMMA.match(text))
    habit = "," if separator == ";" else "."
    decimal = habit if point == comma else ("." if point > comma else ",")
    return decimal, "mdy" if month_first > day_first else "dmy"


def accents_sample(lines: Sequence[str], limit: int = 3) -> list[str]:
    """Words with letters outside ASCII, to show that the encoding is right."""
    found: list[str] = []
    for line in lines:
        for word in re.findall(r"[^\W\d_]*[^\x00-\x7f][^\W\d_]*", line):
            if len(word) > 2 and word not in found:
                found.append(word)
                if len(found) == limit:
                    return found
    return found
