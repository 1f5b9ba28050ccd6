"""The weekly snapshot of each customer, pushed down by analytics in one call."""

from django.db import connection

PUBLISH = """
UPDATE customers_customerstanding AS standing
SET week = %(week)s,
    segment_before = CASE WHEN standing.segment <> news.segment THEN standing.segment
                          ELSE standing.segment_before END,
    segment_since = CASE WHEN standing.segment <> news.segment THEN %(week)s ELSE standing.segment_since END,
    segment = news.segment, r = news.r, f = news.f, m = news.m, score = news.score,
    frequency = news.frequency, monetary = news.monetary, last_order_on = news.last_on
FROM standing_news AS news
WHERE standing.customer_id = news.customer_id
  AND (standing.segment, standing.frequency, standing.monetary, standing.r, standing.f, standing.m,
       standing.last_order_on, standing.score)
      IS DISTINCT FROM
      (news.segment, news.frequency, news.monetary, news.r, news.f, news.m, news.last_on, news.score)
"""


def publish(*, week: str) -> int:
    """Bring the standings to ``week`` (ISO, ``2026-W46``) from the temporary table ``standing_news``.

    The caller fills, in the same transaction, ``standing_news(customer_id, segment, r, f, m, score, frequency,
    monetary, last_on)``, money in units of the currency. Only rows that differ are written. Gives their number.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE standing_news")
        cursor.execute(PUBLISH, {"week": week})
        return int(cursor.rowcount)
