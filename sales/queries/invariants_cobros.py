"""What must never be found about money that pays orders: (name, SQL that gives the offending rows)."""

COBROS = [
    (
        "Lo cobrado de cada pedido es lo que le aplicaron sus pagos",
        """
        SELECT o.id, o.number, o.paid, a.money FROM sales_order o
        LEFT JOIN (SELECT order_id, sum(amount) AS money FROM sales_allocation GROUP BY 1) a ON a.order_id = o.id
        WHERE o.paid <> coalesce(a.money, 0)
        """,
    ),
    (
        "Lo aplicado de cada pago es la suma de sus aplicaciones",
        """
        SELECT p.id, p.number, p.allocated, a.money FROM sales_payment p
        LEFT JOIN (SELECT payment_id, sum(amount) AS money FROM sales_allocation GROUP BY 1) a ON a.payment_id = p.id
        WHERE p.allocated <> coalesce(a.money, 0)
        """,
    ),
    (
        "Por ningún pedido se cobró más de lo que vale con sus devoluciones",
        """
        SELECT o.id, o.number, o.total + o.tax + coalesce(r.money, 0) - o.paid FROM sales_order o
        LEFT JOIN (SELECT return_of_id, sum(total + tax) AS money FROM sales_order
                    WHERE return_of_id IS NOT NULL AND kind = 'return' AND booked GROUP BY 1) r ON r.return_of_id = o.id
        WHERE o.kind = 'sale' AND o.paid > 0 AND o.total + o.tax + coalesce(r.money, 0) < o.paid
        """,
    ),
    (
        "El dinero que paga un pedido es de su cliente",
        """
        SELECT a.id, p.number, o.number FROM sales_allocation a JOIN sales_payment p ON p.id = a.payment_id
        JOIN sales_order o ON o.id = a.order_id WHERE p.customer_id IS DISTINCT FROM o.customer_id
        """,
    ),
    (
        "Ni un borrador ni un pedido anulado guardan dinero",
        "SELECT id, number, paid FROM sales_order WHERE status IN ('draft', 'cancelled') AND paid <> 0",
    ),
]
