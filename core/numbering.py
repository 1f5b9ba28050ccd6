"""Gap-free numbers: a counter row per series and year, moved inside the caller's transaction.

A database sequence would be faster and leave a gap at each rollback; complaints and invoices may have none. The row
stays locked until the caller commits, so take the number late and do nothing slow afterwards.
"""

from django.db import connection, transaction

NEXT = """
INSERT INTO core_counter AS c (series, year, value) VALUES (%s, %s, 1)
ON CONFLICT (series, year) DO UPDATE SET value = c.value + 1
RETURNING value
"""


def next_number(*, series: str, year: int) -> int:
    """The next number of ``series`` in ``year`` (the company's local year), from 1, without gaps.

    Must run inside ``transaction.atomic``: outside of it a failure after the number would leave a gap, so that
    raises ``RuntimeError``.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("next_number outside a transaction would leave gaps")
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [series, year])
        value: int = cursor.fetchone()[0]
    return value


def formatted(*, prefix: str, year: int, number: int, width: int = 6) -> str:
    """``P-2026-000123``."""
    return f"{prefix}-{year}-{number:0{width}d}"


def next_code(*, series: str, prefix: str, year: int, width: int = 6) -> str:
    """Take the next number and write it out; same conditions as ``next_number``."""
    return formatted(prefix=prefix, year=year, number=next_number(series=series, year=year), width=width)
