"""Weekly RFM as it was computed: runs, map, segments, movement, history. Rollups only, never orders."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from analytics.models import RfmCell, RfmMove, RfmRun, RfmSegmentWeek

from .facts import CellCount, Move, Run, SegmentSum
from .segments import SegmentTable, tables

CENT = Decimal("0.01")


def units(minor: int | None) -> Decimal:
    """Cents of a rollup as an amount in the company's currency."""
    return Decimal(minor or 0) * CENT


def runs(*, limit: int = 60) -> list[Run]:
    """Computed weeks, newest first, with their rule and their segment table. Three queries, however many weeks."""
    found = list(RfmRun.objects.filter(is_current=True).select_related("scheme").order_by("-week_end")[:limit])
    known = tables({run.scheme_id for run in found}) if found else {}
    waits = waiting_since() if found else None
    return [_run(run, known[run.scheme_id], place == 0, waits) for place, run in enumerate(found)]


def waiting_since() -> date | None:
    """The first day whose sales changed after its week was computed; one query."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        found: date | None = cursor.fetchone()[0]
    return found


# least() takes no notice of what is not there
WAITING = """
SELECT least((SELECT min(placed_on) FROM sales_changedday),
             (SELECT min(week_end) FROM analytics_rollupfill WHERE is_dirty))
"""


def _run(run: RfmRun, segments: SegmentTable, newest: bool, waits: date | None) -> Run:
    scheme = run.scheme
    return Run(
        week=run.week,
        week_end=run.week_end,
        computed_at=run.computed_at,
        is_newest=newest,
        late=waits is not None and waits <= run.week_end,
        weight_r=scheme.weight_r,
        weight_f=scheme.weight_f,
        weight_m=scheme.weight_m,
        window_days=scheme.window_days,
        bins=scheme.bins,
        segments=segments,
        scheme_id=run.scheme_id,
        scheme_version=scheme.version,
        rule=scheme.rule,
        cuts=run.cuts,
        recency_cuts=recency_cuts(run.cuts.get("last_on", []), run.week_end),
    )


def recency_cuts(last_on: Iterable[str], week_end: date) -> list[int]:
    """Days since the last purchase that still earn each score, the best first: 13 days for R 5, 33 for R 4…"""
    return sorted((week_end - date.fromisoformat(str(cut)[:10])).days for cut in last_on)


def cells(run: Run) -> list[CellCount]:
    """The map of a week; frequency and money joined by their mean, halves up."""
    sums: dict[tuple[int, int], list[int]] = {}
    for row in RfmCell.objects.filter(week_end=run.week_end).values_list("r", "f", "m", "customers", "monetary_minor"):
        r, f, m, customers, minor = row
        total = sums.setdefault((r, (f + m + 1) // 2), [0, 0])
        total[0] += customers
        total[1] += minor
    scores = range(1, run.bins + 1)
    return [
        CellCount(r, fm, run.segments.at(r, fm).code, sums.get((r, fm), [0, 0])[0], units(sums.get((r, fm), [0, 0])[1]))
        for r in scores
        for fm in scores
    ]


def segment_sums(week_ends: Iterable[date]) -> dict[date, list[SegmentSum]]:
    """Each segment of these weeks; one query."""
    found: dict[date, list[SegmentSum]] = {day: [] for day in week_ends}
    for row in RfmSegmentWeek.objects.filter(week_end__in=found).order_by("week_end", "segment"):
        if row.segment:
            found[row.week_end].append(
                SegmentSum(row.segment, row.customers, units(row.monetary_minor), row.orders, row.median_recency_days)
            )
    return found


def moves(run: Run, before: Run) -> list[Move]:
    """Who passed from where to where. Consecutive weeks are a rollup; other pairs are read from the history."""
    if before.week_end == run.week_end - timedelta(days=7):
        rows = RfmMove.objects.filter(week_end=run.week_end).order_by("before", "after")
        return [Move(row.before, row.after, row.customers, units(row.monetary_minor)) for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(MOVES_BETWEEN, {"early": before.week_end, "late": run.week_end})
        return [Move(row[0], row[1], row[2], units(row[3])) for row in cursor.fetchall()]


# The snapshot of a week is the newest history row of each customer up to it.
MOVES_BETWEEN = """
WITH late AS (
    SELECT DISTINCT ON (customer_id) customer_id, segment, monetary_minor
    FROM analytics_rfmhistory WHERE week_end <= %(late)s ORDER BY customer_id, week_end DESC
), early AS (
    SELECT DISTINCT ON (customer_id) customer_id, segment, monetary_minor
    FROM analytics_rfmhistory WHERE week_end <= %(early)s ORDER BY customer_id, week_end DESC
)
SELECT coalesce(early.segment, ''), late.segment, count(*),
       sum(CASE WHEN late.segment = '' THEN coalesce(early.monetary_minor, 0) ELSE late.monetary_minor END)
FROM late LEFT JOIN early USING (customer_id)
WHERE late.segment <> '' OR coalesce(early.segment, '') <> ''
GROUP BY 1, 2 ORDER BY 1, 2
"""
