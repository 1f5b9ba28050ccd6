-- How many customers have a score now.
SELECT count(*)
  FROM customers_customerstanding s
  JOIN customers_customer c ON c.id = s.customer_id
   AND c.is_active AND c.erased_at IS NULL AND c.merged_into_id IS NULL
 WHERE CASE %(variable)s WHEN 'r' THEN s.r WHEN 'f' THEN s.f ELSE s.m END BETWEEN %(least)s AND %(most)s
