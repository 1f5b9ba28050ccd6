-- Stock of each product at the end of a week, from the week before (or, for the first week, from the whole ledger)
-- and the week's movements; and on how many of its days nothing was there at closing time.
-- Parameters: week_end, first (is there no week before?).
INSERT INTO analytics_stockweek (week_end, product_id, on_hand, value, received, days_out)
WITH opening AS (
    SELECT product_id, on_hand, value FROM analytics_stockweek WHERE NOT %(first)s AND week_end = %(week_end)s - 7
    UNION ALL
    SELECT product_id, sum(quantity), sum(quantity * unit_cost)
    FROM inventory_stockmovement WHERE %(first)s AND occurred_on <= %(week_end)s - 7 GROUP BY product_id
), moved AS (
    SELECT product_id, occurred_on, sum(quantity) AS quantity, sum(quantity * unit_cost) AS value,
           sum(quantity) FILTER (WHERE kind IN ('receipt', 'opening')) AS received
    FROM inventory_stockmovement
    WHERE occurred_on > %(week_end)s - 7 AND occurred_on <= %(week_end)s
    GROUP BY product_id, occurred_on
), known AS (
    SELECT product_id FROM opening UNION SELECT product_id FROM moved
), daily AS (
    SELECT known.product_id,
           coalesce(opening.on_hand, 0)
             + sum(coalesce(moved.quantity, 0)) OVER (PARTITION BY known.product_id ORDER BY day.n) AS on_hand,
           coalesce(moved.value, 0) AS value, coalesce(moved.received, 0) AS received, day.n
    FROM known
    CROSS JOIN generate_series(1, 7) AS day(n)
    LEFT JOIN opening ON opening.product_id = known.product_id
    LEFT JOIN moved ON moved.product_id = known.product_id AND moved.occurred_on = %(week_end)s - 7 + day.n
)
SELECT %(week_end)s, daily.product_id,
       max(daily.on_hand) FILTER (WHERE daily.n = 7),
       coalesce(max(opening.value), 0) + sum(daily.value),
       sum(daily.received), count(*) FILTER (WHERE daily.on_hand <= 0)
FROM daily LEFT JOIN opening ON opening.product_id = daily.product_id
GROUP BY daily.product_id
