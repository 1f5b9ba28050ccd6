-- Brings the running totals to what was counted (rfm_recounted); notes whom that touched.
WITH known AS (
    UPDATE analytics_rfmstate AS state
    SET last_on = fresh.last_on, frequency = fresh.frequency, monetary_minor = fresh.monetary_minor
    FROM rfm_recounted AS fresh
    WHERE state.customer_id = fresh.customer_id AND fresh.known
    RETURNING state.customer_id
), added AS (
    INSERT INTO analytics_rfmstate (customer_id, last_on, frequency, monetary_minor)
    SELECT customer_id, last_on, frequency, monetary_minor FROM rfm_recounted WHERE NOT known
    RETURNING customer_id
)
INSERT INTO rfm_touched SELECT customer_id FROM known UNION ALL SELECT customer_id FROM added
