"""What must never be found: (name, SQL that gives the offending rows)."""

NEWEST = "(SELECT max(week_end) FROM analytics_rfmrun WHERE is_current)"

INVARIANTS = [
    (
        "Cada semana calculada tiene una sola versión vigente, la de mayor revisión",
        """
        SELECT week, revision FROM analytics_rfmrun AS run
        WHERE is_current <> (revision = (SELECT max(revision) FROM analytics_rfmrun WHERE week_end = run.week_end))
        """,
    ),
    (
        "El mapa, los segmentos y los clientes de cada semana suman lo mismo",
        """
        SELECT run.week, run.customers, cells.n, segments.n
        FROM analytics_rfmrun AS run
        LEFT JOIN (SELECT week_end, sum(customers) AS n FROM analytics_rfmcell GROUP BY 1) AS cells USING (week_end)
        LEFT JOIN (SELECT week_end, sum(customers) AS n FROM analytics_rfmsegmentweek GROUP BY 1) AS segments
            USING (week_end)
        WHERE run.is_current AND (run.customers <> coalesce(cells.n, 0) OR run.customers <> coalesce(segments.n, 0))
        """,
    ),
    (
        "Los movimientos de cada semana llegan a los clientes de cada segmento",
        """
        SELECT segments.week_end, segments.segment, segments.customers, moves.n
        FROM analytics_rfmsegmentweek AS segments
        LEFT JOIN (SELECT week_end, after AS segment, sum(customers) AS n FROM analytics_rfmmove GROUP BY 1, 2) AS moves
            USING (week_end, segment)
        WHERE segments.customers <> coalesce(moves.n, 0)
        """,
    ),
    (
        "Lo que se suma semana a semana es lo que dicen los pedidos",
        f"""
        SELECT state.customer_id, state.frequency, counted.frequency, state.monetary_minor, counted.monetary_minor
        FROM analytics_rfmstate AS state
        FULL JOIN (
            SELECT orders.customer_id, count(*) FILTER (WHERE orders.kind = 'sale') AS frequency,
                   max(orders.placed_on) FILTER (WHERE orders.kind = 'sale') AS last_on,
                   sum(orders.total_minor) AS monetary_minor
            FROM sales_order AS orders
            JOIN analytics_rfmrun AS run ON run.is_current AND run.week_end = {NEWEST}
            JOIN analytics_rfmscheme AS scheme ON scheme.id = run.scheme_id
            WHERE orders.booked AND orders.customer_id IS NOT NULL AND orders.kind <> 'adjustment'
              AND orders.placed_on <= run.week_end
              AND (scheme.window_days IS NULL OR orders.placed_on > run.week_end - scheme.window_days)
            GROUP BY orders.customer_id
        ) AS counted USING (customer_id)
        WHERE EXISTS (SELECT 1 FROM analytics_rfmrun)
          AND NOT EXISTS (SELECT 1 FROM sales_changedday WHERE placed_on <= {NEWEST})
          AND (coalesce(state.frequency, 0), coalesce(state.monetary_minor, 0), state.last_on)
              IS DISTINCT FROM
              (coalesce(counted.frequency, 0), coalesce(counted.monetary_minor, 0), counted.last_on)
        """,  # noqa: S608 - our own words
    ),
    (
        "La ficha de cada cliente dice lo que dice la última semana",
        """
        SELECT state.customer_id, state.segment, standing.segment
        FROM analytics_rfmstate AS state
        JOIN customers_customerstanding AS standing ON standing.customer_id = state.customer_id
        WHERE (state.segment, state.r, state.f, state.m, state.last_on)
              IS DISTINCT FROM (standing.segment, standing.r, standing.f, standing.m, standing.last_order_on)
        """,
    ),
    (
        "Las ventas resumidas de cada semana son las de sus líneas",
        """
        SELECT fills.week_end, rolled.cents, counted.cents
        FROM analytics_rollupfill AS fills
        LEFT JOIN (SELECT week_end, sum(revenue_minor) AS cents FROM analytics_salesweek GROUP BY 1) AS rolled
            USING (week_end)
        LEFT JOIN LATERAL (
            SELECT sum(line.total) * 100 AS cents FROM sales_order AS orders
            JOIN sales_orderline AS line ON line.order_id = orders.id
            WHERE orders.booked AND orders.kind <> 'adjustment'
              AND orders.placed_on > fills.week_end - 7 AND orders.placed_on <= fills.week_end
        ) AS counted ON true
        WHERE NOT fills.is_dirty
          AND NOT EXISTS (SELECT 1 FROM sales_changedday WHERE placed_on <= fills.week_end)
          AND abs(coalesce(rolled.cents, 0) - coalesce(counted.cents, 0))
              > (SELECT count(*) FROM analytics_salesweek WHERE week_end = fills.week_end)
        """,
    ),
]
