"""What must never be found: (name, SQL that gives the offending rows)."""

INVARIANTS = [
    (
        "El saldo de stock es la suma de sus movimientos",
        """
        SELECT product_id, warehouse_id, b.on_hand, m.moved FROM inventory_stockbalance b
        FULL JOIN (
            SELECT product_id, warehouse_id, sum(quantity) AS moved FROM inventory_stockmovement GROUP BY 1, 2
        ) m USING (product_id, warehouse_id)
        WHERE coalesce(b.on_hand, 0) <> coalesce(m.moved, 0)
        """,
    ),
    (
        "Ningún saldo es negativo ni reserva más de lo que hay",
        """
        SELECT id, on_hand, reserved, value FROM inventory_stockbalance
        WHERE on_hand < 0 OR reserved < 0 OR reserved > on_hand OR value < 0 OR (on_hand = 0 AND value <> 0)
        """,
    ),
    (
        "Una anulación es exactamente lo contrario de lo que anula",
        """
        SELECT r.id FROM inventory_stockmovement r JOIN inventory_stockmovement m ON m.id = r.reverses_id
        WHERE r.quantity <> -m.quantity OR r.product_id <> m.product_id OR r.warehouse_id <> m.warehouse_id
        """,
    ),
    (
        "Lo que sale de un almacén por traslado entra en otro",
        """
        SELECT regexp_replace(key, ':(salida|entrada)$', '') AS transfer FROM inventory_stockmovement
        WHERE kind IN ('transfer_out', 'transfer_in') AND reverses_id IS NULL
        GROUP BY 1, product_id HAVING sum(quantity) <> 0
        """,
    ),
    (
        "El camino de cada categoría sale de la que la contiene",
        """
        SELECT c.id, c.path FROM inventory_category c LEFT JOIN inventory_category p ON p.id = c.parent_id
        WHERE c.path IS DISTINCT FROM coalesce(p.path, '') || c.id || '/'
        """,
    ),
]
