-- Which products the same customers buy: every pair with enough buyers of both, the ten best of each product.
-- A basket is all that a customer bought in the window, whatever the order; who bought more than %(widest)s products is
-- a reseller whose basket says nothing, and would make millions of pairs.
WITH bought AS (
    SELECT o.customer_id, l.product_id
      FROM sales_order o
      JOIN sales_orderline l ON l.order_id = o.id AND l.kind = 'product' AND l.quantity > 0
     WHERE o.booked AND o.kind = 'sale' AND o.customer_id IS NOT NULL AND o.placed_on > %(since)s
     GROUP BY 1, 2
), baskets AS MATERIALIZED (
    SELECT customer_id, product_id
      FROM (SELECT b.*, count(*) OVER (PARTITION BY customer_id) AS width FROM bought b) AS wide
     WHERE width <= %(widest)s
), buyers AS MATERIALIZED (
    SELECT product_id, count(*) AS count FROM baskets GROUP BY 1 HAVING count(*) >= %(support)s
), everybody AS (
    SELECT count(DISTINCT customer_id) AS count FROM baskets
), kept AS MATERIALIZED (
    SELECT b.customer_id, b.product_id FROM baskets b JOIN buyers USING (product_id)
), counted AS MATERIALIZED (
    SELECT a.product_id AS one, b.product_id AS two, count(*) AS both_count
      FROM kept a
      JOIN kept b ON b.customer_id = a.customer_id AND b.product_id > a.product_id
     GROUP BY 1, 2
    HAVING count(*) >= %(support)s
), pairs (product_id, other_id, both_count) AS (
    SELECT one, two, both_count FROM counted UNION ALL SELECT two, one, both_count FROM counted
), measured AS (
    SELECT p.product_id, p.other_id, x.count AS buyers, p.both_count,
           round(p.both_count::numeric * e.count / (x.count::numeric * y.count), 2) AS lift
      FROM pairs p
      JOIN buyers x ON x.product_id = p.product_id
      JOIN buyers y ON y.product_id = p.other_id
     CROSS JOIN everybody e
     WHERE p.both_count::numeric / x.count >= %(confidence)s
)
INSERT INTO sales_productpair (product_id, other_id, buyers, "both", lift)
SELECT product_id, other_id, buyers, both_count, lift
  FROM (SELECT m.*, row_number() OVER (PARTITION BY product_id
                    ORDER BY both_count::numeric / (buyers + 5) DESC, lift DESC, other_id) AS place
          FROM measured m
         WHERE lift >= %(lift)s) AS ranked
 WHERE place <= %(each)s
