"""Scheduled work runs once a slot, whoever beats.

A beat task ticks often and calls ``run_once(name=…, slot=latest_…_slot(…), work=…)``. The slot's row says whether it is
done; an advisory lock held during the work keeps a slow run from overlapping itself and frees itself if the process
dies. A beat that was away finds its newest slot not done and runs it once. Slots are named by the company's local
date, so a clock change at night neither skips nor repeats one.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from core.models import ScheduleSlot

log = logging.getLogger(__name__)
MAX_ATTEMPTS = 5


def run_once(*, name: str, slot: str, work: Callable[[], object]) -> bool:
    """Do ``work`` if this slot of ``name`` is not done and nobody is at it. Gives whether it ran here.

    An exception of ``work`` is stored with the slot and raised; the next tick tries again, at most 5 times.
    """
    with _only_one(name) as mine:
        if not mine:
            return False
        row, _ = ScheduleSlot.objects.get_or_create(name=name, slot=slot)
        if row.finished_at is not None or row.attempts >= MAX_ATTEMPTS:
            return False
        ScheduleSlot.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1, claimed_at=Now(), error="")
        try:
            work()
        except Exception as error:
            ScheduleSlot.objects.filter(pk=row.pk).update(error=f"{type(error).__name__}: {error}"[:500])
            raise
        ScheduleSlot.objects.filter(pk=row.pk).update(finished_at=Now())
        return True


@contextmanager
def _only_one(name: str) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('schedule'), hashtext(%s))", [name])
        mine: bool = cursor.fetchone()[0]
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext('schedule'), hashtext(%s))", [name])


def latest_daily_slot(*, at: datetime, zone: ZoneInfo, hour: int) -> str:
    """Local date (``2026-11-22``) of the newest day whose ``hour`` o'clock has passed at the aware moment ``at``."""
    local = at.astimezone(zone)
    day = local.date() if _wall(local) >= time(hour) else local.date() - timedelta(days=1)
    return day.isoformat()


def latest_weekly_slot(*, at: datetime, zone: ZoneInfo, weekday: int, hour: int) -> str:
    """ISO week (``2026-W48``) of the newest ``weekday`` (1 = Monday) at ``hour`` o'clock that has passed."""
    local = at.astimezone(zone)
    day: date = local.date() - timedelta(days=(local.isoweekday() - weekday) % 7)
    if day == local.date() and _wall(local) < time(hour):
        day -= timedelta(days=7)
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def _wall(local: datetime) -> time:
    return local.time().replace(tzinfo=None)
