-- Values at the places between scores, over totals just counted. Parameter: places (fractions).
SELECT percentile_disc(%(places)s::float8[]) WITHIN GROUP (ORDER BY last_on),
       percentile_disc(%(places)s::float8[]) WITHIN GROUP (ORDER BY frequency),
       percentile_disc(%(places)s::float8[]) WITHIN GROUP (ORDER BY monetary_minor)
FROM rfm_now
WHERE frequency > 0
