-- The changed rows into the history of the week. Parameter: week_end.
INSERT INTO analytics_rfmhistory (customer_id, week_end, last_on, frequency, monetary_minor, r, f, m, segment)
SELECT customer_id, %(week_end)s, last_on, frequency, monetary_minor, new_r, new_f, new_m, new_segment
FROM rfm_changes
