"""What must never be found: (name, SQL that gives the offending rows)."""

INVARIANTS = [
    (
        "Cada cliente tiene una situación",
        """
        SELECT c.id, c.code FROM customers_customer c LEFT JOIN customers_customerstanding s ON s.customer_id = c.id
        WHERE s.customer_id IS NULL
        """,
    ),
    (
        "Ningún cliente pertenece a sí mismo por el camino largo",
        """
        WITH RECURSIVE up AS (
            SELECT id AS start, parent_id AS node, 1 AS steps FROM customers_customer WHERE parent_id IS NOT NULL
            UNION ALL
            SELECT up.start, c.parent_id, up.steps + 1 FROM up JOIN customers_customer c ON c.id = up.node
            WHERE c.parent_id IS NOT NULL AND up.node <> up.start AND up.steps < 60
        )
        SELECT DISTINCT start FROM up WHERE node = start
        """,
    ),
]
