"""The funnel: what came into each stage in a period and what became of it, why deals are lost, and the forecast.

A deal *passed* a stage if it came into it in the period. *Went on* = after that it reached a later stage of the same
process, or was won. What did not is lost, stands there still, or went elsewhere (back, into another process). The
filter of the list uses the same conditions, so each figure opens exactly its rows.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from company.queries import time_zone
from sales.enums import OpportunityState
from sales.models import LossReason, Pipeline, Stage, StageChange

from .board import Rows, Total

WENT_ON, LOST, THERE, LEFT = "on", "lost", "there", "left"
THEN = {WENT_ON: "y siguieron adelante", LOST: "y se perdieron", THERE: "y siguen ahí", LEFT: "y salieron de ella"}

# The first entry of each deal into each stage within the period; money as it is now, once per deal and stage. What
# became of it later stands in the deal's own story, read backwards once: looking it up for each entry took three times
# as long.
FUNNEL = """
WITH story AS (
    SELECT c.id, c.opportunity_id, c.from_stage_id, c.to_stage_id, c.at,
           bool_or(c.state = 'won') OVER later AS won,
           max(t.position) FILTER (WHERE t.pipeline_id = %s) OVER later AS reached
    FROM sales_stagechange c JOIN sales_stage t ON t.id = c.to_stage_id
    WHERE c.at >= %s AND c.opportunity_id IN ({rows})
    WINDOW later AS (
        PARTITION BY c.opportunity_id ORDER BY c.at DESC, c.id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
), entry AS (
    SELECT DISTINCT ON (to_stage_id, opportunity_id) * FROM story
    WHERE from_stage_id IS DISTINCT FROM to_stage_id AND at < %s
    ORDER BY to_stage_id, opportunity_id, at, id
), told AS (
    SELECT e.to_stage_id, o.amount, o.state, o.stage_id, coalesce(e.won OR e.reached > s.position, false) AS went
    FROM entry e JOIN sales_opportunity o ON o.id = e.opportunity_id JOIN sales_stage s ON s.id = e.to_stage_id
    WHERE s.pipeline_id = %s
)
SELECT to_stage_id, count(*), sum(amount), count(*) FILTER (WHERE went),
       count(*) FILTER (WHERE NOT went AND state = 'lost'),
       count(*) FILTER (WHERE NOT went AND state = 'open' AND stage_id = to_stage_id)
FROM told GROUP BY to_stage_id
"""


@dataclass(frozen=True)
class Passed:
    """A stage in a period. ``days`` = average of the deals that left it in the period, ``None`` if none did."""

    stage: Stage
    count: int = 0
    money: Decimal = Decimal(0)
    went_on: int = 0
    lost: int = 0
    there: int = 0
    left: int = 0
    days: Decimal | None = None

    @property
    def rate(self) -> Decimal | None:
        """The part of those that came in which went on."""
        return Decimal(self.went_on) / self.count if self.count else None

    @property
    def elsewhere(self) -> int:
        return self.count - self.went_on - self.lost - self.there


@dataclass(frozen=True)
class Closed:
    """Deals closed in a period by one reason (``None`` = won)."""

    reason: LossReason | None
    count: int
    money: Decimal


@dataclass(frozen=True)
class Month:
    """What is expected to close in a month; ``first`` is ``None`` for those without a day."""

    first: date | None
    total: Total


def span(first: date, last: date) -> tuple[datetime, datetime]:
    """The moments of the company's days ``first`` to ``last``: from the first, up to before the second."""
    zone = time_zone()
    return (
        datetime.combine(first, time(0), tzinfo=zone),
        datetime.combine(last + timedelta(days=1), time(0), tzinfo=zone),
    )


def passed(rows: Rows, pipeline: Pipeline, *, first: date, last: date) -> list[Passed]:
    """Every stage of the process that is in use or was passed, in its order; three queries."""
    start, end = span(first, last)
    sql, params = rows.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(FUNNEL.format(rows=sql), [pipeline.pk, start, *params, end, pipeline.pk])
        found: dict[int, Any] = {row[0]: row[1:] for row in cursor.fetchall()}
    out = _left(rows, pipeline, start, end)
    made = []
    for stage in Stage.objects.filter(pipeline=pipeline).order_by("position", "id"):
        if not (stage.is_active or stage.pk in found or stage.pk in out):
            continue
        left, days = out.get(stage.pk, (0, None))
        count, money, went_on, lost, there = found.get(stage.pk, (0, Decimal(0), 0, 0, 0))
        made.append(Passed(stage, count, money, went_on, lost, there, left, days))
    return made


def _left(rows: Rows, pipeline: Pipeline, start: datetime, end: datetime) -> dict[int, tuple[int, Decimal]]:
    """Deals that left each stage, and the average of their days there."""
    moves = StageChange.objects.filter(
        opportunity__in=rows.order_by().values("pk"),
        from_stage__pipeline=pipeline,
        at__gte=start,
        at__lt=end,
        days__isnull=False,
    )
    told = (
        moves.order_by()
        .values("from_stage")
        .annotate(n=Count("opportunity", distinct=True), times=Count("pk"), total=Sum("days"))
    )
    return {one["from_stage"]: (one["n"], one["total"] / one["times"]) for one in told}


def that_passed(rows: Rows, stage: Stage, *, first: date, last: date, then: str = "") -> Rows:
    """Those of ``rows`` behind a figure of ``passed``."""
    start, end = span(first, last)
    if then == LEFT:
        return rows.filter(Exists(_moves(start, end).filter(from_stage=stage, days__isnull=False)))
    entries = _moves(start, end).filter(Q(from_stage=None) | ~Q(from_stage=stage), to_stage=stage)
    later = StageChange.objects.filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")),
        Q(state=OpportunityState.WON) | Q(to_stage__pipeline=stage.pipeline_id, to_stage__position__gt=stage.position),
        opportunity=OuterRef("opportunity"),
    )
    rows = rows.filter(Exists(entries))
    if not then:
        return rows
    went = Exists(entries.filter(Exists(later)))
    if then == WENT_ON:
        return rows.filter(went)
    if then == LOST:
        return rows.filter(~went, state=OpportunityState.LOST)
    return rows.filter(~went, state=OpportunityState.OPEN, stage=stage)


def _moves(start: datetime, end: datetime) -> QuerySet[StageChange]:
    return StageChange.objects.filter(opportunity=OuterRef("pk"), at__gte=start, at__lt=end)


def closed(rows: Rows, *, first: date, last: date) -> tuple[Closed, list[Closed]]:
    """Deals closed in the period: the won ones, and the lost ones by reason, most money first; two queries."""
    start, end = span(first, last)
    told = (
        rows.filter(closed_at__gte=start, closed_at__lt=end)
        .order_by()
        .values("state", "lost_reason")
        .annotate(n=Count("pk"), money=Sum("amount"))
    )
    groups: list[Any] = list(told)
    reasons = LossReason.objects.in_bulk([one["lost_reason"] for one in groups if one["lost_reason"]])
    nothing: dict[str, Any] = {"n": 0, "money": Decimal(0)}
    won = next((one for one in groups if one["state"] == OpportunityState.WON), nothing)
    lost = [
        Closed(reasons[one["lost_reason"]], one["n"], one["money"])
        for one in groups
        if one["state"] == OpportunityState.LOST
    ]
    return Closed(None, won["n"], won["money"]), sorted(lost, key=lambda one: (-one.money, -one.count))


def forecast(rows: Rows, *, on: date) -> tuple[Total, list[Month]]:
    """Open deals by the month of their expected day: the overdue ones apart, then month by month, those without a
    day last; one query."""
    told = (
        rows.filter(state=OpportunityState.OPEN)
        .annotate(month=TruncMonth("expected_on"), late=Q(expected_on__lt=on))
        .order_by()
        .values("month", "late")
        .annotate(n=Count("pk"), money=Sum("amount"), weighing=Sum("weighted"))
        .order_by(F("month").asc(nulls_last=True))
    )
    late, months = Total(), []
    for one in told:
        total = Total(one["n"], one["money"], one["weighing"])
        if one["late"]:
            late = Total(late.count + total.count, late.money + total.money, late.weighted + total.weighted)
        else:
            months.append(Month(one["month"], total))
    return late, months
