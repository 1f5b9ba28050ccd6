"""The weekly computation: which weeks to compute, in which order, all or nothing.

One advisory lock keeps it alone in the database; whatever it does for a call is one transaction, so that readers see
the whole old week or the whole new one, and a killed run leaves nothing. Sales that came in late (``sales.ChangedDay``)
take the state back to the week before them and everything from there on is computed again, as a new revision.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Min

from analytics.models import RfmRun, RfmScheme, RfmState, RollupFill
from core import faults
from core.clock import sunday_of, week_of
from core.errors import DomainError
from customers.services import standing
from sales.models import ChangedDay, Order

from . import rfm, rollups, schemes, sql
from .scoring import rule_of

WEEK = timedelta(days=7)
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Computed:
    """One line of ``compute_week``. ``changed`` counts customers of whom something changed against the week before."""

    week: str
    customers: int
    changed: int
    seconds: float
    revision: int

    def as_json(self) -> dict[str, Any]:
        """The line of the command."""
        return asdict(self)


def compute_week(
    *, week: str, today: date, full: bool = False, why: str = "", progress: Progress | None = None
) -> Computed:
    """Bring everything up to ``week`` (ISO, ``2026-W46``) and give what that week found.

    Weeks between the newest computed one and this are computed too, in order. A week that stands and that no late
    sale touched is given as it is, unless ``full``: then it and the later ones are counted again from all orders.
    ``today`` is the company's day: a week that has not begun is refused with ``DomainError``.
    """
    week_end = sunday_of(week)
    if week_end - timedelta(days=6) > today:
        raise DomainError(f"La semana {week} todavía no empieza. Elige una que ya haya empezado.")
    with transaction.atomic():
        _alone()
        late = _late_sales(up_to=max(_newest() or week_end, week_end))
        todo, take_back = _plan(week_end=week_end, full=full, late=late)
        if not todo:
            return _standing_result(week_end)
        rfm.begin_publication()
        if take_back:
            rfm.take_back(week_end=todo[0])
        _compute_all(todo, full=full, why=why or _reason(todo, full=full), progress=progress)
        faults.hit("analytics.before_publication")
        _publish()
        faults.hit("analytics.before_commit")
    return _standing_result(week_end)


def newest_week() -> str | None:
    """The newest computed week, ``2026-W46``; ``None`` before the first."""
    newest = _newest()
    return week_of(newest) if newest else None


def mark_dirty_weeks() -> int:
    """Show which computed weeks wait to be redone because sales came in late; gives how many."""
    first = ChangedDay.objects.aggregate(Min("placed_on"))["placed_on__min"]
    if first is None:
        return 0
    return RollupFill.objects.filter(week_end__gte=first, is_dirty=False).update(is_dirty=True)


def _alone() -> None:
    sql.heavy_work()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('weekly computation'))")


def _newest() -> date | None:
    newest: date | None = RfmRun.objects.filter(is_current=True).aggregate(Max("week_end"))["week_end__max"]
    return newest


def _late_sales(*, up_to: date) -> date | None:
    """First day whose sales changed since they were counted; takes the notes of the days that are now counted away.

    They go before anything is read: what changes while we count leaves a new note, and is counted again next time.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sales_changedday WHERE placed_on <= %s RETURNING placed_on", [up_to])
        return min((row[0] for row in cursor.fetchall()), default=None)


def _plan(*, week_end: date, full: bool, late: date | None) -> tuple[list[date], bool]:
    """Sundays to compute in order, and whether the state must first go back to before them."""
    newest = _newest()
    if newest is None:
        return [week_end], False
    first = newest + WEEK
    redo = _late_from(newest, late)
    if redo is not None:
        first = min(first, redo)
    if full or not RfmRun.objects.filter(week_end=week_end, is_current=True).exists():
        first = min(first, week_end)
    last = max(newest, week_end)
    if first > last:
        return [], False
    days = (last - first).days // 7 + 1
    return [first + WEEK * n for n in range(days)], first <= newest


def _late_from(newest: date, late_sale: date | None) -> date | None:
    """Sunday of the first computed week that late sales or late stock movements touch."""
    oldest = RfmRun.objects.filter(is_current=True).aggregate(Min("week_end"))["week_end__min"]
    days = [late_sale, rollups.late_stock_day()]
    late = [sunday_of(week_of(day)) for day in days if day is not None and day <= newest]
    return max(min(late), oldest) if late else None


def _compute_all(todo: list[date], *, full: bool, why: str, progress: Progress | None) -> None:
    scheme = schemes.current()
    for place, week_end in enumerate(todo):
        if progress:
            progress(place, len(todo), f"Calculando la semana {week_of(week_end)}")
        _compute_one(week_end, scheme=scheme, full=full and place == 0, why=why)
        rollups.fill_rotation(week_end=week_end)


def _compute_one(week_end: date, *, scheme: RfmScheme, full: bool, why: str) -> None:
    began = time.monotonic()
    earlier = RfmRun.objects.filter(week_end=week_end - WEEK, is_current=True).select_related("scheme").first()
    other_rule = earlier is not None and earlier.scheme_id != scheme.pk
    before = earlier.week_end if earlier else None
    count_all = full or before is None or other_rule
    result = rfm.compute(week_end=week_end, scheme=scheme, before=before, full=count_all, all_rows=other_rule)
    rollups.fill(week_end=week_end, seconds=time.monotonic() - began)
    rfm.store_run(
        week_end=week_end, scheme=scheme, result=result, full=count_all, why=why, seconds=time.monotonic() - began
    )


def _publish() -> None:
    newest = RfmRun.objects.filter(is_current=True).select_related("scheme").latest("week_end")
    rule = rule_of(newest.scheme)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS standing_news")
    sql.run(
        "standing_news",
        {"weight_r": rule.weight_r, "weight_f": rule.weight_f, "weight_m": rule.weight_m},
    )
    standing.publish(week=newest.week)


def _reason(todo: list[date], *, full: bool) -> str:
    if not RfmRun.objects.filter(week_end=todo[0]).exists():
        return ""
    return "Se contó todo de nuevo" if full else "Entraron ventas o movimientos de esos días"


def _standing_result(week_end: date) -> Computed:
    run = RfmRun.objects.get(week_end=week_end, is_current=True)
    return Computed(run.week, run.customers, run.changed, run.seconds, run.revision)


def first_day_of_sales() -> date | None:
    """The company's day of the first order, or ``None`` without orders."""
    first: date | None = Order.objects.filter(booked=True).aggregate(Min("placed_on"))["placed_on__min"]
    return first


def is_empty() -> bool:
    """Was nothing computed yet?"""
    return not RfmState.objects.exists()
