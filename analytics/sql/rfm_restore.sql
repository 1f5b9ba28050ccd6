-- Takes the running state back to the end of the week before. Parameter: week_end (first Sunday to redo).
WITH affected AS (
    SELECT DISTINCT customer_id FROM analytics_rfmhistory WHERE week_end >= %(week_end)s
), earlier AS (
    SELECT DISTINCT ON (history.customer_id) history.*
    FROM analytics_rfmhistory AS history JOIN affected USING (customer_id)
    WHERE history.week_end < %(week_end)s
    ORDER BY history.customer_id, history.week_end DESC
)
UPDATE analytics_rfmstate AS state
SET last_on = earlier.last_on, frequency = coalesce(earlier.frequency, 0),
    monetary_minor = coalesce(earlier.monetary_minor, 0),
    r = earlier.r, f = earlier.f, m = earlier.m, segment = coalesce(earlier.segment, '')
FROM affected LEFT JOIN earlier USING (customer_id)
WHERE state.customer_id = affected.customer_id
