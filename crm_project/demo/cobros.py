"""Which sale each payment of the demo pays, a payment on account, and rules of reminders to look at."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import F, Sum

from sales.enums import PaymentMethod
from sales.models import Payment
from sales.queries.receivables import debts
from sales.services import record_payment
from sales.services.import_allocations import pay_noted, take_given_back

# Money of the sample comes from sums rounded in another order than its lines: nobody is chased for those cents.
CENTS = """
UPDATE sales_payment p SET amount = p.amount + d.rest
  FROM (
    SELECT max(p.id) AS payment_id,
           o.total + o.tax + coalesce((SELECT sum(r.total + r.tax) FROM sales_order r
                                        WHERE r.return_of_id = o.id AND r.booked), 0) - sum(p.amount) AS rest
      FROM sales_order o JOIN sales_payment p ON p.order_id = o.id
     WHERE o.kind = 'sale' AND o.booked GROUP BY o.id
  ) d
 WHERE p.id = d.payment_id AND d.rest <> 0 AND abs(d.rest) <= 0.05 AND p.amount > 1 AND p.allocated = 0
"""


def fill(*, today: date, seed: int) -> None:
    """Allocate every payment in one statement, as the migration of old houses does; then what staff would note."""
    with connection.cursor() as cursor:
        cursor.execute(CENTS)
        pay_noted(cursor.execute, "SELECT id FROM sales_payment WHERE allocated = 0")
    short = (
        Payment.objects.filter(customer__isnull=False)
        .exclude(amount=F("allocated"))
        .values("customer")
        .annotate(rest=Sum(F("amount") - F("allocated")))
        .filter(rest__lt=0)
        .values("customer")
    )
    back = Payment.objects.filter(amount__lt=0, customer__in=short, order__isnull=False)
    take_given_back(list(back.values_list("pk", flat=True)))
    _by_hand(today)


def _by_hand(today: date) -> None:
    """Three debtors: one paid a part, one paid too much, one left money on account."""
    rows: list[Any] = list(debts().filter(customer__isnull=False, placed_on__lt=today).order_by("-balance", "pk")[:3])
    parts = (Decimal("0.4"), Decimal("1.1"), Decimal("0.25"))
    for place, (row, part) in enumerate(zip(rows, parts, strict=False)):
        record_payment(
            amount=(row.balance * part).quantize(Decimal("0.01")),
            customer=row.customer,
            order=row if place < 2 else None,
            actor=row.seller,
            paid_on=max(today - timedelta(days=3 + place), row.placed_on),
            method=PaymentMethod.TRANSFER,
            reference=f"OP-{88100 + place}",
            number=f"RC-CUENTA-{place + 1}",
        )
