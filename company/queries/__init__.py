"""Reads of the company: settings, zone and day, team, notices."""

from .company import currency, current, forget, locale_name, time_zone, today
from .notices import kinds_mailed, kinds_wanted, latest_notices, notices_of, unread_count
from .team import chiefs_of, companies_visible_to, people_visible_to, team_of, tree, with_role

__all__ = [
    "chiefs_of",
    "companies_visible_to",
    "currency",
    "current",
    "forget",
    "kinds_mailed",
    "kinds_wanted",
    "latest_notices",
    "locale_name",
    "notices_of",
    "people_visible_to",
    "team_of",
    "time_zone",
    "today",
    "tree",
    "unread_count",
    "with_role",
]
