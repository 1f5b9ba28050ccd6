"""The week, measured: bare scan, full, incremental, the same by pandas. Each runs alone in a fresh process."""

import hashlib
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from django.db import connection, transaction

from analytics.services import rfm, schemes, sql, weekly
from core.clock import week_of

from .generate import LAST_DAY

STATE = "SELECT customer_id, last_on, frequency, monetary_minor, r, f, m FROM analytics_rfmstate WHERE frequency > 0"
FINGERPRINT = f"""
SELECT count(*), sum(hashtextextended(row(customer_id, last_on, frequency, monetary_minor, r, f, m, segment)::text, 0))
FROM ({STATE.replace("r, f, m FROM", "r, f, m, segment FROM")}) AS s
"""  # noqa: S608 - our own words


def memory_peak_mb() -> float:
    """Most memory that this process ever held."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024


def scan() -> dict[str, Any]:
    """The unit: one serial pass over the orders that adds up their money."""
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0; SET statement_timeout = 0")
        began = time.perf_counter()
        cursor.execute("SELECT sum(total_minor), count(*) FROM sales_order")
        cursor.fetchone()
        return {"scan_s": time.perf_counter() - began}


def vacuum() -> dict[str, Any]:
    """Tidy what the week writes."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM (ANALYZE) analytics_rfmstate, analytics_rfmhistory, customers_customerstanding")
    return {}


def first(week_end: date) -> dict[str, Any]:
    """The first week of all: state, history and scores of everybody are written."""
    began = time.perf_counter()
    weekly.compute_week(week=week_of(week_end), today=LAST_DAY + timedelta(days=1))
    return {"week_first_s": time.perf_counter() - began}


def compute(week_end: date, *, full: bool) -> dict[str, Any]:
    """RFM of one week after the one that stands: totals, cut points, scores, history, map, movement.

    Full counts all orders again and is taken back, so that the incremental run finds the same state; both give a
    fingerprint of every customer's row.
    """
    connection.ensure_connection()
    before = memory_peak_mb()
    scheme = schemes.current()
    began = time.perf_counter()
    with transaction.atomic():
        sql.heavy_work()
        rfm.begin_publication()
        result = rfm.compute(
            week_end=week_end, scheme=scheme, before=week_end - timedelta(days=7), full=full, all_rows=False
        )
        seconds = time.perf_counter() - began
        grown = memory_peak_mb() - before
        rows, fingerprint = _fingerprint()
        transaction.set_rollback(True)
    return {
        "seconds": seconds,
        "client_mb": grown,
        "customers": result.customers,
        "changed": result.changed,
        "rows": rows,
        "fingerprint": fingerprint,
    }


def whole(week_end: date) -> dict[str, Any]:
    """The command: RFM incrementally, rollups of sales and stock, rotation, publication, commit."""
    began = time.perf_counter()
    weekly.compute_week(week=week_of(week_end), today=LAST_DAY + timedelta(days=1))
    rows, fingerprint = _fingerprint()
    return {"seconds": time.perf_counter() - began, "rows": rows, "fingerprint": fingerprint}


def by_pandas(week_end: date) -> dict[str, Any]:
    """The same week as many would write it: read the rows, group, rank, compare with what stands.

    Run after ``whole``. Reading and computing only; writing back is not counted, in its favour.
    """
    connection.ensure_connection()
    before = memory_peak_mb()
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    frame = pd.read_sql_query(
        "SELECT customer_id, placed_on, total_minor, kind FROM sales_order "
        "WHERE booked AND customer_id IS NOT NULL AND kind <> 'adjustment' AND placed_on <= %(day)s",
        connection.connection,
        params={"day": week_end},
    )
    frame["placed_on"] = pd.to_datetime(frame["placed_on"])
    sales = frame[frame["kind"] == "sale"].groupby("customer_id")
    people = pd.DataFrame({"last_on": sales["placed_on"].max(), "frequency": sales.size()})
    people["monetary_minor"] = frame.groupby("customer_id")["total_minor"].sum().reindex(people.index)
    for name, score in (("last_on", "r"), ("frequency", "f"), ("monetary_minor", "m")):
        worse = people[name].rank(method="min").astype("int64") - 1
        people[score] = 1 + 5 * worse // len(people)
    seconds = time.perf_counter() - began
    grown = memory_peak_mb() - before
    return {"seconds": seconds, "client_mb": grown, "rows": len(people), "different": _different(people)}


def _different(people: pd.DataFrame) -> int:
    """Rows in which pandas and the state differ."""
    with connection.cursor() as cursor:
        cursor.execute(STATE + " ORDER BY customer_id")
        stands = pd.DataFrame(
            cursor.fetchall(), columns=["customer_id", "last_on", "frequency", "monetary_minor", "r", "f", "m"]
        ).set_index("customer_id")
    stands["last_on"] = pd.to_datetime(stands["last_on"])
    if len(stands) != len(people) or not stands.index.equals(people.index):
        return max(len(stands), len(people))
    same = np.ones(len(people), dtype=bool)
    for column in stands.columns:
        same &= stands[column].to_numpy() == people[column].to_numpy()
    return int((~same).sum())


def _fingerprint() -> tuple[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT)
        rows, total = cursor.fetchone()
    return rows, hashlib.sha256(str(total).encode()).hexdigest()[:16]
