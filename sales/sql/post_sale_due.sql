-- Who is due by one post-sale rule between two days, one row a customer (the newest event).
-- A turn counts from the event's day: day + turn × period, so that the 31st of a month falls on the last day of a short one.
WITH fitting AS NOT MATERIALIZED (
    SELECT o.id, o.customer_id, o.placed_on, o.placed_at
      FROM sales_order o
     WHERE o.booked AND o.kind = 'sale' AND o.customer_id IS NOT NULL AND o.placed_on <= %(until)s
       AND (NOT %(by_product)s OR EXISTS (
            SELECT FROM sales_orderline l
              JOIN inventory_product p ON p.id = l.product_id
              LEFT JOIN inventory_category g ON g.id = p.category_id
             WHERE l.order_id = o.id AND l.quantity > 0
               AND (%(product)s::bigint IS NULL OR p.id = %(product)s)
               AND (%(category)s::text IS NULL OR g.path LIKE %(category)s)))
), anchors (customer_id, day, order_id, part) AS (
    SELECT customer_id, placed_on, id, 'o' || id
      FROM fitting
     WHERE %(event)s = 'order'
       AND (%(every)s OR placed_on BETWEEN
            (%(since)s::date - make_interval(months => %(months)s, days => %(days)s + 4))::date
        AND (%(until)s::date - make_interval(months => %(months)s, days => %(days)s - 4))::date)
     UNION ALL
    (SELECT DISTINCT ON (customer_id) customer_id, placed_on, id, 'o' || id
       FROM fitting
      WHERE %(event)s = 'last_order'
      ORDER BY customer_id, placed_at DESC, id DESC)
     UNION ALL
    SELECT customer_id, min(placed_on), NULL::bigint, 'p'
      FROM fitting
     WHERE %(event)s = 'every'
     GROUP BY customer_id
     UNION ALL
    -- The segment was published on the Monday after its week.
    SELECT s.customer_id, to_date(s.segment_since, 'IYYY"-W"IW') + 7, NULL, 'w' || s.segment_since
      FROM customers_customerstanding s
     WHERE %(event)s = 'segment' AND s.segment = %(segment)s AND s.segment_since <> ''
       AND (NOT %(by_product)s OR EXISTS (SELECT FROM fitting f WHERE f.customer_id = s.customer_id))
     UNION ALL
    -- Who has the score now: since the day on which the rule first saw it; who had it before the rule looked is no event.
    SELECT s.customer_id, coalesce(n.since, %(today)s), NULL, 's' || coalesce(n.since, %(today)s)
      FROM customers_customerstanding s
      LEFT JOIN sales_postsalestanding n ON n.rule_id = %(rule)s AND n.customer_id = s.customer_id
     WHERE %(event)s = 'score' AND %(watching)s AND (n.rule_id IS NULL OR n.since IS NOT NULL)
       AND (NOT %(by_product)s OR EXISTS (SELECT FROM fitting f WHERE f.customer_id = s.customer_id))
), turns AS (
    SELECT a.customer_id, a.order_id, t.turn, a.part,
           (a.day + make_interval(months => (%(months)s * t.turn)::int, days => (%(days)s * t.turn)::int))::date AS due_on
      FROM anchors a
     CROSS JOIN LATERAL generate_series(
           CASE WHEN %(turning)s THEN greatest(1, (%(since)s::date - a.day) / %(longest)s) ELSE 1 END,
           CASE WHEN %(turning)s THEN (%(until)s::date - a.day) / %(shortest)s + 1 ELSE 1 END) AS t (turn)
), due AS (
    SELECT customer_id, order_id, due_on,
           CASE WHEN part <> 'p' THEN part || '.' || turn
                WHEN %(months)s > 0 THEN 'p' || to_char(due_on, 'YYYY-MM') ELSE 'p' || due_on END AS part
      FROM turns
     WHERE due_on BETWEEN %(since)s AND %(until)s
), picked AS (
    SELECT DISTINCT ON (d.customer_id)
           d.customer_id, c.name, c.activity_code, d.order_id, d.due_on, d.part, s.monetary,
           CASE %(assign)s WHEN 'owner' THEN c.owner_id WHEN 'service' THEN r.user_id ELSE %(person)s::bigint END AS who
      FROM due d
      JOIN customers_customer c ON c.id = d.customer_id
       AND c.is_active AND c.erased_at IS NULL AND c.merged_into_id IS NULL
      JOIN customers_customerstanding s ON s.customer_id = c.id
      LEFT JOIN customers_responsible r
        ON %(assign)s = 'service' AND r.customer_id = c.id AND r.area = %(area)s
     WHERE (%(activity)s = '' OR starts_with(c.activity_code, %(activity)s))
       AND (%(segment)s = '' OR s.segment = %(segment)s)
       AND (%(variable)s = '' OR
            CASE %(variable)s WHEN 'r' THEN s.r WHEN 'f' THEN s.f ELSE s.m END BETWEEN %(least)s AND %(most)s)
       -- Neither the same event twice (also after a merge of customers) nor a second task while one is open.
       AND NOT EXISTS (
            SELECT FROM activities_task t
             WHERE t.customer_id = d.customer_id AND t.rule_key LIKE %(keys)s
               AND (t.state = 'open' OR split_part(t.rule_key, ':', 4) = d.part))
     ORDER BY d.customer_id, d.due_on DESC, d.order_id DESC NULLS LAST
)
SELECT k.customer_id, k.name, k.activity_code, k.due_on, k.part, u.id AS owner_id, coalesce(bought.name, '') AS product,
       k.monetary
  FROM picked k
  LEFT JOIN company_user u ON u.id = k.who AND u.is_active
  LEFT JOIN LATERAL (
       SELECT p.name
         FROM sales_orderline l
         JOIN inventory_product p ON p.id = l.product_id
         LEFT JOIN inventory_category g ON g.id = p.category_id
        WHERE l.order_id = coalesce(k.order_id, (
              SELECT f.id FROM fitting f
               WHERE f.customer_id = k.customer_id ORDER BY f.placed_at DESC, f.id DESC LIMIT 1))
          AND (%(product)s::bigint IS NULL OR p.id = %(product)s)
          AND (%(category)s::text IS NULL OR g.path LIKE %(category)s)
        ORDER BY l.total DESC, l.position LIMIT 1) bought ON %(want_product)s
 ORDER BY k.due_on, k.customer_id
