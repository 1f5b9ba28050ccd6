-- How many customers have each score in a week, and a fingerprint of its changed rows. Parameters: week_end.
SELECT coalesce(sum(customers), 0)::int,
       (SELECT jsonb_object_agg(score, n) FROM (SELECT r AS score, sum(customers) AS n FROM analytics_rfmcell WHERE week_end = %(week_end)s GROUP BY r) AS x),
       (SELECT jsonb_object_agg(score, n) FROM (SELECT f AS score, sum(customers) AS n FROM analytics_rfmcell WHERE week_end = %(week_end)s GROUP BY f) AS x),
       (SELECT jsonb_object_agg(score, n) FROM (SELECT m AS score, sum(customers) AS n FROM analytics_rfmcell WHERE week_end = %(week_end)s GROUP BY m) AS x)
FROM analytics_rfmcell WHERE week_end = %(week_end)s
