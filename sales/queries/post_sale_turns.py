"""Whose turn it is: no owner gets more tasks a day than fit, of all rules together; the first rules first, and of one
rule the most valuable customers.

An event waits as long as its rule gives to do its task, counted from the day that a run first saw it; then its time has
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
from .quotes import rules as house_rules

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

    ``holding`` (events by score only) = who has the score already and counts as no event. ``most`` tasks a day fit for
    a person, of all rules; ``before`` = names of the rules whose tasks take some of that first, today.
    """

    make: list[Due]
    nobody: list[Due]
    coming: int
    holding: int | None = None
    waits: int = 0
    out: int = 0
    until: date | None = None
    most: int = 0
    before: list[str] = field(default_factory=list)


@dataclass
class _Queue:
    """Of one owner: how many more he may get today, and what waits for him."""

    room: int
    now: list[Due] = field(default_factory=list)
    rest: list[Due] = field(default_factory=list)


@dataclass
class _Line:
    """A rule on its way through the days ahead: what waits or is due (``pool``), what ``comes`` (the last day first),
    and the last day of each event that waits now (``ends``)."""

    rule: PostSaleRule
    pool: list[Due]
    comes: list[Due]
    ends: dict[Event, date]

    def begin(self, day: date) -> int:
        """What comes that day joins, what is too late leaves; gives how many of those that wait now did."""
        while self.comes and self.comes[-1].due_on <= day:
            self.pool.append(self.comes.pop())
        gone = [event for event, end in self.ends.items() if end < day]
        for event in gone:
            del self.ends[event]
        span = timedelta(days=self.rule.within_days)
        self.pool = [one for one in self.pool if one.event in self.ends or one.due_on + span >= day]
        return len(gone)

    def give(self, room: int, given: Counter[int]) -> bool:
        """A day's tasks, counted in ``given``; says whether one of them was of those that wait now."""
        rest, one_waited = [], False
        for one in _by_worth(self.pool):
            owner = one.owner_id or 0
            if given[owner] >= room:
                rest.append(one)
                continue
            given[owner] += 1
            one_waited |= self.ends.pop(one.event, None) is not None
        self.pool = rest
        return one_waited


def this_round(rule: PostSaleRule, *, day: date, taken: Counter[int] | None = None) -> Round:
    """What a run of the company's ``day`` does. ``rule`` need not be saved. ``taken`` = tasks of that day, by owner,
    that belong to rules before it and are not made yet (``taken_before``)."""
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
    queues = _queues(alive, _got(day) + (taken or Counter()))
    return Round(
        now=_by_worth(one for queue in queues.values() for one in queue.now),
        waits=_by_worth(one for queue in queues.values() for one in queue.rest),
        nobody=[one for one in alive if one.owner_id is None],
        left=left,
        seen=seen,
    )


def taken_before(rule: PostSaleRule, *, day: date) -> Counter[int]:
    """Tasks of ``day``, by owner, that the rules before it still have to make."""
    return Counter(one.owner_id or 0 for _, found in _rounds_before(rule, day) for one in found.now)


def preview(rule: PostSaleRule, *, today: date) -> Preview:
    """What the rule would do today and after, and how much is coming. ``rule`` need not be saved."""
    before = _rounds_before(rule, today)
    found = this_round(rule, day=today, taken=Counter(one.owner_id or 0 for _, each in before for one in each.now))
    later = _later(rule, found, today)
    until, out = _ahead(rule, found, later, before, today) if found.waits else (None, 0)
    return Preview(
        make=found.now,
        nobody=found.nobody,
        coming=len(later),
        holding=holding(rule) if rule.event == RuleEvent.SCORE else None,
        waits=len(found.waits),
        out=out,
        until=until,
        most=house_rules().tasks_per_day,
        before=[one.name for one, each in before if each.now],
    )


def left_out(rule: PostSaleRule, *, today: date) -> list[PostSaleTurn]:
    """Whose time passed in the last weeks before his turn came, newest first: no task was made of them."""
    since = today - timedelta(weeks=WEEKS)
    rows = PostSaleTurn.objects.filter(rule=rule, left_on__gte=since).select_related("customer")
    return list(rows.order_by("-left_on", "customer__name"))


def waiting_count(rule: PostSaleRule) -> int:
    """How many wait for their turn since the last run."""
    return PostSaleTurn.objects.filter(rule=rule, made_on=None, left_on=None).count()


def _rounds_before(rule: PostSaleRule, day: date) -> list[tuple[PostSaleRule, Round]]:
    """The rules in motion whose turn is before this one's, in their order, each with its round."""
    taken: Counter[int] = Counter()
    found = []
    for one in PostSaleRule.objects.filter(is_active=True).exclude(pk=rule.pk).select_related("category"):
        if rule.pk and (one.order, one.pk) > (rule.order, rule.pk):  # a new rule comes last
            break
        made = this_round(one, day=day, taken=taken)
        taken.update(each.owner_id or 0 for each in made.now)
        found.append((one, made))
    return found


def _later(rule: PostSaleRule, found: Round, today: date) -> list[Due]:
    """Who becomes due in the days ahead, save who is due already."""
    counted = {one.customer_id for one in (*found.now, *found.waits, *found.nobody)}
    rows = due(rule, since=today + timedelta(days=1), until=today + timedelta(days=AHEAD), today=today)
    return [one for one in rows if one.customer_id not in counted and one.owner_id is not None]


def _queues(found: Iterable[Due], got: Counter[int]) -> dict[int, _Queue]:
    most = house_rules().tasks_per_day
    queues: dict[int, _Queue] = {}
    for one in _by_worth(each for each in found if each.owner_id is not None):
        owner = one.owner_id or 0
        queue = queues.setdefault(owner, _Queue(most - got[owner]))
        (queue.now if len(queue.now) < queue.room else queue.rest).append(one)
    return queues


def _got(day: date) -> Counter[int]:
    """Tasks that each owner got of any rule since the last day of work: a free day adds none to a full one."""
    worked = day
    while not is_business_day(worked):
        worked -= timedelta(days=1)
    rows = PostSaleTurn.objects.filter(made_on__gte=worked, made_on__lte=day)
    return Counter(rows.values_list("owner", flat=True))


def _ahead(
    rule: PostSaleRule,
    found: Round,
    later: list[Due],
    before: list[tuple[PostSaleRule, Round]],
    today: date,
) -> tuple[date | None, int]:
    """The day on which the last of what waits gets its task, and how many do not get theirs in time."""
    mine = _line(rule, found, later, today)
    lines = [*(_line(one, each, _later(one, each, today), today) for one, each in before), mine]
    room = house_rules().tasks_per_day
    day, until, out = today, None, 0
    while mine.ends:
        day += timedelta(days=1)
        out += [line.begin(day) for line in lines][-1]
        if not is_business_day(day):
            continue
        given: Counter[int] = Counter()
        if [line.give(room, given) for line in lines][-1]:
            until = day
    return until, out


def _line(rule: PostSaleRule, found: Round, later: list[Due], today: date) -> _Line:
    ends = {one.event: _last(rule, found.seen.get(one.event, today)) for one in found.waits}
    return _Line(rule, list(found.waits), sorted(later, key=lambda one: one.due_on, reverse=True), ends)


def _last(rule: PostSaleRule, seen_on: date) -> date:
    """The last day on which an event that was first seen that day may still get its task."""
    return seen_on + timedelta(days=rule.within_days)


def _by_worth(found: Iterable[Due]) -> list[Due]:
    return sorted(found, key=lambda one: (-one.value, one.due_on, one.customer_id))
