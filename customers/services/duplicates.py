"""Pairs of records that may be one customer: found by a job, decided by people."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from psycopg2.extras import execute_values

from core import undo
from core.audit import acting
from core.jobs import JobRun, enqueue, run_now
from core.models import Job, JobState
from customers.enums import PairState
from customers.models import DuplicatePair
from customers.queries.duplicates import CANDIDATES, KEYS, MOST_SHARED, facts_for
from customers.queries.likeness import REVIEW, likeness

KIND = "customers.duplicates"
TITLE = "Buscar clientes repetidos"
CHUNK = 20_000
# A long import may commit what it changed before the last search began.
OVERLAP = timedelta(hours=6)

Progress = Callable[[int, int], None]

SPACE = """
DROP TABLE IF EXISTS duplicate_key, duplicate_candidate, duplicate_found, duplicate_changed;
CREATE TEMP TABLE duplicate_key (customer_id bigint, strong boolean, key bigint) ON COMMIT DROP;
CREATE TEMP TABLE duplicate_candidate (first_id bigint, second_id bigint) ON COMMIT DROP;
CREATE TEMP TABLE duplicate_found (first_id bigint, second_id bigint, score numeric, reasons jsonb) ON COMMIT DROP;
CREATE TEMP TABLE duplicate_changed (id bigint PRIMARY KEY) ON COMMIT DROP;
"""

RARE = """
DELETE FROM duplicate_key WHERE key IN (
    SELECT key FROM duplicate_key GROUP BY key HAVING count(*) = 1 OR count(*) > %(most)s)
"""

# Who was merged or erased while we compared is left out; what a person decided stays decided.
STORE = """
INSERT INTO customers_duplicatepair (first_id, second_id, score, reasons, state)
SELECT f.first_id, f.second_id, f.score, f.reasons, 'open' FROM duplicate_found f
  JOIN customers_customer c ON c.id = f.first_id AND c.merged_into_id IS NULL AND c.erased_at IS NULL
  JOIN customers_customer o ON o.id = f.second_id AND o.merged_into_id IS NULL AND o.erased_at IS NULL
    ON CONFLICT (first_id, second_id) DO UPDATE SET score = excluded.score, reasons = excluded.reasons
 WHERE customers_duplicatepair.state = 'open' AND (customers_duplicatepair.score, customers_duplicatepair.reasons)
       IS DISTINCT FROM (excluded.score, excluded.reasons)
"""

FORGET = """
DELETE FROM customers_duplicatepair p WHERE p.state = 'open'
   AND NOT EXISTS (SELECT FROM duplicate_found f WHERE f.first_id = p.first_id AND f.second_id = p.second_id)
   AND (%(since)s::timestamptz IS NULL OR p.first_id IN (SELECT id FROM duplicate_changed)
        OR p.second_id IN (SELECT id FROM duplicate_changed))
"""


def find_duplicates(*, since: datetime | None, progress: Progress = lambda done, total: None) -> dict[str, int]:
    """Compare customers changed since that moment with all others (``None``: everybody) and keep the pairs.

    Only records that share a key are compared. Gives how many were ``compared``, how many pairs came out (``found``)
    and how many open ones no longer hold (``gone``).
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '128MB'")
        cursor.execute(SPACE)
        cursor.execute(
            "INSERT INTO duplicate_changed SELECT id FROM customers_customer WHERE updated_at >= %s", [since]
        )
        if since is not None and not cursor.rowcount:
            return {"compared": 0, "found": 0, "gone": 0}
        cursor.execute(KEYS)
        cursor.execute(RARE, {"most": MOST_SHARED})
        cursor.execute("CREATE INDEX ON duplicate_key (key, customer_id); ANALYZE duplicate_key, duplicate_changed")
        cursor.execute(CANDIDATES, {"since": since})
        total, done = cursor.rowcount, 0
        for pairs in _parts(cursor):
            done += len(pairs)
            _score(cursor, pairs)
            progress(done, total)
        cursor.execute(STORE)
        cursor.execute(FORGET, {"since": since})
        gone = cursor.rowcount
        cursor.execute("SELECT count(*) FROM duplicate_found")
        return {"compared": total, "found": cursor.fetchone()[0], "gone": gone}


def _parts(cursor: Any) -> Iterator[list[tuple[int, int]]]:
    cursor.execute("CREATE INDEX ON duplicate_candidate (first_id, second_id); ANALYZE duplicate_candidate")
    last = (0, 0)
    while True:
        cursor.execute(
            "SELECT first_id, second_id FROM duplicate_candidate WHERE (first_id, second_id) > (%s, %s) "
            "ORDER BY 1, 2 LIMIT %s",
            [*last, CHUNK],
        )
        pairs: list[tuple[int, int]] = cursor.fetchall()
        if not pairs:
            return
        last = pairs[-1]
        yield pairs


def _score(cursor: Any, pairs: list[tuple[int, int]]) -> None:
    facts = facts_for({pk for pair in pairs for pk in pair})
    found = []
    for first, second in pairs:
        said = likeness(facts[first], facts[second])
        if said.score >= REVIEW:
            found.append((first, second, said.score, json.dumps(said.reasons)))
    if found:
        execute_values(
            cursor.cursor, "INSERT INTO duplicate_found (first_id, second_id, score, reasons) VALUES %s", found
        )


def search_job(run: JobRun) -> dict[str, Any]:
    """The work of the job: everybody (``full``), else who changed since the last search that ended."""
    since = None if run.payload.get("full") else _last_search()

    def said(done: int, total: int) -> None:
        run.progress(done=done, total=total, phase="Comparando clientes")

    return {**find_duplicates(since=since, progress=said), "url": "/clientes/duplicados/"}


def _last_search() -> datetime | None:
    ended = Job.objects.filter(kind=KIND, state=JobState.DONE).order_by("-started_at")
    moment = ended.values_list("started_at", flat=True).first()
    return moment - OVERLAP if moment else None


def start_search(*, actor: Any, full: bool) -> Job:
    """Look for duplicates in the background; ``DomainError`` while a search is under way."""
    return enqueue(kind=KIND, payload={"full": full}, actor=actor, title=TITLE, key="search")


def search_now() -> Job:
    """Bring the queue up to date in this process (the report does it before it reads)."""
    return run_now(Job.objects.create(kind=KIND, title=TITLE, payload={}, sent_at=Now()))


def mark_different(*, pairs: QuerySet[DuplicatePair], actor: Any) -> tuple[int, str]:
    """These pairs are two customers each; they do not come back. Gives how many, and where it is taken back."""
    with transaction.atomic(), acting(actor=actor, why="son distintos"):
        rows = DuplicatePair.objects.filter(pk__in=pairs.order_by().values("pk"), state=PairState.OPEN)
        ids = list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
        DuplicatePair.objects.filter(pk__in=ids).update(state=PairState.DIFFERENT, decided_at=Now(), decided_by=actor)
        said = f"{len(ids)} {'pareja' if len(ids) == 1 else 'parejas'}: son distintos"
        return len(ids), undo.remember(kind="customers.pairs", actor=actor, said=said, payload={"ids": ids})


def take_back_different(actor: Any, payload: dict[str, Any]) -> str:
    """Undo of ``mark_different``."""
    rows = DuplicatePair.objects.filter(pk__in=payload["ids"], state=PairState.DIFFERENT)
    rows.update(state=PairState.OPEN, decided_at=None, decided_by=None)
    return "De nuevo por revisar"
