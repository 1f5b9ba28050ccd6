-- What stands in the database: orders that count (confirmed or delivered), their returns, their lines, their money.
SELECT (SELECT count(*) FROM customers_customer),
       count(*) FILTER (WHERE kind = 'sale'), count(*) FILTER (WHERE kind = 'return'),
       (SELECT count(*) FROM sales_orderline AS line JOIN sales_order AS o ON o.id = line.order_id WHERE o.booked),
       (SELECT round(coalesce(sum(line.total), 0), 2)
        FROM sales_orderline AS line JOIN sales_order AS o ON o.id = line.order_id WHERE o.booked),
       min(placed_on), max(placed_on)
FROM sales_order WHERE booked
