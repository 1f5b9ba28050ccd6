"""What orders had received by a past day, as the books stood then.

An allocation counts from the day of its payment. Money that was taken off an order later (goods came back, the payment
was corrected, it was moved elsewhere) still paid it on that day: the audit trail keeps what stood before.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import DecimalField, Func, JSONField, TextField, Value
from django.db.models.functions import Cast

from company.queries import time_zone
from sales.models import Allocation

DELETED = "deleted"


@dataclass(frozen=True)
class Books:
    """Payments of which something was taken back since, and what they paid before that, by order."""

    payments: frozenset[int]
    paid: dict[int, Decimal]

    def money(self) -> Any:
        """The same as an expression over orders: one constant, however many orders are read."""
        said = json.dumps({str(order): str(money) for order, money in self.paid.items()})
        return _Looked(
            Cast(Value(said), JSONField()),
            Cast("pk", TextField()),
            output_field=DecimalField(max_digits=18, decimal_places=2),
        )


class _Looked(Func):
    """The value of a key in a JSON object, zero where there is none."""

    template = "coalesce((%(expressions)s)::numeric, 0)"
    arg_joiner = " ->> "


def books_of(day: date) -> Books:
    """What was taken off orders after the end of the company's ``day``, of payments dated up to it: two queries.

    A payment stands as it did right before the first of those acts.
    """
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=time_zone())
    events: list[Any] = list(
        apps.get_model("sales", "AllocationEvent")
        .objects.filter(pgh_created_at__gte=end, payment__paid_on__lte=day)
        .order_by("pgh_id")
    )
    held = list(Allocation.objects.filter(payment_id__in={one.payment_id for one in events})) if events else []
    first = _first_taken(events, {one.pk: one.amount for one in held})
    paid: dict[int, Decimal] = {}
    for payment_id, order_id, money in _before(events, held, first):
        if payment_id in first:
            paid[order_id] = paid.get(order_id, Decimal(0)) + money
    return Books(frozenset(first), paid)


def _first_taken(events: list[Any], now: dict[int, Decimal]) -> dict[int, Any]:
    """By payment the first event that left an order with less; one that added money took nothing."""
    after, first = dict(now), {}
    for event in reversed(events):
        if event.pgh_label == DELETED or after.get(event.id, Decimal(0)) < event.amount:
            first[event.payment_id] = event
        after[event.id] = event.amount
    return first


def _before(events: list[Any], held: list[Allocation], first: dict[int, Any]) -> Iterable[tuple[int, int, Decimal]]:
    """(payment, order, money) right before the first event of each payment."""
    told: set[int] = set()
    for event in events:
        start = first.get(event.payment_id)
        if start is None or event.pgh_id < start.pgh_id or event.id in told:
            continue
        told.add(event.id)
        if _older(event.id, event.made_at, start):
            yield event.payment_id, event.order_id, event.amount
    for row in held:
        start = first.get(row.payment_id)
        if start is not None and row.pk not in told and _older(row.pk, row.made_at, start):
            yield row.payment_id, row.order_id, row.amount


def _older(pk: int, made_at: datetime, start: Any) -> bool:
    """Was this allocation there before that event? Surely if it is no younger than the one that was taken."""
    return pk <= start.id or made_at <= start.pgh_created_at
