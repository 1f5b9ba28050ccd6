"""What must never be found of the answers of customers: (name, SQL that gives the offending rows)."""

INVARIANTS = [
    (
        "El pedido de una cotización es de su cliente y dice el mismo total y el mismo impuesto que se aceptó",
        """
        SELECT q.id, q.number, q.total, o.total, q.tax, o.tax FROM sales_quote q JOIN sales_order o ON o.id = q.order_id
        LEFT JOIN sales_quoteanswer a ON a.quote_id = q.id AND a.accepted
        LEFT JOIN sales_quoteversion v ON v.id = a.version_id
        WHERE o.customer_id IS DISTINCT FROM q.customer_id
           OR (o.total, o.tax) IS DISTINCT FROM (coalesce(v.total, q.total), coalesce(v.tax, q.tax))
        """,
    ),
    (
        # The sales of the sample company are real data: its accepted quotes bring no orders of their own.
        "Lo aceptado o rechazado dice quién lo respondió, y lo aceptado tiene su pedido",
        """
        SELECT q.id, q.number, q.state FROM sales_quote q WHERE q.import_batch_id IS NULL
          AND q.state IN ('accepted', 'rejected')
          AND (NOT EXISTS (SELECT FROM sales_quoteanswer a
                            WHERE a.quote_id = q.id AND a.accepted = (q.state = 'accepted'))
               OR (q.state = 'accepted' AND q.order_id IS NULL
                   AND NOT EXISTS (SELECT FROM company_company WHERE is_demo)))
        """,
    ),
    (
        "Una respuesta es de una versión enviada de su cotización, y un enlace responde solo a la suya",
        """
        SELECT a.id, a.quote_id, a.version_id FROM sales_quoteanswer a JOIN sales_quoteversion v ON v.id = a.version_id
        LEFT JOIN sales_quotelink l ON l.id = a.link_id
        WHERE v.quote_id <> a.quote_id OR v.sent_at IS NULL OR l.version_id <> a.version_id
        """,
    ),
]
