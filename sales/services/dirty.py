"""Late sales: what the weekly computation must look at again.

Every change of booked orders (service, import, undo) leaves its days here in the same transaction; who computes
weeks takes them away (``ChangedDay``) and redoes those days and customers.
"""

from collections.abc import Iterable
from datetime import date

from sales.models import ChangedDay


def mark(*, days: Iterable[tuple[int | None, date]]) -> int:
    """Note that orders of these (customer id or ``None`` for counter sales, company's day) changed.

    Must run inside the transaction of the change. When an order moves to another day or customer, both the old and
    the new pair belong in ``days``. Returns how many pairs were noted.
    """
    rows = [ChangedDay(customer_id=customer, placed_on=day) for customer, day in sorted(set(days), key=_order)]
    ChangedDay.objects.bulk_create(rows, batch_size=2_000)
    return len(rows)


def _order(pair: tuple[int | None, date]) -> tuple[date, int]:
    return pair[1], pair[0] or 0
