"""When the company moves to another time zone, the days of its orders are told anew."""

from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from core.audit import acting

# The days before and after are both noted for the weekly computation.
REDATE = """
WITH moved AS (
    UPDATE sales_order o SET placed_on = d.fresh
    FROM (
        SELECT id, placed_on AS stale, (placed_at AT TIME ZONE %(zone)s)::date AS fresh
        FROM sales_order
        WHERE placed_on <> (placed_at AT TIME ZONE %(zone)s)::date
        ORDER BY id FOR UPDATE
    ) d
    WHERE o.id = d.id
    RETURNING o.customer_id, o.booked, d.stale, d.fresh
), noted AS (
    INSERT INTO sales_changedday (customer_id, placed_on)
    SELECT DISTINCT customer_id, day FROM (
        SELECT customer_id, stale AS day FROM moved WHERE booked
        UNION SELECT customer_id, fresh FROM moved WHERE booked
    ) days
)
SELECT count(*) FROM moved
"""


def redate_orders(*, zone: ZoneInfo, actor: Any) -> int:
    """Set ``placed_on`` of every order to the day of ``placed_at`` in ``zone``; gives how many moved.

    Days of booked orders that moved are noted in ``ChangedDay``, before and after. Again changes nothing.
    """
    with transaction.atomic(), acting(actor=actor, why=f"zona horaria {zone.key}"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(REDATE, {"zone": zone.key})
        moved: int = cursor.fetchone()[0]
    return moved
