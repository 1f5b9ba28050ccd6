"""Orders changed hands because records were merged or taken apart: their weeks are computed again."""

from typing import Any

from sales.enums import BOOKED
from sales.models import Order

from .dirty import mark


def customers_merged(winner: int, losers: list[int], actor: Any) -> None:
    """Note every day of booked orders of all these records for each of them: each gained or lost some."""
    ids = [winner, *losers]
    booked = Order.objects.filter(customer_id__in=ids, status__in=BOOKED)
    days = list(booked.order_by("placed_on").values_list("placed_on", flat=True).distinct())
    mark(days=[(one, day) for one in ids for day in days])
