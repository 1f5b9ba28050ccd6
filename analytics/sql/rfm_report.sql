-- Scored customers of rfm_now, best first by code. Parameters: as_of, thresholds, cells, bins, weights.
SELECT customer.code, %(as_of)s - scored.last_on AS recency_days, scored.frequency,
       (scored.monetary_minor / 100.0)::numeric(18, 2) AS monetary, scored.r, scored.f, scored.m,
       round(%(weight_r)s::numeric * scored.r + %(weight_f)s::numeric * scored.f + %(weight_m)s::numeric * scored.m, 2),
       (%(cells)s::text[])[(scored.r - 1) * %(bins)s + (scored.f + scored.m + 1) / 2]
FROM (
    SELECT *, 1 + width_bucket(last_on, %(last_on)s::date[]) AS r,
           1 + width_bucket(frequency, %(frequency)s::int[]) AS f,
           1 + width_bucket(monetary_minor, %(monetary)s::bigint[]) AS m
    FROM rfm_now WHERE frequency > 0
) AS scored
JOIN customers_customer AS customer ON customer.id = scored.customer_id
ORDER BY customer.code
