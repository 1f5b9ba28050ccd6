"""What must never be found: (name, SQL that gives the offending rows)."""

from .invariants_answers import INVARIANTS as ANSWERS
from .invariants_cobros import COBROS
from .invariants_opportunities import INVARIANTS as OPPORTUNITIES
from .quote_invariants import INVARIANTS as QUOTES

INVARIANTS = [
    (
        "El total de cada pedido es la suma de sus líneas, al céntimo",
        """
        SELECT o.id, o.number, o.total, l.total FROM sales_order o
        LEFT JOIN (SELECT order_id, sum(total) AS total FROM sales_orderline GROUP BY order_id) l ON l.order_id = o.id
        WHERE o.total <> round(coalesce(l.total, 0), 2)
        """,
    ),
    (
        "El día de cada pedido es el de la empresa",
        """
        SELECT o.id, o.number, o.placed_at, o.placed_on FROM sales_order o CROSS JOIN company_company c
        WHERE o.placed_on <> (o.placed_at AT TIME ZONE c.time_zone)::date
          AND NOT EXISTS (SELECT 1 FROM core_job WHERE kind = 'sales.redate' AND state IN ('queued', 'running'))
        """,
    ),
    (
        "Nadie devuelve más de lo que compró en ese pedido",
        """
        SELECT r.return_of_id, l.product_id, -sum(l.quantity) AS returned
        FROM sales_order r JOIN sales_orderline l ON l.order_id = r.id
        WHERE r.return_of_id IS NOT NULL AND r.status <> 'cancelled' AND l.product_id IS NOT NULL
        GROUP BY r.return_of_id, l.product_id
        HAVING -sum(l.quantity) > (
            SELECT coalesce(sum(s.quantity), 0) FROM sales_orderline s
            WHERE s.order_id = r.return_of_id AND s.product_id = l.product_id
        )
        """,
    ),
    (
        "Un pago de un pedido es del cliente del pedido",
        """
        SELECT p.id, p.number FROM sales_payment p JOIN sales_order o ON o.id = p.order_id
        WHERE p.customer_id IS DISTINCT FROM o.customer_id
        """,
    ),
    (
        "Cada redirigido recuperado tiene su pedido, y solo ellos",
        """
        SELECT r.id, r.number, r.status FROM sales_redirectedorder r
        WHERE (r.status = 'recovered') <> EXISTS (
            SELECT FROM sales_recovery v JOIN sales_order o ON o.id = v.order_id
            WHERE v.redirected_order_id = r.id AND (r.status = 'recovered' OR o.status <> 'cancelled'))
        """,
    ),
    (
        "Un pedido recupera lo de su propio cliente",
        """
        SELECT v.id, o.number, r.number FROM sales_recovery v JOIN sales_order o ON o.id = v.order_id
        JOIN sales_redirectedorder r ON r.id = v.redirected_order_id
        WHERE r.customer_id IS NOT NULL AND r.customer_id IS DISTINCT FROM o.customer_id
        """,
    ),
    (
        "Lo que está en juego es la suma de lo que quería, donde se sabe el precio",
        """
        SELECT r.id, r.number, r.amount, l.money FROM sales_redirectedorder r JOIN (
            SELECT redirected_id, round(sum(quantity * unit_price), 2) AS money FROM sales_redirectedline
            WHERE unit_price IS NOT NULL GROUP BY 1) l ON l.redirected_id = r.id
        WHERE r.amount <> l.money
        """,
    ),
    (
        "Nadie es contactado antes de no poder comprar",
        "SELECT id, number FROM sales_redirectedorder WHERE first_contact_at < happened_at OR closed_at < happened_at",
    ),
    *COBROS,
]
INVARIANTS += ANSWERS + QUOTES + OPPORTUNITIES
