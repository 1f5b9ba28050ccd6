-- Adds the week to the running totals; notes whom it touched.
WITH put AS (
    INSERT INTO analytics_rfmstate AS state (customer_id, last_on, frequency, monetary_minor)
    SELECT customer_id, CASE WHEN frequency > 0 THEN last_on END, frequency, monetary_minor FROM rfm_delta
    ON CONFLICT (customer_id) DO UPDATE SET
        last_on = CASE WHEN state.frequency + excluded.frequency > 0
                       THEN greatest(state.last_on, excluded.last_on) END,
        frequency = state.frequency + excluded.frequency,
        monetary_minor = state.monetary_minor + excluded.monetary_minor
    RETURNING customer_id
)
INSERT INTO rfm_touched SELECT customer_id FROM put
