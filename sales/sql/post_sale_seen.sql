-- Who has the score and was not seen with it yet; ``since`` empty = had it before the rule looked.
INSERT INTO sales_postsalestanding (rule_id, customer_id, since)
SELECT %(rule)s, s.customer_id, %(since)s
  FROM customers_customerstanding s
 WHERE CASE %(variable)s WHEN 'r' THEN s.r WHEN 'f' THEN s.f ELSE s.m END BETWEEN %(least)s AND %(most)s
    ON CONFLICT DO NOTHING
