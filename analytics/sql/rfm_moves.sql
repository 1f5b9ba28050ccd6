-- Who went from which segment to which; who stayed is the earlier week's count less who left.
-- Parameters: week_end, before (the earlier week's Sunday, or NULL for the first week).
WITH moved AS (
    SELECT old_segment AS before, new_segment AS after, count(*) AS customers, sum(monetary_minor) AS money
    FROM rfm_changes WHERE old_segment <> new_segment GROUP BY 1, 2
), stayed AS (
    SELECT now.segment AS before, now.segment AS after,
           now.customers - coalesce(sum(moved.customers), 0) AS customers,
           now.monetary_minor - coalesce(sum(moved.money), 0) AS money
    FROM analytics_rfmsegmentweek AS now
    LEFT JOIN moved ON moved.after = now.segment
    WHERE now.week_end = %(week_end)s
    GROUP BY now.segment, now.customers, now.monetary_minor
)
INSERT INTO analytics_rfmmove (week_end, before, after, customers, monetary_minor)
SELECT %(week_end)s, before, after, customers, money FROM moved
UNION ALL
SELECT %(week_end)s, before, after, customers, money FROM stayed WHERE customers > 0
