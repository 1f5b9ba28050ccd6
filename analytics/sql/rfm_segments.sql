-- The segments of the week from its map, with the median of the days since the last purchase. Parameter: week_end.
-- The median comes from the counts of each day: adding up is many times cheaper than sorting all customers.
INSERT INTO analytics_rfmsegmentweek (week_end, segment, customers, orders, monetary_minor, median_recency_days)
SELECT %(week_end)s, cells.segment, cells.customers, cells.orders, cells.monetary_minor, %(week_end)s - medians.last_on
FROM (
    SELECT segment, sum(customers) AS customers, sum(orders) AS orders, sum(monetary_minor) AS monetary_minor
    FROM analytics_rfmcell WHERE week_end = %(week_end)s GROUP BY segment
) AS cells
JOIN (
    SELECT segment, min(last_on) FILTER (WHERE 2 * up_to >= of_all) AS last_on
    FROM (
        SELECT segment, last_on, sum(count(*)) OVER (PARTITION BY segment ORDER BY last_on) AS up_to,
               sum(count(*)) OVER (PARTITION BY segment) AS of_all
        FROM analytics_rfmstate WHERE frequency > 0 GROUP BY segment, last_on
    ) AS days GROUP BY segment
) AS medians ON medians.segment = cells.segment
