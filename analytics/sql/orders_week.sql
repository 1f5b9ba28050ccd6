-- Orders of a week by segment × channel × city. Parameters: week_end.
INSERT INTO analytics_ordersweek (week_end, segment, channel, city, orders, returns, revenue_minor)
SELECT %(week_end)s,
       CASE WHEN orders.customer_id IS NULL THEN '-' ELSE coalesce(state.segment, '') END,
       orders.channel, orders.city,
       count(*) FILTER (WHERE orders.kind = 'sale'), count(*) FILTER (WHERE orders.kind = 'return'),
       sum(orders.total_minor)
FROM sales_order AS orders
LEFT JOIN analytics_rfmstate AS state ON state.customer_id = orders.customer_id
WHERE orders.booked AND orders.kind <> 'adjustment'
  AND orders.placed_on > %(week_end)s - 7 AND orders.placed_on <= %(week_end)s
GROUP BY 2, 3, 4
