-- Totals of each customer up to a day, from the orders themselves, by the covering index.
-- Parameters: after (date, exclusive), as_of (date, inclusive).
CREATE TEMP TABLE rfm_now ON COMMIT DROP AS
SELECT customer_id,
       max(placed_on) FILTER (WHERE kind = 'sale') AS last_on,
       count(*) FILTER (WHERE kind = 'sale')::int AS frequency,
       coalesce(sum(total_minor) FILTER (WHERE kind <> 'adjustment'), 0)::bigint AS monetary_minor
FROM sales_order
WHERE booked AND customer_id IS NOT NULL AND placed_on > %(after)s AND placed_on <= %(as_of)s
GROUP BY customer_id
