-- What one customer has not bought lately and those who buy like him do: the best reason for each product.
WITH his AS (
    SELECT l.product_id, max(o.placed_on) AS last_on
      FROM sales_order o
      JOIN sales_orderline l ON l.order_id = o.id AND l.kind = 'product' AND l.quantity > 0
     WHERE o.customer_id = %(customer)s AND o.booked AND o.kind = 'sale' AND o.placed_on > %(since)s
     GROUP BY 1
), best AS (
    SELECT DISTINCT ON (g.other_id) g.other_id, g.product_id, g.buyers, g."both", g.lift
      FROM his h
      JOIN sales_productpair g ON g.product_id = h.product_id
     WHERE NOT EXISTS (SELECT FROM his n WHERE n.product_id = g.other_id AND n.last_on > %(lately)s)
     ORDER BY g.other_id, g."both"::numeric / (g.buyers + 5) DESC, g.lift DESC, g.product_id
)
SELECT p.id, p.sku, p.name, p.price, b.buyers, b."both", b.lift, f.name, s.available
  FROM best b
  JOIN inventory_product p ON p.id = b.other_id AND p.is_active
  JOIN inventory_product f ON f.id = b.product_id
  LEFT JOIN LATERAL (
       SELECT sum(k.on_hand - k.reserved) AS available FROM inventory_stockbalance k WHERE k.product_id = p.id) s ON true
 WHERE p.kind <> 'goods' OR s.available IS NULL OR s.available > 0
 ORDER BY b."both"::numeric / (b.buyers + 5) DESC, b.lift DESC, p.id
 LIMIT %(limit)s
