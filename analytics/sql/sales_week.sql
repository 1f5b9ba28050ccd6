-- Lines of a week by segment × category × channel × city, with the segment that the customer has at its end.
-- Parameters: week_end.
INSERT INTO analytics_salesweek
    (week_end, segment, category_id, channel, city, lines, units, revenue_minor, returns_minor, cost_minor, costed_minor)
SELECT %(week_end)s,
       CASE WHEN orders.customer_id IS NULL THEN '-' ELSE coalesce(state.segment, '') END,
       product.category_id, orders.channel, orders.city, count(*),
       coalesce(sum(line.quantity) FILTER (WHERE line.kind = 'product'), 0),
       round(sum(line.total) * 100),
       round(coalesce(sum(line.total) FILTER (WHERE orders.kind = 'return'), 0) * 100),
       round(coalesce(sum(line.quantity * line.unit_cost), 0) * 100),
       round(coalesce(sum(line.total) FILTER (WHERE line.unit_cost IS NOT NULL), 0) * 100)
FROM sales_order AS orders
JOIN sales_orderline AS line ON line.order_id = orders.id
LEFT JOIN inventory_product AS product ON product.id = line.product_id
LEFT JOIN analytics_rfmstate AS state ON state.customer_id = orders.customer_id
WHERE orders.booked AND orders.kind <> 'adjustment'
  AND orders.placed_on > %(week_end)s - 7 AND orders.placed_on <= %(week_end)s
GROUP BY 2, 3, 4, 5
