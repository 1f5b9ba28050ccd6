"""How a customer moved between segments, as steps for the little line of his page."""

from datetime import date, timedelta

from analytics.models import RfmHistory
from core import clock, house
from core.clock import last_complete_week, sunday_of
from customers.enums import Segment

WEEKS = 26
WIDTH = 3  # points a week, so that a move looks like a step
# From the best to nothing: the table of a company may name others, which stand in the middle.
RANK = {str(code): len(Segment.values) - place for place, code in enumerate(Segment.values)}
MIDDLE = len(Segment.values) // 2


def steps_of(ids: list[int]) -> dict[int, list[int]]:
    """Rank of the segment (higher is better, 0 = no purchases) in each of the last 26 complete weeks; one query."""
    last = sunday_of(last_complete_week(clock.business_date(clock.now(), house.current().zone)))
    weeks = [last - timedelta(weeks=WEEKS - 1 - n) for n in range(WEEKS)]
    rows = RfmHistory.objects.filter(customer_id__in=ids, week_end__lte=last).order_by("customer_id", "week_end")
    moves: dict[int, list[tuple[date, str]]] = {}
    for customer_id, week_end, segment in rows.values_list("customer_id", "week_end", "segment"):
        moves.setdefault(customer_id, []).append((week_end, segment))
    return {
        customer_id: [value for week in weeks for value in [_rank(found, week)] * WIDTH]
        for customer_id, found in moves.items()
    }


def _rank(moves: list[tuple[date, str]], week: date) -> int:
    held = [segment for week_end, segment in moves if week_end <= week]
    segment = held[-1] if held else ""
    return RANK.get(segment, MIDDLE) if segment else 0
