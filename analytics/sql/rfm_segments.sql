-- The segments of the week from its map, with the median of the days since the last purchase. Parameter: week_end.
INSERT INTO analytics_rfmsegmentweek (week_end, segment, customers, orders, monetary_minor, median_recency_days)
SELECT %(week_end)s, cells.segment, cells.customers, cells.orders, cells.monetary_minor, %(week_end)s - medians.last_on
FROM (
    SELECT segment, sum(customers) AS customers, sum(orders) AS orders, sum(monetary_minor) AS monetary_minor
    FROM analytics_rfmcell WHERE week_end = %(week_end)s GROUP BY segment
) AS cells
JOIN (
    SELECT segment, percentile_disc(0.5) WITHIN GROUP (ORDER BY last_on) AS last_on
    FROM (
        SELECT segment, last_on FROM analytics_rfmstate WHERE frequency > 0
    ) AS buyers GROUP BY segment
) AS medians ON medians.segment = cells.segment
