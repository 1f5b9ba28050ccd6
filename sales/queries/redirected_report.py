"""What became of the redirected orders of a week, by cause, seller or source."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from company.queries import team_of, time_zone
from core.clock import monday_of, week_of

from .scope import sees_whole_house

GROUPS = {
    "cause": ("coalesce(c.code, 'none')", "coalesce(c.name, 'Sin decir')"),
    "seller": ("coalesce(u.id::text, 'none')", "coalesce(nullif(concat_ws(' ', nullif(u.first_name, ''), "
               "nullif(u.last_name, '')), ''), u.username, 'Nadie todavía')"),
    "source": ("r.source", "r.source"),
    "week": ("to_char(r.happened_at AT TIME ZONE %(zone)s, 'IYYY\"-W\"IW')",) * 2,
    "all": ("'all'", "'Todos'"),
}  # fmt: skip

# The redirected orders of a period by one key; money of booked orders that came of them, whenever these were placed.
BY = """
SELECT {key}, {label}, count(*),
       count(*) FILTER (WHERE r.first_contact_at IS NOT NULL),
       count(*) FILTER (WHERE r.status = 'recovered'),
       count(*) FILTER (WHERE r.status = 'lost'),
       count(*) FILTER (WHERE r.status = 'discarded'),
       sum(r.amount),
       coalesce(sum(w.money), 0),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM r.first_contact_at - r.happened_at) / 60)
           FILTER (WHERE r.first_contact_at IS NOT NULL)
FROM sales_redirectedorder r
LEFT JOIN sales_redirectcause c ON c.id = r.cause_id
LEFT JOIN company_user u ON u.id = r.seller_id
LEFT JOIN LATERAL (
    SELECT sum(o.total) AS money FROM sales_recovery v JOIN sales_order o ON o.id = v.order_id
    WHERE v.redirected_order_id = r.id AND o.booked AND o.kind = 'sale'
) w ON true
WHERE r.happened_at >= %(first)s::timestamp AT TIME ZONE %(zone)s
  AND r.happened_at < (%(last)s::timestamp + interval '1 day') AT TIME ZONE %(zone)s
  AND (%(all)s OR r.seller_id IS NULL OR r.seller_id = ANY(%(team)s))
GROUP BY 1, 2 ORDER BY 3 DESC, 2
"""


@dataclass(frozen=True)
class Outcome:
    """A row of the report. Money without tax; ``median`` = minutes to the first contact, of those contacted."""

    key: str
    label: str
    count: int
    contacted: int
    recovered: int
    lost: int
    discarded: int
    stake: Decimal
    money: Decimal
    median: Decimal | None

    @property
    def open(self) -> int:
        return self.count - self.recovered - self.lost - self.discarded

    @property
    def rate(self) -> Decimal | None:
        """Recovered of those that were orders at all."""
        real = self.count - self.discarded
        return Decimal(self.recovered) / real if real else None


def outcomes(*, by: str, first: date, last: date, user: Any = None) -> list[Outcome]:
    """Redirected orders that happened from ``first`` to ``last`` (company's days), grouped; one query.

    ``user``: only what he may see; ``None`` = the whole house (for files made by the machine).
    """
    key, label = GROUPS[by]
    everything = user is None or sees_whole_house(user)
    params: dict[str, Any] = {
        "zone": str(time_zone()),
        "first": first,
        "last": last,
        "all": everything,
        "team": [] if everything else sorted(team_of(user)),
    }
    with connection.cursor() as cursor:
        cursor.execute(BY.format(key=key, label=label), params)
        rows = cursor.fetchall()
    return [_outcome(row) for row in rows]


def _outcome(row: tuple[Any, ...]) -> Outcome:
    minutes = None if row[9] is None else Decimal(str(row[9])).quantize(Decimal(1))
    return Outcome(*(*row[:9], minutes))


def weeks_before(week: str, *, count: int) -> date:
    """The Monday that begins the ``count`` weeks that end with ``week``."""
    monday = monday_of(week)
    return date.fromordinal(monday.toordinal() - 7 * (count - 1))


def weeks_between(first: date, last: date) -> list[str]:
    """The ISO weeks of a period, oldest first."""
    return [week_of(date.fromordinal(day)) for day in range(first.toordinal(), last.toordinal() + 1, 7)]
