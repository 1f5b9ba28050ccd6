"""What must never be found in quotes: (name, SQL that gives the offending rows)."""

INVARIANTS = [
    (
        "Cada versión de una cotización suma sus líneas, al céntimo",
        """
        SELECT v.id, v.total, l.total FROM sales_quoteversion v LEFT JOIN (
            SELECT version_id, sum(total) AS total, sum(tax) AS tax FROM sales_quoteline GROUP BY 1) l
          ON l.version_id = v.id
        WHERE v.total <> coalesce(l.total, 0) OR v.tax <> coalesce(l.tax, 0)
        """,
    ),
    (
        "La cotización repite el dinero de su última versión",
        """
        SELECT q.id, q.number FROM sales_quote q LEFT JOIN sales_quoteversion v
          ON v.quote_id = q.id AND v.number = q.version_count
        WHERE v.id IS NULL OR (q.total, q.tax) IS DISTINCT FROM (v.total, v.tax)
        """,
    ),
    (
        "Lo que se envió tiene fecha en su versión",
        """
        SELECT q.id, q.number FROM sales_quote q JOIN sales_quoteversion v
          ON v.quote_id = q.id AND v.number = q.version_count
        WHERE q.state IN ('sent', 'accepted', 'rejected') AND v.sent_at IS NULL
        """,
    ),
    (
        "Nadie aprueba su propia cotización",
        """
        SELECT v.id, q.number FROM sales_quoteversion v JOIN sales_quote q ON q.id = v.quote_id
        WHERE v.approval = 'approved' AND v.approval_by_id = q.owner_id
        """,
    ),
]
