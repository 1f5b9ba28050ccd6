"""What the machinery must know about the company it serves, without importing ``company``.

``company`` registers two providers when it is ready (``company.slots``): the facts of the company and the number of
unread notices of a person. Until it has, and where the database cannot be asked, the defaults stand.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from core import clock
from core.formatting import Locale


@dataclass(frozen=True)
class House:
    """Facts of the company that every page uses."""

    name: str = "Mi empresa"
    locale: Locale = field(default_factory=Locale)
    time_zone: str = "America/Lima"
    logo_url: str = ""
    is_demo: bool = False

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def today(self) -> date:
        """The company's calendar day at this moment."""
        return clock.business_date(clock.now(), self.zone)


_facts: Callable[[], House] = House
_unread: Callable[[Any], int] = lambda user: 0  # noqa: E731 - a default, replaced by register()


def register(*, facts: Callable[[], House], unread: Callable[[Any], int]) -> None:
    """Called once by ``company``. ``facts`` must be cheap (cached); ``unread(user)`` is one query at most."""
    global _facts, _unread
    _facts, _unread = facts, unread


def current() -> House:
    """The facts as they stand."""
    return _facts()


def unread_notices(user: Any) -> int:
    """How many notices the person has not read."""
    return _unread(user)
