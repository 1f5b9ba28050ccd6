"""The staging table of one import: parsed values, the reason of each refused row, the fate of each accepted one.

It is a temporary table: not WAL-logged, private to the connection, and gone with it, so that a killed process leaves
nothing behind (an UNLOGGED table would outlive its owner). Cells are parsed while they stream into COPY; rules that
need other rows or the database are checked in sets.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db.backends.utils import CursorWrapper

from .kinds import Field, Kind
from .mapping import Columns
from .reading import Row
from .values import Bad, Formats, as_text

TABLE = "import_stage"
MEMO_SIZE = 20_000
MEMO_LENGTH = 200
PROGRESS_EVERY = 2_000
SHOWN_VALUE = 200
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

Progress = Callable[[int], None]


@dataclass
class _Column:
    """How one field is filled: from a column of the file, or from the text that stands for it everywhere."""

    field: Field
    index: int | None
    default: str
    memo: dict[Any, tuple[str, str]]


class Stage:
    """What ``check`` and ``apply`` of a kind work on. ``sql`` runs a statement, ``rows`` gives its result."""

    def __init__(
        self, *, cursor: CursorWrapper, kind: Kind, header: Sequence[str], columns: Columns, formats: Formats
    ) -> None:
        self.cursor, self.kind, self.header = cursor, kind, list(header)
        self.formats = formats
        self.fields = tuple(kind.fields)  # as they are now: the company may define another while this runs
        self.batch_id: int | None = None
        self.actor: Any = None  # who loads; nobody for the command line
        self.read = 0
        self.records: dict[str, dict[str, int]] = {}
        # What gives (line, fate) of every row; a kind whose fate hangs on groups of rows sets its own.
        self.fates_sql = f"SELECT line, CASE WHEN error IS NULL THEN fate ELSE 'rejected' END AS fate FROM {TABLE}"
        self._columns = [
            _Column(
                entry,
                self.header.index(columns.columns[entry.key]) if entry.key in columns.columns else None,
                columns.defaults.get(entry.key, "") or entry.fallback,
                {},
            )
            for entry in self.fields
        ]
        self._temporary = [TABLE]

    # ── filling ────────────────────────────────────────────────────────────────────────────────────────

    @property
    def zone(self) -> ZoneInfo:
        return self.formats.zone

    @property
    def today(self) -> str:
        """SQL: the company's day at which the file is read."""
        return f"(now() AT TIME ZONE '{self.zone.key}')::date"

    def has(self, key: str) -> bool:
        """Does the file (or a default) say this field?"""
        return any(column.field.key == key and (column.index is not None or column.default) for column in self._columns)

    def mapped(self, key: str) -> bool:
        """Does a column of the file say this field?"""
        return any(column.field.key == key and column.index is not None for column in self._columns)

    def column_name(self, key: str) -> str:
        """How the person knows a field: the name of its column in the file, else the field's own."""
        for column in self._columns:
            if key in (column.field.key, column.field.column):
                return column.field.label if column.index is None else self.header[column.index]
        return key

    def fill(self, rows: Iterable[Row], progress: Progress) -> None:
        """Create the table and COPY the rows into it."""
        shape = ", ".join(f"{entry.column} {entry.sql_type}" for entry in self.fields)
        self.sql(f"DROP TABLE IF EXISTS {TABLE}")
        self.sql(
            f"CREATE TEMP TABLE {TABLE} "
            f"(line integer NOT NULL, error_field text, error text, error_value text, fate text, {shape})"
        )
        names = ", ".join(["line", "error_field", "error", "error_value", *(entry.column for entry in self.fields)])
        stream = _CopyStream(self._lines(rows, progress))
        self.cursor.copy_expert(f"COPY {TABLE} ({names}) FROM STDIN", stream, 1 << 16)
        self.sql(f"ANALYZE {TABLE}")

    def _lines(self, rows: Iterable[Row], progress: Progress) -> Iterator[str]:
        width = len(self.header)
        needed = max((column.index + 1 for column in self._columns if column.index is not None), default=0)
        for line, cells, reason in rows:
            self.read += 1
            if self.read % PROGRESS_EVERY == 0:
                progress(line)
            if not reason and len(cells) != width:
                reason = _ragged(cells, width, needed)
            yield self._refused(line, cells, reason) if reason else self._parsed(line, cells)

    def _parsed(self, line: int, cells: list[Any]) -> str:
        texts, faults = [], []
        for column in self._columns:
            if column.index is None and not column.default:
                texts.append("\\N")
                continue
            cell = column.default if column.index is None else _cell(cells, column.index)
            if cell == "" and column.default:
                cell = column.default
            text, fault = _read(column, cell, self.formats)
            texts.append(text)
            if fault:
                faults.append((column.field, fault, as_text(cell)))
        if not faults:
            return f"{line}\t\\N\t\\N\t\\N\t" + "\t".join(texts) + "\n"
        first, reason, value = faults[0]
        reason += "".join(f" · {entry.label}: {fault}" for entry, fault, _ in faults[1:])
        return f"{line}\t{first.column}\t{escaped(reason)}\t{escaped(value[:SHOWN_VALUE])}\t" + "\t".join(texts) + "\n"

    def _refused(self, line: int, cells: list[Any], reason: str) -> str:
        """A row whose cells cannot be told apart: only the field that binds rows together is kept of it."""
        texts = []
        for column in self._columns:
            keep = column.field.key == self.kind.whole and column.index is not None and column.index < len(cells)
            texts.append(_read(column, cells[column.index or 0], self.formats)[0] if keep else "\\N")
        return f"{line}\t\\N\t{escaped(reason)}\t\\N\t" + "\t".join(texts) + "\n"

    # ── what kinds use ─────────────────────────────────────────────────────────────────────────────────

    def sql(self, statement: str, parameters: Sequence[Any] | dict[str, Any] | None = None) -> int:
        """Run one statement; gives the number of rows it touched."""
        self.cursor.execute(statement, parameters)
        return int(self.cursor.rowcount)

    def rows(self, statement: str, parameters: Sequence[Any] | dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        self.cursor.execute(statement, parameters)
        return list(self.cursor.fetchall())

    def one(self, statement: str, parameters: Sequence[Any] | dict[str, Any] | None = None) -> Any:
        """First column of the first row."""
        return self.rows(statement, parameters)[0][0]

    def temporary(self, name: str, select: str, parameters: dict[str, Any] | None = None) -> None:
        """A further temporary table from a SELECT, analysed."""
        self.sql(f"DROP TABLE IF EXISTS {name}")
        self.sql(f"CREATE TEMP TABLE {name} AS {select}", parameters)
        self.sql(f"ANALYZE {name}")
        self._temporary.append(name)

    def drop(self) -> None:
        for name in self._temporary:
            self.sql(f"DROP TABLE IF EXISTS {name}")

    def reject(self, *, field: str, where: str, reason: str) -> int:
        """Refuse the rows (alias ``s``) for which ``where`` holds; ``reason`` is an SQL text expression."""
        return self.sql(
            f"UPDATE {TABLE} s SET error_field = %(field)s, error = {reason}, "
            f"error_value = left(s.{field}::text, {SHOWN_VALUE}) WHERE s.error IS NULL AND ({where})",
            {"field": field},
        )

    def reject_repeated(self, *, field: str, what: str) -> int:
        """Refuse the rows whose ``field`` came in an earlier row; ``what`` names it ("el código")."""
        return self.sql(
            f"UPDATE {TABLE} s SET error_field = %(field)s, error_value = left(s.{field}::text, {SHOWN_VALUE}), "
            "error = 'repite ' || %(what)s || ' de la línea ' || r.first FROM (SELECT line, min(line) OVER "
            f"(PARTITION BY {field}) AS first FROM {TABLE} WHERE error IS NULL AND {field} IS NOT NULL) r "
            "WHERE r.line = s.line AND r.first < s.line",
            {"field": field, "what": what},
        )

    def keep(self, model: str, where: str, *, action: str = "updated") -> int:
        """Remember the rows ``t`` of a model as they are, before they are changed or replaced."""
        table = apps.get_model(model)._meta.db_table
        return self.sql(
            "INSERT INTO core_importchange (batch_id, model, row_id, action, before) "
            f"SELECT %(batch)s, %(model)s, t.id, %(action)s, to_jsonb(t) FROM {table} t WHERE {where}",
            {"batch": self.batch_id, "model": model, "action": action},
        )

    def made(self, model: str, where: str) -> int:
        """Remember that this import made the rows ``t`` (for models without ``import_batch``)."""
        table = apps.get_model(model)._meta.db_table
        return self.sql(
            "INSERT INTO core_importchange (batch_id, model, row_id, action) "
            f"SELECT %(batch)s, %(model)s, t.id, 'created' FROM {table} t WHERE {where}",
            {"batch": self.batch_id, "model": model},
        )

    def count(self, record: str, *, created: int = 0, updated: int = 0, unchanged: int = 0) -> None:
        """Say how many records (orders, customers…) this import made, changed, left."""
        self.records[record] = {"created": created, "updated": updated, "unchanged": unchanged}


class _CopyStream(io.TextIOBase):
    """What COPY reads from: joins generated lines into chunks."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._rest = ""

    def read(self, size: int | None = -1) -> str:
        wanted = size if size and size > 0 else 1 << 16
        parts, length = [self._rest], len(self._rest)
        while length < wanted:
            line = next(self._lines, None)
            if line is None:
                break
            parts.append(line)
            length += len(line)
        text = "".join(parts)
        self._rest = text[wanted:]
        return text[:wanted]


def _cell(cells: list[Any], index: int) -> Any:
    return cells[index] if index < len(cells) else ""


def _ragged(cells: list[Any], width: int, needed: int) -> str:
    """Why a row of another width cannot be read; empty if only unused or empty cells are missing or too many."""
    if len(cells) > width and not any(as_text(cell) for cell in cells[width:]):
        return ""
    if needed <= len(cells) < width:
        return ""
    return f"la fila tiene {len(cells)} celdas y el encabezado {width}"


def _read(column: _Column, cell: Any, formats: Formats) -> tuple[str, str]:
    """(text for COPY, fault) of a cell, from the memory of what was read before if possible."""
    key = cell if type(cell) is str else (type(cell), cell)
    known = column.memo.get(key)
    if known is None:
        known = _parse(column.field, cell, formats)
        if type(cell) is not str or len(cell) <= MEMO_LENGTH:
            if len(column.memo) >= MEMO_SIZE:
                column.memo.clear()
            column.memo[key] = known
    return known


def _parse(entry: Field, cell: Any, formats: Formats) -> tuple[str, str]:
    try:
        value = entry.value(cell, formats)
    except Bad as bad:
        return "\\N", str(bad)
    if value is None:
        return "\\N", "falta" if entry.required else ""
    return _copied(value), ""


def _copied(value: Any) -> str:
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    return escaped(str(value))


def escaped(text: str) -> str:
    return text.replace("\x00", "").translate(_ESCAPES).encode("utf-8", "replace").decode("utf-8")
