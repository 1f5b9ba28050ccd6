"""The day of a person: what waits for him out of every source, the urgent and the valuable first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from activities.models import Snooze
from core.slots import TODAY, TodayItem

NOW_SHOWN, LATER_SHOWN = 8, 6
EACH = 20  # of one source: more than a day holds
SOON = timedelta(hours=1)


@dataclass(frozen=True)
class Line:
    """An item and the key by which it can be put off."""

    key: str
    item: TodayItem


@dataclass(frozen=True)
class Day:
    """``now`` wants doing, by money and hour; ``later`` has its hour to come; ``money`` is what ``now`` is worth."""

    now: list[Line]
    later: list[Line]
    count: int
    money: Decimal
    valued: int
    hidden: int


def day_of(user: Any, *, at: datetime, whole: bool = False) -> Day:
    """The day of ``user`` at the aware moment ``at``; ``whole`` = without shortening. One or two queries a source."""
    put_off = set(Snooze.objects.filter(user_id=user.pk, until__gt=at).values_list("key", flat=True))
    lines = [line for line in _lines(user, at) if line.key not in put_off]
    now = sorted((line for line in lines if _wants_now(line.item, at)), key=_rank)
    later = sorted((line for line in lines if not _wants_now(line.item, at)), key=lambda one: one.item.due)
    shown_now = now if whole else now[:NOW_SHOWN]
    shown_later = later if whole else later[:LATER_SHOWN]
    worth = [line.item.money for line in shown_now if line.item.money]
    return Day(
        now=shown_now,
        later=shown_later,
        count=len(lines),
        money=sum(worth, Decimal(0)),
        valued=len(worth),
        hidden=len(lines) - len(shown_now) - len(shown_later),
    )


def _lines(user: Any, at: datetime) -> Iterable[Line]:
    roles: frozenset[str] = user.roles
    for key, source in TODAY.items():
        if not source.roles or source.roles & roles:
            for item in source.find(user, at, EACH):
                yield Line(f"{key}:{item.key}", item)


def _wants_now(item: TodayItem, at: datetime) -> bool:
    return item.urgent or item.due is None or item.due <= at + SOON


def _rank(line: Line) -> tuple[bool, Decimal, float]:
    item = line.item
    return (not item.urgent, -Decimal(item.money or 0), item.due.timestamp() if item.due else 0.0)
