"""The story of a customer: every stream of the slot ``STORY`` in one statement, newest first, continued by keyset."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from core import house
from core.slots import STORY, StoryItem, StorySource

SHOWN = 40
COUNTED = 10_000  # of one stream: beyond it, "más de"


@dataclass(frozen=True)
class Told:
    """A line, with its stream, its moment and the company's ``day``; ``when`` is the hour, if there is one."""

    item: StoryItem
    source: str
    icon: str
    at: datetime
    day: date
    when: str


@dataclass(frozen=True)
class Chip:
    """A stream with how many lines it has. The first chip is the whole story."""

    key: str
    label: str
    count: int
    current: bool


@dataclass(frozen=True)
class Story:
    """A page of the story. ``next`` is the cursor of what is older, "" = nothing. ``chips`` only where asked for."""

    items: list[Told]
    next: str
    current: str
    chips: list[Chip] = field(default_factory=list)


@dataclass(frozen=True)
class _Arm:
    """A stream that this person may see. ``rank`` is its place in the slot: it breaks ties of the same moment."""

    rank: int
    key: str
    source: StorySource
    visible: str


def story_of(
    user: Any, customer_id: int, *, only: str = "", before: str = "", limit: int = SHOWN, chips: bool = False
) -> Story:
    """The newest ``limit`` lines, or those older than the cursor ``before``; ``only`` names one stream.

    ``chips``: also how many lines each stream has; streams without any are left out. One query for all of it.
    """
    arms = _arms(user)
    chosen = [arm for arm in arms if arm.key == only] or arms
    if not chosen:
        return Story([], "", "")
    moment, rank, pk = _cursor(before)
    parts = " UNION ALL ".join(_part(arm, moment is not None, rank) for arm in chosen)
    order = "ORDER BY at DESC, source, id DESC LIMIT %(limit)s"
    told = f"(SELECT at, source, id, data FROM ({parts}) s {order})"  # noqa: S608 - SQL of our own streams, values bound
    params = {**_params(customer_id), "limit": limit + 1, "at": moment, "pk": pk}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([told, *(_count(arm) for arm in arms if chips)]), params)
        found = cursor.fetchall()
    rows = sorted((row for row in found if row[3] is not None), key=lambda row: (-row[0].timestamp(), row[1], -row[2]))
    sources = {arm.rank: arm for arm in chosen}
    last = rows[limit - 1] if len(rows) > limit else None
    return Story(
        [_told(sources[rank], at, json.loads(data)) for at, rank, _, data in rows[:limit]],
        f"{last[0].isoformat()}~{last[1]}~{last[2]}" if last else "",
        only if only in {arm.key for arm in arms} else "",
        _chips(arms, {rank: n for _, rank, n, data in found if data is None}, only) if chips else [],
    )


def _count(arm: _Arm) -> str:
    """How many lines a stream has, in the shape of a line without moment and data."""
    lines = f"SELECT 1 FROM {arm.source.table} WHERE {_where(arm)} LIMIT {COUNTED}"  # noqa: S608 - our own streams
    return f"(SELECT NULL::timestamptz, {arm.rank}, count(*), NULL::jsonb FROM ({lines}) c)"  # noqa: S608


def _chips(arms: list[_Arm], counts: dict[int, int], only: str) -> list[Chip]:
    keys = {arm.key for arm in arms}
    chips = [Chip(arm.key, arm.source.label, counts[arm.rank], arm.key == only) for arm in arms if counts[arm.rank]]
    return [Chip("", "Todo", sum(counts.values()), only not in keys), *chips]


def _arms(user: Any) -> list[_Arm]:
    if not getattr(user, "roles", frozenset()):
        return []
    found = []
    for rank, (key, source) in enumerate(STORY.items()):
        visible = source.visible(user) if source.visible else ""
        if visible is not None:
            found.append(_Arm(rank, key, source, visible))
    return found


def _where(arm: _Arm) -> str:
    more = [f"({part})" for part in (arm.source.where, arm.visible) if part]
    return " AND ".join([f"{arm.source.customer} = %(customer)s", *more])


def _part(arm: _Arm, continued: bool, rank: int) -> str:
    """One stream, as long as the page at most. The moment comes first, then the stream, then the id."""
    source = arm.source
    where = _where(arm)
    if continued:
        older = {True: f"{source.at} <= %(at)s", False: f"{source.at} < %(at)s"}[arm.rank > rank]
        same = f"({source.at}, {source.id}) < (%(at)s, %(pk)s)"
        where += f" AND {same if arm.rank == rank else older}"
    return (
        f"(SELECT {source.at} AS at, {arm.rank} AS source, {source.id} AS id, {source.data} AS data "  # noqa: S608
        f"FROM {source.table} WHERE {where} ORDER BY {source.at} DESC, {source.id} DESC LIMIT %(limit)s)"
    )


def _params(customer_id: int) -> dict[str, Any]:
    return {"customer": customer_id, "zone": house.current().time_zone}


def _cursor(text: str) -> tuple[datetime | None, int, int]:
    """A cursor that nobody made here begins at the top."""
    try:
        at, rank, pk = text.replace(" ", "+").split("~")
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None, 0, 0
    if moment.tzinfo is None or not (rank.isdecimal() and pk.isdecimal()) or len(pk) > 18 or len(rank) > 3:
        return None, 0, 0
    return moment, int(rank), int(pk)


def _told(arm: _Arm, at: datetime, data: dict[str, Any]) -> Told:
    here = at.astimezone(house.current().zone)
    item = arm.source.item(data, at)
    return Told(
        item=item,
        source=arm.key,
        icon=item.icon or arm.source.icon,
        at=at,
        day=here.date(),
        when="" if item.whole_day else f"{here:%H:%M}",
    )
