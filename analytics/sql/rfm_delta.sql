-- What changes in each customer's totals between two as-of days: orders that come in, orders that leave the window.
-- Whose totals do not move is left out. A last_on is given only where there are new purchases.
-- Parameters: before (date, exclusive), as_of (date), old_after, after (dates: window's start then and now).
CREATE TEMP TABLE rfm_delta ON COMMIT DROP AS
SELECT customer_id,
       max(placed_on) FILTER (WHERE kind = 'sale' AND sign = 1) AS last_on,
       coalesce(sum(sign) FILTER (WHERE kind = 'sale'), 0)::int AS frequency,
       sum(sign * total_minor)::bigint AS monetary_minor
FROM (
    SELECT customer_id, placed_on, kind, total_minor, 1 AS sign
    FROM sales_order
    WHERE booked AND customer_id IS NOT NULL AND kind <> 'adjustment'
      AND placed_on > greatest(%(before)s, %(after)s) AND placed_on <= %(as_of)s
    UNION ALL
    SELECT customer_id, placed_on, kind, total_minor, -1
    FROM sales_order
    WHERE booked AND customer_id IS NOT NULL AND kind <> 'adjustment'
      AND placed_on > %(old_after)s AND placed_on <= least(%(after)s, %(before)s)
) AS moved
GROUP BY customer_id
HAVING max(placed_on) FILTER (WHERE kind = 'sale' AND sign = 1) IS NOT NULL
    OR coalesce(sum(sign) FILTER (WHERE kind = 'sale'), 0) <> 0 OR sum(sign * total_minor) <> 0
