-- Counts everybody from the orders and keeps only whose totals differ from the running ones (all of them the first
-- time). The covering index gives the orders customer by customer, so that one pass adds them up; nothing is stored
-- but the differences. Parameters: after (date, exclusive), as_of (date, inclusive).
CREATE TEMP TABLE rfm_recounted ON COMMIT DROP AS
SELECT customer_id, fresh.last_on, coalesce(fresh.frequency, 0) AS frequency,
       coalesce(fresh.monetary_minor, 0) AS monetary_minor, state.frequency IS NOT NULL AS known
FROM (
    SELECT customer_id,
           max(placed_on) FILTER (WHERE kind = 'sale') AS last_on,
           count(*) FILTER (WHERE kind = 'sale')::int AS frequency,
           sum(total_minor)::bigint AS monetary_minor
    FROM sales_order
    WHERE booked AND customer_id IS NOT NULL AND kind <> 'adjustment'
      AND placed_on > %(after)s AND placed_on <= %(as_of)s
    GROUP BY customer_id
) AS fresh
FULL JOIN analytics_rfmstate AS state USING (customer_id)
WHERE (coalesce(fresh.frequency, 0) <> coalesce(state.frequency, 0)
       OR coalesce(fresh.monetary_minor, 0) <> coalesce(state.monetary_minor, 0)
       OR fresh.last_on IS DISTINCT FROM state.last_on)
