"""Every row of the database in memory, and back again in a fraction of the time that making the rows took.

A test that commits finds what a new house has; the sample company is loaded once a run and put back for each test.
Rows are written without triggers and without asking for keys (``session_replication_role``): they stood so before.
"""

from collections.abc import Callable
from io import StringIO
from typing import Any, TypeVar

from django.db import connection, transaction

Told = TypeVar("Told")
AS_IT_IS = "SET LOCAL session_replication_role = replica"
AS_USUAL = "SET LOCAL session_replication_role = DEFAULT"
COLUMNS = """
SELECT c.relname, string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum)
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'django_migrations'
   AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
 GROUP BY c.relname ORDER BY c.relname
"""


class Photograph:
    """The rows of all tables as they stand now, what this transaction wrote with them."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(COLUMNS)
            self.tables = {f'"{table}"': f'"{table}" ({columns})' for table, columns in cursor.fetchall()}
            self.rows = {table: self._page(cursor, table) for table in self._filled(cursor)}

    def bring_back(self, *, alone: bool = False) -> None:
        """These rows and no others. The numbers that sequences give go on rising.

        ``alone``: waits as TRUNCATE would until whoever still writes has ended, and fails where nobody ends.
        """
        with transaction.atomic(), connection.cursor() as cursor:
            if alone:
                cursor.execute(f"LOCK TABLE {', '.join(self.tables)} IN ACCESS EXCLUSIVE MODE")
            filled = self._filled(cursor)
            wrong = [table for table in filled if self._page(cursor, table) != self.rows.get(table)]
            missing = self.rows.keys() - set(filled)
            cursor.execute(";".join([AS_IT_IS, *(f"DELETE FROM {table}" for table in wrong)]))
            for table in self.rows.keys() & {*wrong, *missing}:
                cursor.copy_expert(f"COPY {self.tables[table]} FROM STDIN", StringIO(self.rows[table]))
            cursor.execute(AS_USUAL)

    def _page(self, cursor: Any, table: str) -> str:
        page = StringIO()
        cursor.copy_expert(f"COPY {self.tables[table]} TO STDOUT", page)
        return page.getvalue()

    def _filled(self, cursor: Any) -> list[str]:
        """The tables that hold a row, by one question."""
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in self.tables)
        )
        return [table for (table,) in cursor.fetchall()]


_taken: dict[str, tuple[Photograph, object]] = {}


def once(name: str, make: Callable[[], Told]) -> Told:
    """What ``make`` answers, and its rows: made the first time of a run, put back from the photograph afterwards."""
    if name in _taken:
        photograph, told = _taken[name]
        photograph.bring_back()
    else:
        told = make()
        _taken[name] = Photograph(), told
    return told  # type: ignore[return-value]
