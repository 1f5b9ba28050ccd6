-- Customers with purchases in totals just counted.
SELECT count(*) FROM rfm_now WHERE frequency > 0
