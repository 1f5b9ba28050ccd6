"""Many movements at once, by sets: for imports and the demo company."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import connection, transaction

from core.audit import acting
from core.errors import DomainError
from core.models import ImportBatch

CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class MovementRow:
    """One movement to be. ``quantity`` signed; ``unit_cost`` ``None`` = the average; ``key`` = its event."""

    product_id: int
    warehouse_id: int
    kind: str
    quantity: Decimal
    unit_cost: Decimal | None
    occurred_on: date
    occurred_at: datetime
    key: str
    reference: str = ""


TABLE = """
CREATE TEMP TABLE IF NOT EXISTS stock_load (
    product_id bigint, warehouse_id bigint, kind text, quantity numeric(14,3), unit_cost numeric(14,4),
    occurred_on date, occurred_at timestamptz, key text, reference text
) ON COMMIT DELETE ROWS
"""
COPY = """
COPY stock_load (product_id, warehouse_id, kind, quantity, unit_cost, occurred_on, occurred_at, key, reference)
FROM STDIN
"""
# Events that were posted before, and a key that comes twice in the load, move nothing.
KNOWN = "DELETE FROM stock_load l USING inventory_stockmovement m WHERE m.key = l.key"
TWICE = "DELETE FROM stock_load a USING stock_load b WHERE a.key = b.key AND a.ctid > b.ctid"
BALANCES = """
INSERT INTO inventory_stockbalance (product_id, warehouse_id, on_hand, reserved, value)
SELECT DISTINCT product_id, warehouse_id, 0, 0, 0 FROM stock_load ON CONFLICT DO NOTHING
"""
LOCK = """
SELECT b.id FROM inventory_stockbalance b
WHERE (b.product_id, b.warehouse_id) IN (SELECT product_id, warehouse_id FROM stock_load)
ORDER BY b.product_id, b.warehouse_id FOR UPDATE
"""
# Periodic average: what goes out in this load leaves at (value before + value in) / (units before + units in).
SUMS = """
CREATE TEMP TABLE stock_sums ON COMMIT DROP AS
WITH moved AS (
    SELECT l.product_id, l.warehouse_id, sum(l.quantity) AS net,
           sum(l.quantity) FILTER (WHERE l.quantity > 0) AS came,
           sum(round(l.quantity * l.unit_cost, 4)) FILTER (WHERE l.quantity > 0) AS paid,
           sum(l.quantity) FILTER (WHERE l.quantity > 0 AND l.unit_cost IS NOT NULL) AS priced
    FROM stock_load l GROUP BY l.product_id, l.warehouse_id
)
SELECT b.id, b.on_hand + m.net AS on_hand, b.reserved, m.product_id, m.warehouse_id,
       b.value + coalesce(m.paid, 0) AS before_out,
       coalesce(
           (b.value + coalesce(m.paid, 0)) / nullif(b.on_hand + coalesce(m.priced, 0), 0), p.cost, 0
       ) AS average
FROM moved m
JOIN inventory_stockbalance b USING (product_id, warehouse_id)
JOIN inventory_product p ON p.id = m.product_id
"""
SHORT = """
SELECT p.name, w.name, s.on_hand FROM stock_sums s
JOIN inventory_product p ON p.id = s.product_id JOIN inventory_warehouse w ON w.id = s.warehouse_id
WHERE s.on_hand < s.reserved ORDER BY p.name, w.name LIMIT 3
"""
INSERT = """
INSERT INTO inventory_stockmovement
    (product_id, warehouse_id, kind, quantity, unit_cost, occurred_on, occurred_at, reference, key, actor_id,
     import_batch_id)
SELECT l.product_id, l.warehouse_id, l.kind, l.quantity, round(coalesce(l.unit_cost, s.average), 4), l.occurred_on,
       l.occurred_at, l.reference, l.key, %s, %s
FROM stock_load l JOIN stock_sums s USING (product_id, warehouse_id)
ORDER BY l.occurred_at, l.key
"""
MOVE = """
UPDATE inventory_stockbalance b
SET on_hand = s.on_hand, value = CASE WHEN s.on_hand = 0 THEN 0 ELSE round(s.on_hand * s.average, 4) END
FROM stock_sums s WHERE b.id = s.id
"""


def post_movements_bulk(
    *, rows: Iterable[MovementRow], actor: Any, import_batch: ImportBatch | None = None, why: str = "carga de stock"
) -> int:
    """Write many movements and move their balances in one transaction; gives how many were new.

    A ``key`` that stands already (or comes twice) is left out, so the same load again changes nothing. Only the end
    counts: raises ``DomainError`` if a balance would end below what is reserved. Within one load the units that go out
    leave at the average of what stood before and what came in.
    """
    with transaction.atomic(), acting(actor=actor, why=why), connection.cursor() as cursor:
        cursor.execute(TABLE)
        for text in _chunks(rows):
            cursor.copy_expert(COPY, text)
        cursor.execute("ANALYZE stock_load")
        for statement in (KNOWN, TWICE, BALANCES, LOCK, SUMS, SHORT):
            cursor.execute(statement)
        _refuse(cursor.fetchall())
        cursor.execute(INSERT, [getattr(actor, "pk", None), getattr(import_batch, "pk", None)])
        added: int = cursor.rowcount
        cursor.execute(MOVE)
        cursor.execute("DROP TABLE stock_sums; TRUNCATE stock_load")
        return added


def _refuse(short: list[tuple[str, str, Decimal]]) -> None:
    if short:
        first = "; ".join(f"«{product}» en {warehouse}: {left:f}" for product, warehouse, left in short)
        raise DomainError(f"Quedaría stock negativo. {first}.")


def _chunks(rows: Iterable[MovementRow]) -> Iterator[io.StringIO]:
    found = iter(rows)
    while part := list(islice(found, CHUNK)):
        yield io.StringIO("".join(_line(row) for row in part))


def _line(row: MovementRow) -> str:
    cost = "\\N" if row.unit_cost is None else row.unit_cost
    return (
        f"{row.product_id}\t{row.warehouse_id}\t{row.kind}\t{row.quantity}\t{cost}\t{row.occurred_on.isoformat()}\t"
        f"{row.occurred_at.isoformat()}\t{_cell(row.key)}\t{_cell(row.reference[:80])}\n"
    )


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", " ").replace("\n", " ").replace("\r", " ")
