"""One week of RFM inside the caller's transaction: totals, thresholds, scores, history, map, movement.

Two ways lead to the same rows: *incremental* adds the days since the state's week to the running totals; *full*
counts all orders again and reconciles. Both write only what changed. ``weekly`` decides which one and in what order.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from analytics.models import RfmCell, RfmHistory, RfmMove, RfmRun, RfmScheme, RfmSegmentWeek
from core.clock import week_of

from . import sql
from .scoring import Rule, Thresholds, explicit_thresholds, places, rule_of, share_thresholds

NOBODY = Thresholds(last_on=[], frequency=[], monetary=[])


@dataclass(frozen=True)
class WeekResult:
    """What a week's computation found: customers with purchases, customers of whom something changed."""

    customers: int
    changed: int
    thresholds: Thresholds


def compute(*, week_end: date, scheme: RfmScheme, before: date | None, full: bool, all_rows: bool) -> WeekResult:
    """Bring state, history and rollups of RFM to ``week_end`` (a Sunday, inclusive).

    ``before`` is the day at which the running state stands (None: it is empty). ``all_rows`` stores everybody, for
    the first week under another rule. Must run inside a transaction that holds the weekly lock.
    """
    rule = rule_of(scheme)
    _fresh_tables()
    if full or before is None:
        _recount(after=rule.window_from(week_end), as_of=week_end)
    else:
        _add_days(rule=rule, before=before, week_end=week_end)
    thresholds = _thresholds(rule, as_of=week_end, table="state")
    changed = sql.run("rfm_changes", _scoring_params(rule, thresholds) | {"all_rows": all_rows})
    sql.run("rfm_store_state")
    sql.run("rfm_store_history", {"week_end": week_end})
    _remember_for_publication()
    customers = _roll_up(week_end)
    return WeekResult(customers=customers, changed=changed, thresholds=thresholds)


def take_back(*, week_end: date) -> None:
    """Undo the weeks from ``week_end`` on: the state goes back to the Sunday before, their history is dropped."""
    sql.run("rfm_restore", {"week_end": week_end})
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO rfm_publish SELECT customer_id FROM analytics_rfmhistory WHERE week_end >= %s", [week_end]
        )
    RfmHistory.objects.filter(week_end__gte=week_end).delete()
    for model in (RfmCell, RfmSegmentWeek, RfmMove):
        model.objects.filter(week_end__gte=week_end).delete()


def begin_publication() -> None:
    """A list, for this transaction, of the customers whose standing must be pushed down at its end."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS rfm_publish")
        cursor.execute("CREATE TEMP TABLE rfm_publish (customer_id bigint) ON COMMIT DROP")


def store_run(*, week_end: date, scheme: RfmScheme, result: WeekResult, full: bool, why: str, seconds: float) -> RfmRun:
    """The record of a computed week; a week computed before gets a new revision and the old record stays."""
    earlier = RfmRun.objects.filter(week_end=week_end).order_by("-revision").first()
    RfmRun.objects.filter(week_end=week_end, is_current=True).update(is_current=False)
    _, r, f, m = sql.row("rfm_shares", {"week_end": week_end})
    shares = [json.loads(part) if isinstance(part, str) else part or {} for part in (r, f, m)]
    bins = range(1, scheme.bins + 1)
    return RfmRun.objects.create(
        week=week_of(week_end),
        week_end=week_end,
        scheme=scheme,
        revision=earlier.revision + 1 if earlier else 1,
        is_full=full,
        why=why,
        cuts=result.thresholds.as_json(),
        shares={name: [part.get(str(n), 0) for n in bins] for name, part in zip("rfm", shares, strict=True)},
        customers=result.customers,
        changed=result.changed,
        seconds=round(seconds, 3),
    )


def scored(*, as_of: date, rule: Rule) -> Iterator[tuple[Any, ...]]:
    """Every customer with purchases, scored as of any day straight from the orders; touches no stored figure.

    Rows: code, recency (days), frequency (orders), monetary (Decimal, currency units), r, f, m, score, segment code.
    """
    with transaction.atomic():
        sql.heavy_work()
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS rfm_now")
        count_orders(after=rule.window_from(as_of), as_of=as_of)
        thresholds = _thresholds(rule, as_of=as_of, table="now")
        params = _scoring_params(rule, thresholds) | {
            "as_of": as_of,
            "weight_r": rule.weight_r,
            "weight_f": rule.weight_f,
            "weight_m": rule.weight_m,
        }
        with connection.cursor() as cursor:
            cursor.execute(sql.statement("rfm_report"), params)
            while chunk := cursor.fetchmany(5_000):
                yield from chunk
            cursor.execute("DROP TABLE rfm_now")


def _recount(*, after: date, as_of: date) -> None:
    """Bring the running totals to what the orders say, by one walk along the covering index (see ``rfm_recount``)."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_hashagg = off")
        cursor.execute(sql.statement("rfm_recount"), {"after": after, "as_of": as_of})
        cursor.execute("SET LOCAL enable_hashagg = on")
    sql.run("rfm_reconcile")


def count_orders(*, after: date, as_of: date) -> None:
    """Fill the temporary table ``rfm_now`` by walking the covering index in order (hashing would leave the cache)."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_hashagg = off")
        cursor.execute(sql.statement("rfm_now"), {"after": after, "as_of": as_of})
        cursor.execute("SET LOCAL enable_hashagg = on")
        cursor.execute("ANALYZE rfm_now")


def _add_days(*, rule: Rule, before: date, week_end: date) -> None:
    sql.run(
        "rfm_delta",
        {
            "before": before,
            "as_of": week_end,
            "old_after": rule.window_from(before),
            "after": rule.window_from(week_end),
        },
    )
    sql.run("rfm_apply_delta")


def _fresh_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS rfm_recounted, rfm_delta, rfm_touched, rfm_changes")
        cursor.execute("CREATE TEMP TABLE rfm_touched (customer_id bigint) ON COMMIT DROP")


def _remember_for_publication() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO rfm_publish SELECT customer_id FROM rfm_changes")


def _thresholds(rule: Rule, *, as_of: date, table: str) -> Thresholds:
    if rule.cuts is not None:
        return explicit_thresholds(rule, as_of)
    suffix = "" if table == "state" else "_now"
    customers = sql.row(f"rfm_population{suffix}")[0]
    if not customers:
        return NOBODY
    last_on, frequency, monetary = sql.row(f"rfm_places{suffix}", {"places": places(customers, rule.bins)})
    return share_thresholds(list(last_on), list(frequency), list(monetary))


def _scoring_params(rule: Rule, thresholds: Thresholds) -> dict[str, Any]:
    return {
        "last_on": thresholds.last_on,
        "frequency": thresholds.frequency,
        "monetary": thresholds.monetary,
        "cells": list(rule.segments),
        "bins": rule.bins,
    }


def _roll_up(week_end: date) -> int:
    """Map, segments and movement of the week; gives the number of customers with purchases."""
    sql.run("rfm_cells", {"week_end": week_end})
    sql.run("rfm_segments", {"week_end": week_end})
    sql.run("rfm_moves", {"week_end": week_end})
    return int(sql.row("rfm_shares", {"week_end": week_end})[0])
