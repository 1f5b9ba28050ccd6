-- Customers with purchases in the running totals.
SELECT count(*) FROM analytics_rfmstate WHERE frequency > 0
