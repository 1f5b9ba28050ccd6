"""A database of its own for the measurements: made, filled by COPY, indexed, dropped."""

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import numpy as np
import psycopg2
from django.db import connection
from psycopg2 import sql

from . import statements
from .generate import CHANNELS, KINDS, STATUSES, Size, line_rows, order_rows, orders

TABLES = (
    "customers_customer",
    "customers_customerstanding",
    "inventory_product",
    "inventory_stockmovement",
    "sales_order",
    "sales_orderline",
)


@contextmanager
def own_database(name: str, *, keep: bool = False) -> Iterator[None]:
    """Create the database ``name`` beside the present one and drop it at the end; an older one is dropped first."""
    present = connection.get_connection_params() | {"options": "-c statement_timeout=0"}
    present = {key: present[key] for key in ("host", "port", "user", "password", "dbname", "options") if key in present}
    with closing(psycopg2.connect(**present)) as admin:
        admin.autocommit = True
        with admin.cursor() as cursor:
            quoted = sql.Identifier(name)
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(quoted))
            cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(quoted))
        try:
            yield
        finally:
            if not keep:
                with admin.cursor() as cursor:
                    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(quoted))


def fill(size: Size) -> dict[str, int]:
    """Generate and load the company; gives the number of rows of each kind. The database must be migrated and empty."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0; SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'")
        with bare_tables(cursor, TABLES):
            _catalogue(cursor, size)
            made = orders(size)
            _staged(cursor, statements.STAGE_ORDERS, statements.ORDERS, "bench_orders", order_rows(made), _names())
            _staged(cursor, statements.STAGE_LINES, statements.LINES, "bench_lines", line_rows(made, size), {})
            cursor.execute(statements.MOVEMENTS)
            cursor.execute(statements.CREDIT)
        for table, column in statements.SEQUENCES:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), (SELECT coalesce(max(id), 1) FROM "  # noqa: S608
                + connection.ops.quote_name(table)
                + "))",
                [table, column],
            )
        counts = {}
        for table in TABLES:
            cursor.execute(f"VACUUM (ANALYZE) {connection.ops.quote_name(table)}")
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own names
            counts[table] = cursor.fetchone()[0]
    return counts


def _names() -> dict[str, Any]:
    return {"kinds": list(KINDS), "statuses": list(STATUSES), "channels": list(CHANNELS), "cities": statements.CITIES}


def _catalogue(cursor: Any, size: Size) -> None:
    params = {
        "customers": size.customers,
        "products": size.products,
        "first_names": statements.FIRST_NAMES,
        "last_names": statements.LAST_NAMES,
        "cities": statements.CITIES,
        "goods": statements.GOODS,
    }
    for statement in statements.CATALOGUE:
        cursor.execute(statement, params)


def _staged(
    cursor: Any, stage: str, into: str, table: str, parts: Iterable[dict[str, Any]], params: dict[str, Any]
) -> None:
    cursor.execute(stage)
    for columns in parts:
        copy_binary(cursor, table, columns)
    cursor.execute(into, params)
    cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)}")


def copy_binary(cursor: Any, table: str, columns: dict[str, Any]) -> None:
    """COPY BINARY of equally long integer columns into ``table`` (all bigint), without a Python loop over the rows."""
    rows = len(next(iter(columns.values())))
    layout = [("fields", ">i2")]
    for name in columns:
        layout += [(f"{name}_length", ">i4"), (name, ">i8")]
    block = np.empty(rows, dtype=layout)
    block["fields"] = len(columns)
    for name, values in columns.items():
        block[f"{name}_length"] = 8
        block[name] = values
    stream = io.BytesIO(b"PGCOPY\n\xff\r\n\0" + b"\0" * 8 + block.tobytes() + b"\xff\xff")
    cursor.copy_expert(f"COPY {connection.ops.quote_name(table)} FROM STDIN (FORMAT binary)", stream)


@contextmanager
def bare_tables(cursor: Any, tables: Sequence[str]) -> Iterator[None]:
    """Load first, index after: keys and indexes of these tables leave during the load and come back."""
    cursor.execute(statements.CONSTRAINTS_AND_INDEXES, [list(tables)] * 2)
    found = cursor.fetchall()
    for drop, _ in found:
        cursor.execute(drop)
    cursor.execute(statements.TRIGGERS, ["DISABLE", list(tables)])
    toggles = [row[0] for row in cursor.fetchall()]
    for toggle in toggles:
        cursor.execute(toggle)
    yield
    for toggle in toggles:
        cursor.execute(toggle.replace(" DISABLE TRIGGER ", " ENABLE TRIGGER "))
    for _, create in reversed(found):
        cursor.execute(create)
