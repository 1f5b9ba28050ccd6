-- The changed scores into the running state.
UPDATE analytics_rfmstate AS state
SET r = changed.new_r, f = changed.new_f, m = changed.new_m, segment = changed.new_segment
FROM rfm_changes AS changed
WHERE state.customer_id = changed.customer_id
