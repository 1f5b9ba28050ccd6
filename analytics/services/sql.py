"""Runs the hand-written statements of ``analytics/sql``: one file, one statement, parameters by name."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

FOLDER = Path(__file__).resolve().parent.parent / "sql"


@cache
def statement(name: str) -> str:
    """Text of ``analytics/sql/NAME.sql``."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def run(name: str, params: Mapping[str, Any] | None = None) -> int:
    """Execute a statement; gives the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement(name), params or {})
        return int(cursor.rowcount)


def rows(name: str, params: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """Execute a statement and give all its rows (for small results)."""
    with connection.cursor() as cursor:
        cursor.execute(statement(name), params or {})
        return list(cursor.fetchall())


def row(name: str, params: Mapping[str, Any] | None = None) -> tuple[Any, ...]:
    """Execute a statement and give its only row."""
    return rows(name, params)[0]


def heavy_work() -> None:
    """Settings of this transaction for a computation over many rows: no time limits, more memory, no JIT."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; "
            "SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL work_mem = '256MB'; SET LOCAL jit = off"
        )
