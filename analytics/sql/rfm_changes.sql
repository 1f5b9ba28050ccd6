-- Scores everybody by the thresholds and keeps who changed: totals touched, another score, or (all_rows) everybody.
-- Parameters: last_on, frequency, monetary (thresholds), cells (segment of each cell), bins, all_rows.
CREATE TEMP TABLE rfm_changes ON COMMIT DROP AS
SELECT scored.customer_id, scored.last_on, scored.frequency, scored.monetary_minor,
       scored.new_r, scored.new_f, scored.new_m,
       CASE WHEN scored.new_r IS NULL THEN ''
            ELSE (%(cells)s::text[])[(scored.new_r - 1) * %(bins)s + (scored.new_f + scored.new_m + 1) / 2]
       END AS new_segment,
       scored.segment AS old_segment
FROM (
    SELECT state.*,
           CASE WHEN frequency > 0 THEN 1 + width_bucket(last_on, %(last_on)s::date[]) END AS new_r,
           CASE WHEN frequency > 0 THEN 1 + width_bucket(frequency, %(frequency)s::int[]) END AS new_f,
           CASE WHEN frequency > 0 THEN 1 + width_bucket(monetary_minor, %(monetary)s::bigint[]) END AS new_m
    FROM analytics_rfmstate AS state
) AS scored
LEFT JOIN rfm_touched AS touched ON touched.customer_id = scored.customer_id
WHERE scored.r IS DISTINCT FROM scored.new_r OR scored.f IS DISTINCT FROM scored.new_f
   OR scored.m IS DISTINCT FROM scored.new_m OR touched.customer_id IS NOT NULL OR %(all_rows)s
