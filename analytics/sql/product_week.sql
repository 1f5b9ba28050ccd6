-- What each product sold in a week. Parameters: week_end.
INSERT INTO analytics_productweek
    (week_end, product_id, orders, units, revenue_minor, cost_minor, costed_minor, last_sold_on)
SELECT %(week_end)s, line.product_id,
       count(DISTINCT orders.id) FILTER (WHERE orders.kind = 'sale'),
       sum(line.quantity), round(sum(line.total) * 100),
       round(coalesce(sum(line.quantity * line.unit_cost), 0) * 100),
       round(coalesce(sum(line.total) FILTER (WHERE line.unit_cost IS NOT NULL), 0) * 100),
       max(orders.placed_on) FILTER (WHERE orders.kind = 'sale' AND line.quantity > 0)
FROM sales_order AS orders
JOIN sales_orderline AS line ON line.order_id = orders.id
WHERE orders.booked AND orders.kind <> 'adjustment' AND line.product_id IS NOT NULL
  AND orders.placed_on > %(week_end)s - 7 AND orders.placed_on <= %(week_end)s
GROUP BY line.product_id
