"""The statement of account of a customer: what he owed at first, each movement, what he owes at the end.

Only orders on credit count, with their returns; every payment counts, so that money in his favour shows as a balance
below zero. A sale that was paid at the counter (no day to pay) is neither debt nor credit: what was paid for it is
left out, and so is what was given back for goods of no sale that is known here (``receivables.OF_THE_ACCOUNT``).
Opening balance + movements = closing balance, to the cent, because all three come of the same rows.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

ZERO = Decimal("0.00")

# sign: what it adds to the debt. A payment counts less what it pays of orders without a day to pay.
MOVEMENTS = """
SELECT o.placed_on AS day, 1 AS place, 'sale' AS kind, o.number, o.due_on, o.total + o.tax AS money, o.id, ''::text
  FROM sales_order o
 WHERE o.customer_id = %(customer)s AND o.booked AND o.kind = 'sale' AND o.due_on IS NOT NULL
   AND o.placed_on <= %(last)s
UNION ALL
SELECT r.placed_on, 2, 'return', r.number, NULL, r.total + r.tax, r.id, o.number
  FROM sales_order o JOIN sales_order r ON r.return_of_id = o.id AND r.booked AND r.kind = 'return'
 WHERE o.customer_id = %(customer)s AND o.booked AND o.kind = 'sale' AND o.due_on IS NOT NULL
   AND r.placed_on <= %(last)s
UNION ALL
SELECT p.paid_on, 3, 'payment', p.number, NULL, coalesce(c.money, 0) - p.amount, p.id, p.method
  FROM sales_payment p LEFT JOIN sales_order n ON n.id = p.order_id LEFT JOIN LATERAL (
       SELECT sum(a.amount) AS money FROM sales_allocation a JOIN sales_order o ON o.id = a.order_id
        WHERE a.payment_id = p.id AND o.due_on IS NULL) c ON true
 WHERE p.customer_id = %(customer)s AND p.paid_on <= %(last)s AND p.amount <> coalesce(c.money, 0)
   AND NOT (p.amount < 0 AND n.kind IS NOT DISTINCT FROM 'return' AND n.return_of_id IS NULL)
ORDER BY 1, 2, 7
"""


@dataclass(frozen=True)
class Movement:
    """A line: ``charge`` raises what he owes, ``payment`` lowers it; ``balance`` is what he owes after it."""

    day: date
    kind: str
    number: str
    due_on: date | None
    charge: Decimal
    payment: Decimal
    balance: Decimal
    detail: str


@dataclass(frozen=True)
class Statement:
    """``opening`` before ``first``, ``closing`` at the end of ``last``; below zero = in the customer's favour."""

    first: date
    last: date
    opening: Decimal
    movements: list[Movement]
    closing: Decimal

    @property
    def charged(self) -> Decimal:
        return sum((one.charge for one in self.movements), ZERO)

    @property
    def paid(self) -> Decimal:
        return sum((one.payment for one in self.movements), ZERO)


def statement_of(customer_id: int, *, first: date, last: date) -> Statement:
    """The account between two days of the company, both included, as the movements dated up to ``last`` tell it."""
    with connection.cursor() as cursor:
        cursor.execute(MOVEMENTS, {"customer": customer_id, "last": last})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    opening = sum((row[5] for row in rows if row[0] < first), ZERO)
    balance, found = opening, []
    for day, _, kind, number, due_on, money, _, detail in rows:
        if day < first:
            continue
        balance += money
        charge, payment = (money, ZERO) if money > 0 else (ZERO, -money)
        found.append(Movement(day, kind, number, due_on, charge, payment, balance, detail))
    return Statement(first, last, opening, found, balance)
