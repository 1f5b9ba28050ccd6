"""What must never be found: (name, SQL that gives the offending rows)."""

INVARIANTS = [
    (
        "Una ficha unida lleva a una que está",
        """
        SELECT c.id, c.code FROM customers_customer c JOIN customers_customer w ON w.id = c.merged_into_id
        WHERE w.merged_into_id IS NOT NULL OR c.is_active
        """,
    ),
    (
        "De quien pidió que lo olvidaran no queda nombre ni documento",
        """
        SELECT id, code FROM customers_customer
        WHERE erased_at IS NOT NULL AND (document_number <> '' OR phone <> '' OR email <> '' OR is_active)
        """,
    ),
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
