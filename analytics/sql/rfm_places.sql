-- Values at the places between scores, over the running totals. Parameter: places (fractions).
SELECT percentile_disc(%(places)s::float8[]) WITHIN GROUP (ORDER BY last_on),
       percentile_disc(%(places)s::float8[]) WITHIN GROUP (ORDER BY frequency),
       percentile_disc(%(places)s::float8[]) WITHIN GROUP (ORDER BY monetary_minor)
FROM analytics_rfmstate
WHERE frequency > 0
