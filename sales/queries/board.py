"""The board of opportunities: columns are the stages of one process, their heads one aggregate that names their cards.

Every function takes ``rows``: what the person may see, narrowed by the filter of the list. So the heads of the board,
the sums of the list and the report add up to the same cent.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    DateField,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Round, TruncDate

from activities.enums import TaskState
from activities.models import Task
from company.queries import time_zone, today
from core.clock import business_date
from sales.enums import OpportunityState
from sales.models import Opportunity, OpportunityTask, Pipeline, Stage

from .opportunities import Progress, next_steps_of, opportunities_listed, progress_of

Rows = QuerySet[Opportunity]
COLUMN_CARDS = 25
# Long columns of the customer that no card shows.
UNSAID = tuple(f"customer__{name}" for name in ("search", "notes", "vision", "preferences", "custom"))
MONEY = DecimalField(max_digits=18, decimal_places=2)
# What the forecast takes of a deal, each rounded to the cent: open ones by the probability of their stage.
WEIGHTED = Case(
    When(state=OpportunityState.OPEN, then=Round(F("amount") * F("stage__probability") / Value(Decimal(100)), 2)),
    When(state=OpportunityState.WON, then=F("amount")),
    default=Value(Decimal("0.00")),
    output_field=MONEY,
)
# Days in the stage: key, first, last (``None`` = no end).
AGES: tuple[tuple[str, int, int | None], ...] = (
    ("0-7", 0, 7),
    ("8-14", 8, 14),
    ("15-30", 15, 30),
    ("31-60", 31, 60),
    ("61", 61, None),
)
AGE_LABELS = {
    "0-7": "Hasta 7 días",
    "8-14": "De 8 a 14 días",
    "15-30": "De 15 a 30 días",
    "31-60": "De 31 a 60 días",
    "61": "Más de 60 días",
}


@dataclass(frozen=True)
class Total:
    """How many, their money without tax, and what the forecast takes of it."""

    count: int = 0
    money: Decimal = Decimal(0)
    weighted: Decimal = Decimal(0)


@dataclass(frozen=True)
class Card:
    """An opportunity on the board: ``days`` in its stage, ``stuck`` if that is more than the stage allows."""

    row: Opportunity
    days: int
    stuck: bool
    progress: Progress
    step: Task | None


@dataclass(frozen=True)
class BoardColumn:
    """A stage with its first cards. ``after`` is where the next ones begin ("" = there are no more)."""

    stage: Stage
    total: Total
    stuck: int
    cards: list[Card] = field(default_factory=list)
    after: str = ""

    @property
    def left(self) -> int:
        """How many cards are not shown yet."""
        return max(0, self.total.count - len(self.cards))


# ── What a row is worth and how long it has stood ───────────────────────────────────────────────────────────


def opportunities_weighed(user: Any) -> Rows:
    """The base of list, board and report: what the person may see, each with its ``weighted`` money."""
    return opportunities_listed(user).annotate(weighted=WEIGHTED)


def every_opportunity_weighed() -> Rows:
    """The same of the whole house, for reports that the machine makes."""
    rows = Opportunity.objects.select_related("customer", "pipeline", "stage", "owner", "lost_reason")
    return rows.annotate(weighted=WEIGHTED)


def days_in_stage(row: Opportunity, *, on: date, zone: ZoneInfo) -> int:
    """Calendar days of the company since it came into its stage; of a closed one, until it was closed."""
    end = business_date(row.closed_at, zone) if row.closed_at else on
    return max(0, (end - business_date(row.stage_since, zone)).days)


def is_stuck(row: Opportunity, days: int) -> bool:
    """Open, and longer in its stage than that allows."""
    allowed = row.stage.max_days
    return row.state == OpportunityState.OPEN and allowed is not None and days > allowed


def until() -> ExpressionWrapper:
    """The last day that its stage allows it to stand there; empty where any time is allowed."""
    since = TruncDate("stage_since", tzinfo=time_zone())
    return ExpressionWrapper(since + F("stage__max_days"), output_field=DateField())


def only_stuck(rows: Rows, *, on: date) -> Rows:
    """Those of ``rows`` that are open and stand in their stage longer than it allows."""
    return rows.alias(until=until()).filter(state=OpportunityState.OPEN, until__lt=on)


def of_age(age: str, *, on: date) -> Q:
    """Days in the stage within one of ``AGES``."""
    _, first, last = next(one for one in AGES if one[0] == age)
    came = Q(stage_since__lt=_start(on - timedelta(days=first - 1)))
    return came if last is None else came & Q(stage_since__gte=_start(on - timedelta(days=last)))


def without_step(rows: Rows) -> Rows:
    """Those without an open commitment."""
    return rows.filter(~has_step())


def has_step() -> Exists:
    """Has it an open commitment?"""
    return Exists(_open_tasks())


def standing_still(rows: Rows, *, on: date) -> tuple[int, int]:
    """How many open ones stand in their stage longer than it allows, and how many have nothing to come; one query."""
    found = (
        rows.filter(state=OpportunityState.OPEN)
        .order_by()
        .alias(until=until(), promised=has_step())
        .aggregate(stuck=Count("pk", filter=Q(until__lt=on)), bare=Count("pk", filter=Q(promised=False)))
    )
    return found["stuck"], found["bare"]


def with_step(rows: Rows, *, late_at: datetime | None = None) -> Rows:
    """Those with an open commitment; ``late_at``: with one that was due before that moment."""
    tasks = _open_tasks()
    return rows.filter(Exists(tasks if late_at is None else tasks.filter(task__due_at__lt=late_at)))


def _open_tasks() -> QuerySet[OpportunityTask]:
    return OpportunityTask.objects.filter(opportunity=OuterRef("pk"), task__state=TaskState.OPEN)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=time_zone())


# ── The board ───────────────────────────────────────────────────────────────────────────────────────────────


def processes() -> list[Pipeline]:
    """The processes that a board can show, the usual one first."""
    rows = Pipeline.objects.filter(Q(is_active=True) | Q(opportunities__state=OpportunityState.OPEN)).distinct()
    return list(rows.order_by("-is_default", "order", "name"))


def columns_of(rows: Rows, pipeline: Pipeline, *, size: int = COLUMN_CARDS) -> list[BoardColumn]:
    """The board of one process over ``rows``: heads, first cards, progress, next steps; five queries."""
    mine = rows.filter(pipeline=pipeline, state=OpportunityState.OPEN)
    heads = _heads(mine, size)
    stages = {stage.pk: stage for stage in Stage.objects.filter(pipeline=pipeline).order_by("position", "id")}
    # The heads name the cards: customer and owner are joined to those that are shown, not to every deal; process and
    # stage of a card are the objects of its column.
    shown = [pk for head in heads.values() for pk in head.first]
    found = mine.filter(pk__in=shown).order_by("stage_id", "-amount", "-id")
    rows_shown = list(found.select_related(None).select_related("customer", "owner").defer(*UNSAID))
    for row in rows_shown:
        row.pipeline, row.stage = pipeline, stages[row.stage_id]
    cards: dict[int, list[Card]] = {}
    for card in as_cards(rows_shown):
        cards.setdefault(card.row.stage_id, []).append(card)
    return [
        _column(stage, heads.get(stage.pk, _Head()), cards.get(stage.pk, []))
        for stage in stages.values()
        if stage.is_active or stage.pk in heads
    ]


@dataclass(frozen=True)
class _Head:
    """A column without its cards; ``first`` are the ids of those that are shown."""

    total: Total = Total()
    stuck: int = 0
    first: tuple[int, ...] = ()


def _column(stage: Stage, head: _Head, cards: list[Card]) -> BoardColumn:
    return BoardColumn(stage, head.total, head.stuck, cards, _mark(cards) if head.total.count > len(cards) else "")


def _heads(mine: Rows, size: int) -> dict[int, _Head]:
    ids = ArrayAgg("pk", order_by=("-amount", "-pk"))
    first = Func(ids, template=f"(%(expressions)s)[1:{int(size)}]", output_field=ArrayField(BigIntegerField()))
    heads = (
        mine.alias(until=until())
        .order_by()
        .values("stage")
        .annotate(
            n=Count("pk"),
            money=Sum("amount"),
            weighing=Sum("weighted"),
            stuck=Count("pk", filter=Q(until__lt=today())),
            first=first,
        )
    )
    return {
        one["stage"]: _Head(Total(one["n"], one["money"], one["weighing"]), one["stuck"], tuple(one["first"]))
        for one in heads
    }


def more_cards(rows: Rows, stage: Stage, after: str, *, size: int = COLUMN_CARDS) -> tuple[list[Card], str]:
    """The cards of a column behind the mark ``after`` and the mark of the next ones; a broken mark begins anew."""
    mine = rows.filter(stage=stage, state=OpportunityState.OPEN)
    amount, _, pk = after.partition("_")
    try:
        last, tie = Decimal(amount), int(pk)
        if last.is_finite() and abs(tie) < 2**63:
            mine = mine.filter(Q(amount__lt=last) | Q(amount=last, pk__lt=tie))
    except (ArithmeticError, ValueError):
        pass
    found = as_cards(mine.order_by("-amount", "-id").defer(*UNSAID)[: size + 1])
    return found[:size], _mark(found[:size]) if len(found) > size else ""


def as_cards(rows: Iterable[Opportunity]) -> list[Card]:
    """Rows with what their cards say, in one query for each kind of it."""
    found = list(rows)
    progress = progress_of(found)
    steps = next_steps_of([one.pk for one in found])
    on, zone = today(), time_zone()
    made = []
    for row in found:
        days = days_in_stage(row, on=on, zone=zone)
        made.append(Card(row, days, is_stuck(row, days), progress[row.pk], steps.get(row.pk)))
    return made


def _mark(cards: list[Card]) -> str:
    return f"{cards[-1].row.amount}_{cards[-1].row.pk}" if cards else ""


# ── How they age, and what the forecast says ────────────────────────────────────────────────────────────────


def total_of(rows: Rows) -> Total:
    """Count and money of ``rows``, whatever they are; one query."""
    one = rows.order_by().aggregate(
        n=Count("pk"), money=Coalesce(Sum("amount"), Decimal(0)), weighing=Coalesce(Sum("weighted"), Decimal(0))
    )
    return Total(one["n"], one["money"], one["weighing"])


def ageing(rows: Rows, *, on: date) -> list[tuple[str, Total]]:
    """Open ones by the days in their stage, every bucket of ``AGES``; one query."""
    sums: dict[str, Any] = {}
    for place, (key, _, _) in enumerate(AGES):
        inside = of_age(key, on=on)
        sums |= {
            f"n{place}": Count("pk", filter=inside),
            f"m{place}": Coalesce(Sum("amount", filter=inside), Decimal(0)),
            f"w{place}": Coalesce(Sum("weighted", filter=inside), Decimal(0)),
        }
    found = rows.filter(state=OpportunityState.OPEN).order_by().aggregate(**sums)
    return [(one[0], Total(*(found[f"{part}{n}"] for part in "nmw"))) for n, one in enumerate(AGES)]
