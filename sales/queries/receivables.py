"""What customers owe: orders on credit less what was paid for them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

# Only orders with a due date were given on credit; returns of an order lower what is owed for it.
OWED = """
SELECT o.customer_id, o.due_on, o.total + o.tax + coalesce(back.money, 0) - coalesce(paid.money, 0) AS balance
FROM sales_order o
LEFT JOIN LATERAL (SELECT sum(p.amount) AS money FROM sales_payment p WHERE p.order_id = o.id) paid ON true
LEFT JOIN LATERAL (
    SELECT sum(r.total + r.tax) AS money FROM sales_order r WHERE r.return_of_id = o.id AND r.booked
) back ON true
WHERE o.booked AND o.kind = 'sale' AND o.due_on IS NOT NULL AND o.customer_id = ANY(%s)
"""


@dataclass(frozen=True)
class Owed:
    """``total`` with tax, in the company's currency; ``overdue`` is past its day; ``next_due`` the nearest day."""

    total: Decimal
    overdue: Decimal
    next_due: date | None


def owed_by(ids: list[int], *, today: date) -> dict[int, Owed]:
    """What each of these customers owes on the company's day ``today``; who owes nothing is left out. One query."""
    with connection.cursor() as cursor:
        cursor.execute(OWED, [ids])
        rows = [row for row in cursor.fetchall() if row[2] > 0]
    found: dict[int, list[tuple[date, Decimal]]] = {}
    for customer_id, due_on, balance in rows:
        found.setdefault(customer_id, []).append((due_on, balance))
    return {
        customer_id: Owed(
            total=sum((balance for _, balance in debts), Decimal(0)),
            overdue=sum((balance for due_on, balance in debts if due_on < today), Decimal(0)),
            next_due=min(due_on for due_on, _ in debts),
        )
        for customer_id, debts in found.items()
    }
