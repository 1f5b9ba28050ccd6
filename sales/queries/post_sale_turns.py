"""Whose turn it is: no owner gets more tasks of a rule a day than it allows, the most valuable customers first.

An event waits as long as the rule gives to do its task, counted from the day that a run first saw it; then its time has
passed. The preview walks the same days ahead, with what is known to come.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from activities.queries.days import is_business_day
from sales.enums import RuleEvent
from sales.models import PostSaleRule, PostSaleTurn

from .post_sale import WEEKS, Due, due, holding, window

AHEAD = 30  # days
Event = tuple[int, str]  # customer and part: what a turn is known by


@dataclass(frozen=True)
class Round:
    """What a run of ``day`` finds: ``now`` gets tasks, ``waits`` has its turn later, ``nobody`` has no one to do it,
    ``left`` waited until its time passed; ``seen`` = the day on which each of what waits was first seen."""

    now: list[Due]
    waits: list[Due]
    nobody: list[Due]
    left: list[Due]
    seen: dict[Event, date]


@dataclass(frozen=True)
class Preview:
    """What a run today would do: ``make`` gets tasks, ``waits`` follow until ``until``, save ``out`` of them, whose
    time passes first; ``nobody`` has no one to do them; ``coming`` within thirty days.

    ``holding`` (events by score only) = who has the score already and counts as no event.
    """

    make: list[Due]
    nobody: list[Due]
    coming: int
    holding: int | None = None
    waits: int = 0
    out: int = 0
    until: date | None = None


@dataclass
class _Queue:
    """Of one owner: how many more he may get today, and what waits for him."""

    room: int
    now: list[Due] = field(default_factory=list)
    rest: list[Due] = field(default_factory=list)


def this_round(rule: PostSaleRule, *, day: date) -> Round:
    """What a run of the company's ``day`` does. ``rule`` need not be saved."""
    since, until = window(rule, today=day)
    waiting = {
        (one.customer_id, one.part): one
        for one in PostSaleTurn.objects.filter(rule=rule.pk, made_on=None, left_on=None)
    }
    first = min([since, *(one.due_on for one in waiting.values())])
    seen = {event: one.seen_on for event, one in waiting.items()}
    alive, left = [], []
    for one in due(rule, since=first, until=until, today=day):
        event = one.event
        if one.due_on >= since or (event in seen and day <= _last(rule, seen[event])):
            alive.append(one)
        elif event in seen:
            left.append(one)
    queues = _queues(rule, alive, day)
    return Round(
        now=_by_worth(one for queue in queues.values() for one in queue.now),
        waits=_by_worth(one for queue in queues.values() for one in queue.rest),
        nobody=[one for one in alive if one.owner_id is None],
        left=left,
        seen=seen,
    )


def preview(rule: PostSaleRule, *, today: date) -> Preview:
    """What the rule would do today and after, and how much is coming. ``rule`` need not be saved."""
    found = this_round(rule, day=today)
    counted = {one.customer_id for one in (*found.now, *found.waits, *found.nobody)}
    later = [
        one
        for one in due(rule, since=today + timedelta(days=1), until=today + timedelta(days=AHEAD), today=today)
        if one.customer_id not in counted and one.owner_id is not None
    ]
    until, out = _ahead(rule, found, later, today) if found.waits else (None, 0)
    return Preview(
        make=found.now,
        nobody=found.nobody,
        coming=len(later),
        holding=holding(rule) if rule.event == RuleEvent.SCORE else None,
        waits=len(found.waits),
        out=out,
        until=until,
    )


def left_out(rule: PostSaleRule, *, today: date) -> list[PostSaleTurn]:
    """Whose time passed in the last weeks before his turn came, newest first: no task was made of them."""
    since = today - timedelta(weeks=WEEKS)
    rows = PostSaleTurn.objects.filter(rule=rule, left_on__gte=since).select_related("customer")
    return list(rows.order_by("-left_on", "customer__name"))


def waiting_count(rule: PostSaleRule) -> int:
    """How many wait for their turn since the last run."""
    return PostSaleTurn.objects.filter(rule=rule, made_on=None, left_on=None).count()


def _queues(rule: PostSaleRule, found: Iterable[Due], day: date) -> dict[int, _Queue]:
    got = _got(rule, day)
    queues: dict[int, _Queue] = {}
    for one in _by_worth(each for each in found if each.owner_id is not None):
        owner = one.owner_id or 0
        queue = queues.setdefault(owner, _Queue(rule.per_day - got[owner]))
        (queue.now if len(queue.now) < queue.room else queue.rest).append(one)
    return queues


def _got(rule: PostSaleRule, day: date) -> Counter[int]:
    """Tasks that each owner got of the rule since the last day of work: a free day adds none to a full one."""
    worked = day
    while not is_business_day(worked):
        worked -= timedelta(days=1)
    rows = PostSaleTurn.objects.filter(rule=rule.pk, made_on__gte=worked, made_on__lte=day)
    return Counter(rows.values_list("owner", flat=True))


def _ahead(rule: PostSaleRule, found: Round, later: list[Due], today: date) -> tuple[date | None, int]:
    """The day on which the last of what waits gets its task, and how many do not get theirs in time."""
    ends = {one.event: _last(rule, found.seen.get(one.event, today)) for one in found.waits}
    pool, comes = list(found.waits), sorted(later, key=lambda one: one.due_on, reverse=True)
    day, until, out = today, None, 0
    while ends:
        day += timedelta(days=1)
        while comes and comes[-1].due_on <= day:
            pool.append(comes.pop())
        gone = [event for event, end in ends.items() if end < day]
        out += len(gone)
        for event in gone:
            del ends[event]
        pool = [one for one in pool if one.event in ends or one.due_on + timedelta(days=rule.within_days) >= day]
        if not is_business_day(day):
            continue
        given: Counter[int | None] = Counter()
        rest = []
        for one in _by_worth(pool):
            if given[one.owner_id] >= rule.per_day:
                rest.append(one)
                continue
            given[one.owner_id] += 1
            if ends.pop(one.event, None):
                until = day
        pool = rest
    return until, out


def _last(rule: PostSaleRule, seen_on: date) -> date:
    """The last day on which an event that was first seen that day may still get its task."""
    return seen_on + timedelta(days=rule.within_days)


def _by_worth(found: Iterable[Due]) -> list[Due]:
    return sorted(found, key=lambda one: (-one.value, one.due_on, one.customer_id))
