-- What the customers app must know of who changed since the last publication. Parameters: weights.
DROP TABLE IF EXISTS standing_news;
CREATE TEMP TABLE standing_news ON COMMIT DROP AS
SELECT state.customer_id, state.segment::varchar(24) AS segment, state.r, state.f, state.m,
       round(%(weight_r)s::numeric * state.r + %(weight_f)s::numeric * state.f + %(weight_m)s::numeric * state.m, 2)
           AS score,
       state.frequency, (state.monetary_minor / 100.0)::numeric(16, 2) AS monetary, state.last_on,
       coalesce(earlier.segment, '') AS segment_before,
       to_char(since.week_end, 'IYYY"-W"IW')::varchar(8) AS segment_since
FROM analytics_rfmstate AS state
-- The newest week in which the segment was another one, and the first after it.
LEFT JOIN LATERAL (
    SELECT history.segment, history.week_end FROM analytics_rfmhistory AS history
    WHERE history.customer_id = state.customer_id AND history.segment <> state.segment
    ORDER BY history.week_end DESC LIMIT 1
) AS earlier ON true
LEFT JOIN LATERAL (
    SELECT min(history.week_end) AS week_end FROM analytics_rfmhistory AS history
    WHERE history.customer_id = state.customer_id AND history.week_end > coalesce(earlier.week_end, '-infinity'::date)
) AS since ON true
WHERE state.customer_id IN (SELECT customer_id FROM rfm_publish)
