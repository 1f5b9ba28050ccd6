-- The map of the week from the running state. Parameter: week_end.
INSERT INTO analytics_rfmcell (week_end, r, f, m, segment, customers, orders, monetary_minor)
SELECT %(week_end)s, r, f, m, min(segment), count(*), sum(frequency), sum(monetary_minor)
FROM analytics_rfmstate
WHERE frequency > 0
GROUP BY r, f, m
