-- What the customers app must know of who changed since the last publication. Parameters: weights.
DROP TABLE IF EXISTS standing_news;
CREATE TEMP TABLE standing_news ON COMMIT DROP AS
SELECT state.customer_id, state.segment::varchar(24) AS segment, state.r, state.f, state.m,
       round(%(weight_r)s::numeric * state.r + %(weight_f)s::numeric * state.f + %(weight_m)s::numeric * state.m, 2)
           AS score,
       state.frequency, (state.monetary_minor / 100.0)::numeric(16, 2) AS monetary, state.last_on
FROM analytics_rfmstate AS state
WHERE state.customer_id IN (SELECT customer_id FROM rfm_publish)
