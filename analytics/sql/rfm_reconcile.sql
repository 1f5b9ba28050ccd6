-- Brings the running totals to what the orders say (rfm_now), touching only the rows that differ.
WITH updated AS (
    UPDATE analytics_rfmstate AS state
    SET last_on = fresh.last_on, frequency = fresh.frequency, monetary_minor = fresh.monetary_minor
    FROM rfm_now AS fresh
    WHERE state.customer_id = fresh.customer_id
      AND (state.last_on IS DISTINCT FROM fresh.last_on OR state.frequency <> fresh.frequency
           OR state.monetary_minor <> fresh.monetary_minor)
    RETURNING state.customer_id
), gone AS (
    UPDATE analytics_rfmstate AS state
    SET last_on = NULL, frequency = 0, monetary_minor = 0
    WHERE (state.frequency <> 0 OR state.monetary_minor <> 0)
      AND NOT EXISTS (SELECT 1 FROM rfm_now AS fresh WHERE fresh.customer_id = state.customer_id)
    RETURNING state.customer_id
), added AS (
    INSERT INTO analytics_rfmstate (customer_id, last_on, frequency, monetary_minor)
    SELECT fresh.customer_id, fresh.last_on, fresh.frequency, fresh.monetary_minor
    FROM rfm_now AS fresh
    WHERE NOT EXISTS (SELECT 1 FROM analytics_rfmstate AS state WHERE state.customer_id = fresh.customer_id)
    RETURNING customer_id
)
INSERT INTO rfm_touched
SELECT customer_id FROM updated UNION ALL SELECT customer_id FROM gone UNION ALL SELECT customer_id FROM added
