-- Adds the days to the running totals; notes whom they touched.
WITH known AS (
    UPDATE analytics_rfmstate AS state
    SET last_on = CASE WHEN state.frequency + delta.frequency > 0 THEN greatest(state.last_on, delta.last_on) END,
        frequency = state.frequency + delta.frequency,
        monetary_minor = state.monetary_minor + delta.monetary_minor
    FROM rfm_delta AS delta
    WHERE state.customer_id = delta.customer_id
    RETURNING state.customer_id
), added AS (
    INSERT INTO analytics_rfmstate (customer_id, last_on, frequency, monetary_minor)
    SELECT customer_id, CASE WHEN frequency > 0 THEN last_on END, frequency, monetary_minor
    FROM rfm_delta AS delta
    WHERE NOT EXISTS (SELECT 1 FROM analytics_rfmstate AS state WHERE state.customer_id = delta.customer_id)
    RETURNING customer_id
)
INSERT INTO rfm_touched SELECT customer_id FROM known UNION ALL SELECT customer_id FROM added
