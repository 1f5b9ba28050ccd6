-- Who no longer has the score leaves the memory of the rule: if he comes to it again, that is a new event.
DELETE FROM sales_postsalestanding n
 USING customers_customerstanding s
 WHERE n.rule_id = %(rule)s AND s.customer_id = n.customer_id
   AND coalesce(CASE %(variable)s WHEN 'r' THEN s.r WHEN 'f' THEN s.f ELSE s.m END, 0) NOT BETWEEN %(least)s AND %(most)s
