-- What the sales force did in a period: one row a group. Parameters: start, end (timestamptz, half open), first, last
-- (company's days), zone, everybody (boolean), team (bigint[]), by_segment (boolean), segment ("" = in none, or no
-- customer at all). {keys} are expressions of sales.queries.force over
-- "f" (seller, customer, day); they never hold text from people.
WITH facts AS (
    -- Touches that somebody wrote down. A call of the exchange that became a touch is counted here, not below.
    SELECT i.user_id AS seller, i.customer_id AS customer, (i.happened_at AT TIME ZONE %(zone)s)::date AS day,
           (i.channel IN ('visit', 'meeting'))::int AS visits,
           (i.channel = 'call_out')::int AS calls_out,
           (i.channel = 'call_in')::int AS calls_in,
           (i.channel = 'call_missed' AND NOT EXISTS (
               SELECT 1 FROM activities_phonecall linked WHERE linked.interaction_id = i.id
           ))::int AS calls_missed,
           0 AS proposals, 0 AS versions, 0 AS rejections, 0 AS won, 0 AS lost,
           0::numeric AS sales, 0::numeric AS costed, 0::numeric AS goods, i.cost, 0 AS closing_visits, 0 AS cycle_days
      FROM activities_interaction i
     WHERE i.happened_at >= %(start)s AND i.happened_at < %(end)s AND i.user_id IS NOT NULL
    UNION ALL
    -- Calls of the exchange: the missed ones, and the answered ones that nobody wrote down.
    SELECT CASE WHEN p.direction = 'in' AND NOT p.answered THEN coalesce(p.assigned_id, p.user_id) ELSE p.user_id END,
           p.customer_id, (p.started_at AT TIME ZONE %(zone)s)::date,
           0, (p.direction = 'out')::int, (p.direction = 'in' AND p.answered)::int,
           (p.direction = 'in' AND NOT p.answered)::int,
           0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
      FROM activities_phonecall p
     WHERE p.started_at >= %(start)s AND p.started_at < %(end)s
       AND (p.interaction_id IS NULL OR (p.direction = 'in' AND NOT p.answered))
       -- The call that answered a missed one: who wrote it down wrote it beside the missed one.
       AND NOT EXISTS (
           SELECT 1 FROM activities_phonecall m WHERE m.called_back_id = p.id AND m.interaction_id IS NOT NULL
       )
    UNION ALL
    SELECT q.owner_id, q.customer_id, (q.first_sent_at AT TIME ZONE %(zone)s)::date,
           0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
      FROM sales_quote q
     WHERE q.first_sent_at >= %(start)s AND q.first_sent_at < %(end)s
    UNION ALL
    SELECT q.owner_id, q.customer_id, (v.sent_at AT TIME ZONE %(zone)s)::date,
           0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0
      FROM sales_quoteversion v JOIN sales_quote q ON q.id = v.quote_id
     WHERE v.sent_at >= %(start)s AND v.sent_at < %(end)s
    UNION ALL
    SELECT q.owner_id, q.customer_id, (a.at AT TIME ZONE %(zone)s)::date,
           0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0
      FROM sales_quoteanswer a JOIN sales_quote q ON q.id = a.quote_id
     WHERE NOT a.accepted AND a.at >= %(start)s AND a.at < %(end)s
    UNION ALL
    SELECT p.owner_id, p.customer_id, (p.closed_at AT TIME ZONE %(zone)s)::date,
           0, 0, 0, 0, 0, 0, 0, (p.state = 'won')::int, (p.state = 'lost')::int, 0, 0, 0, 0,
           CASE WHEN p.state = 'won' THEN (
               SELECT count(*) FROM sales_opportunityinteraction l JOIN activities_interaction i ON i.id = l.interaction_id
                WHERE l.opportunity_id = p.id AND i.channel IN ('visit', 'meeting')
           ) ELSE 0 END,
           CASE WHEN p.state = 'won' THEN (p.closed_at AT TIME ZONE %(zone)s)::date - p.opened_on ELSE 0 END
      FROM sales_opportunity p
     WHERE p.closed_at >= %(start)s AND p.closed_at < %(end)s
    UNION ALL
    SELECT o.seller_id, o.customer_id, o.placed_on,
           0, 0, 0, 0, 0, 0, 0, 0, 0, o.total,
           -- What is sold of goods whose cost nobody knows has no margin; fees and adjustments have no cost to know.
           CASE WHEN o.cost IS NULL THEN 0 ELSE o.total - coalesce((
               SELECT sum(l.total) FROM sales_orderline l
                WHERE l.order_id = o.id AND l.kind = 'product' AND l.unit_cost IS NULL
           ), 0) END,
           coalesce(o.cost, 0), 0, 0, 0
      FROM sales_order o
     WHERE o.booked AND o.kind IN ('sale', 'return') AND o.placed_on >= %(first)s AND o.placed_on <= %(last)s
       AND o.seller_id IS NOT NULL
)
SELECT {keys},
       sum(f.visits), sum(f.calls_out), sum(f.calls_in), sum(f.calls_missed), sum(f.proposals), sum(f.versions),
       sum(f.rejections), sum(f.won), sum(f.lost), sum(f.sales), round(sum(f.costed), 2), sum(f.goods),
       sum(f.cost), sum(f.closing_visits), sum(f.cycle_days)
  FROM facts f
  LEFT JOIN customers_customerstanding s ON s.customer_id = f.customer
 WHERE f.seller IS NOT NULL AND (%(everybody)s OR f.seller = ANY(%(team)s))
   AND (NOT %(by_segment)s OR coalesce(s.segment, '') = %(segment)s)
 GROUP BY {keys}
