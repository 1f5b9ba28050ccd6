"""What the sales force did in a period, by one statement (``sales/sql/force.sql``) for page, file and command.

Definitions, all by the seller who did it and by the company's days from ``first`` to ``last``, both included:

- visits: touches by visit or meeting. calls_out, calls_in: touches by call, and calls of the exchange on his extension
  that became no touch (never both). calls_missed: calls that nobody answered, of who has to return them.
- proposals: quotes sent for the first time. versions: versions sent, also of quotes sent before. rejections: quotes to
  which a customer said no.
- won, lost: opportunities closed. sales: booked orders less returns, without tax. costed: the part of sales whose cost
  is known; goods: what it cost; margin: costed − goods, empty where no cost is known. cost: what his touches cost (the
  price of each kind of action on its day).
- visits_per_closing: visits that belong to the deals won, by deal won. cycle_days: mean of the days from opening to
  winning. Both are empty where nothing was won.

Money in the company's currency.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from company.queries import team_of, time_zone
from customers.enums import NO_SEGMENT

from .scope import sees_whole_house

SQL = Path(__file__).parents[1] / "sql" / "force.sql"
GROUPS = {
    "seller": "f.seller",
    "week": "to_char(f.day, 'IYYY\"-W\"IW')",
    "month": "to_char(f.day, 'YYYY-MM')",
    "segment": "coalesce(s.segment, '')",
    "customer": "f.customer",
}
TENTH = Decimal("0.1")
SPAN = re.compile(r"%\((first|last|start|end)\)s")


@dataclass(frozen=True)
class Work:
    """Sums of a group. ``closing_visits`` and ``cycle_sum`` belong to the deals won."""

    visits: int = 0
    calls_out: int = 0
    calls_in: int = 0
    calls_missed: int = 0
    proposals: int = 0
    versions: int = 0
    rejections: int = 0
    won: int = 0
    lost: int = 0
    sales: Decimal = Decimal(0)
    costed: Decimal = Decimal(0)
    goods: Decimal = Decimal(0)
    cost: Decimal = Decimal(0)
    closing_visits: int = 0
    cycle_sum: int = 0

    def __add__(self, other: "Work") -> "Work":
        return Work(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def margin(self) -> Decimal | None:
        """What the sales of known cost leave; ``None`` where no cost is known: nothing known is not nothing earned."""
        return self.costed - self.goods if self.costed or self.goods else None

    @property
    def known(self) -> Decimal | None:
        """Share of the sales whose cost is known, 0 to 1; ``None`` where nothing was sold (or as much came back)."""
        return max(Decimal(0), min(Decimal(1), self.costed / self.sales)) if self.sales > 0 else None

    @property
    def visits_per_closing(self) -> Decimal | None:
        return (Decimal(self.closing_visits) / self.won).quantize(TENTH) if self.won else None

    @property
    def cycle_days(self) -> Decimal | None:
        return (Decimal(self.cycle_sum) / self.won).quantize(TENTH) if self.won else None

    @property
    def conversion(self) -> Decimal | None:
        """Won of the deals closed, as a ratio."""
        closed = self.won + self.lost
        return Decimal(self.won) / closed if closed else None

    @property
    def idle(self) -> bool:
        """Nothing at all happened."""
        return self == Work()


def work(
    *,
    first: date,
    last: date,
    by: tuple[str, ...] = ("seller",),
    user: Any = None,
    people: Collection[int] | None = None,
    segment: str = "",
) -> dict[tuple[Any, ...], Work]:
    """What was done from ``first`` to ``last``, keyed by the groups of ``by`` (names of ``GROUPS``); one query.

    ``user``: only of whom he sees in the sales tree; ``None`` = the whole house (files made by the machine).
    ``people``: of those only these, so that a person's page walks his facts and nobody else's.
    ``segment``: only with customers who are in it today; ``NO_SEGMENT``: who are in none, and what is of no customer.
    """
    return works([(first, last)], by=by, user=user, people=people, segment=segment)[0]


def works(
    spans: Sequence[tuple[date, date]],
    *,
    by: tuple[str, ...] = ("seller",),
    user: Any = None,
    people: Collection[int] | None = None,
    segment: str = "",
) -> list[dict[tuple[Any, ...], Work]]:
    """The same for each of these spans of days, in their order; one query for all of them."""
    whose = _whose(user, people)
    zone = time_zone()
    parameters: dict[str, Any] = {
        "zone": str(zone),
        "everybody": whose is None,
        "team": sorted(whose or ()),
        "by_segment": bool(segment),
        "segment": "" if segment == NO_SEGMENT else segment,
    }
    statement = _statement().replace("{keys}", ", ".join(GROUPS[one] for one in by))
    parts = []
    for place, (first, last) in enumerate(spans):
        start, end = _midnight(first, zone), _midnight(last + timedelta(days=1), zone)
        own = {"first": first, "last": last, "start": start, "end": end}
        parameters |= {f"{name}_{place}": value for name, value in own.items()}
        mine = SPAN.sub(rf"%(\1_{place})s", statement)
        parts.append(f"SELECT {place} AS span, told.* FROM (\n{mine}) AS told")  # noqa: S608 - our own statement
    found: list[dict[tuple[Any, ...], Work]] = [{} for _ in spans]
    with connection.cursor() as cursor:
        cursor.execute("\nUNION ALL\n".join(parts), parameters)
        for row in cursor.fetchall():
            found[row[0]][row[1 : len(by) + 1]] = Work(*row[len(by) + 1 :])
    return found


def _whose(user: Any, people: Collection[int] | None) -> frozenset[int] | None:
    """Whose facts count; ``None`` = everybody's."""
    asked = None if people is None else frozenset(people)
    if user is None or sees_whole_house(user):
        return asked
    return team_of(user) if asked is None else team_of(user) & asked


def total(rows: dict[tuple[Any, ...], Work]) -> Work:
    """The sum of all groups."""
    return sum(rows.values(), Work())


@cache
def _statement() -> str:
    return SQL.read_text(encoding="utf-8")


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)
