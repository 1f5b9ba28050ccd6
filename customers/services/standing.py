"""The weekly snapshot of each customer, pushed down by analytics in one call."""

from django.db import connection

PUBLISH = """
UPDATE customers_customerstanding AS standing
SET week = %(week)s,
    segment_before = news.segment_before, segment_since = coalesce(news.segment_since, %(week)s),
    segment = news.segment, r = news.r, f = news.f, m = news.m, score = news.score,
    frequency = news.frequency, monetary = news.monetary, last_order_on = news.last_on
FROM standing_news AS news
WHERE standing.customer_id = news.customer_id
  AND (standing.segment, standing.frequency, standing.monetary, standing.r, standing.f, standing.m,
       standing.last_order_on, standing.score, standing.segment_since)
      IS DISTINCT FROM
      (news.segment, news.frequency, news.monetary, news.r, news.f, news.m, news.last_on, news.score,
       coalesce(news.segment_since, %(week)s))
"""


def publish(*, week: str) -> int:
    """Bring the standings to ``week`` (ISO, ``2026-W46``) from the temporary table ``standing_news``.

    The caller fills, in the same transaction, ``standing_news(customer_id, segment, r, f, m, score, frequency,
    monetary, last_on, segment_before, segment_since)``: money in units of the currency; the segment before this one and
    the ISO week since which it is this one, from the history, because several weeks may come at once. Only rows that
    differ are written. Gives their number.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE standing_news")
        cursor.execute(PUBLISH, {"week": week})
        return int(cursor.rowcount)
