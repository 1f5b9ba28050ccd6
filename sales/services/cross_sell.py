"""Which products the same customers buy, computed again each week."""

from datetime import date, datetime, timedelta

from django.db import connection, transaction

from company.queries import time_zone, today
from core.schedule import latest_weekly_slot, run_once
from sales.models import ProductPair
from sales.queries import cross_sell as queries
from sales.queries.post_sale import statement

BEAT = "sales.product_pairs"


def compute_pairs(*, day: date) -> int:
    """Replace the pairs by those of the purchases up to ``day``; gives how many. All or nothing; readers never wait."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('product-pairs'))")
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '256MB'; SET LOCAL jit = off")
        ProductPair.objects.all().delete()
        cursor.execute(
            statement("product_pairs"),
            {
                "since": day - timedelta(days=queries.WINDOW),
                "widest": queries.WIDEST,
                "support": queries.SUPPORT,
                "confidence": queries.CONFIDENCE,
                "lift": queries.LIFT,
                "each": queries.EACH,
            },
        )
        return int(cursor.rowcount)


def weekly(*, at: datetime) -> bool:
    """The beat's work: once a week, Monday after four in the company's morning. Gives whether it ran here."""
    slot = latest_weekly_slot(at=at, zone=time_zone(), weekday=1, hour=4)
    return run_once(name=BEAT, slot=slot, work=lambda: compute_pairs(day=today(at=at)))
