"""A customer passes to another seller: the dossier is frozen, and what was open with him may pass too."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.urls import reverse

from activities.enums import TaskState
from activities.models import Task
from activities.services.passing import pass_tasks, tasks_back
from company.services.notices import withdraw
from core.audit import acting
from core.errors import NotAllowed
from core.jobs import JobRun, enqueue
from core.slots import OwnerChange
from sales.models import HandOver
from sales.queries.dossier import dossiers

JOB = "sales.dossiers"
AT_ONCE = 100
CHUNK = 500
# What passes besides tasks: table, and which of its rows are still open.
WORK = (
    ("opportunities", "sales_opportunity", "state = 'open'"),
    ("quotes", "sales_quote", "state IN ('draft', 'waiting', 'ready', 'sent')"),
)

SAID = (("oportunidad", "oportunidades"), ("cotización", "cotizaciones"))


def changed(change: OwnerChange) -> tuple[dict[str, Any], str]:
    """The owner of customers changed: a dossier each, and the former owner's open work passes if so asked.

    Few dossiers are built here, many by a job that starts after the commit; the rows stand at once.
    """
    leaving = _who_leaves(change)
    with transaction.atomic(), acting(actor=change.actor, why="entrega de clientes"):
        made = HandOver.objects.bulk_create(
            [
                HandOver(customer_id=pk, from_user_id=held, to_user_id=change.owner_id, made_by=change.actor)
                for pk, held in leaving
            ],
            batch_size=2_000,
        )
        if not made:
            return {}, ""
        ids = [one.pk for one in made]
        if len(ids) <= AT_ONCE:
            build(ids)
        else:
            enqueue(kind=JOB, payload={"ids": ids}, actor=change.actor, title=f"Preparar {len(ids)} entregas")
        kept: dict[str, Any] = {"ids": ids, "owner": change.owner_id}
        if change.pass_work and change.owner_id is not None:
            kept |= _pass_work(leaving, change.owner_id, change.actor)
    if len(ids) == 1:
        return kept, reverse("sales:hand_over", args=[ids[0]])
    return kept, f"{reverse('sales:hand_overs')}?to={change.owner_id or 'none'}&read=no"


def taken_back(kept: dict[str, Any], customers: frozenset[int], actor: Any) -> None:
    """The customers went back: their hand-overs go, and what passed returns to who had it."""
    if not kept:
        return
    with transaction.atomic(), acting(actor=actor, why="entrega deshecha"):
        gone = HandOver.objects.filter(pk__in=kept["ids"], customer_id__in=customers)
        urls = [reverse("sales:hand_over", args=[pk]) for pk in gone.values_list("pk", flat=True)]
        gone.delete()
        withdraw(urls=urls)
        owner = kept["owner"]
        if owner is None or "tasks" not in kept:
            return
        tasks_back(rows=_mine(kept["tasks"], customers), owner_id=owner, actor=actor)
        for name, table, _ in WORK:
            _back(table, _mine(kept[name], customers), owner)


def open_work(customer_id: int, owner_id: int) -> list[tuple[int, str, str]]:
    """What would pass with the customer: open tasks, deals and quotes of his owner, each as (how many, one, many)."""
    tasks = Task.objects.filter(customer=customer_id, owner=owner_id, state=TaskState.OPEN).count()
    found = [(tasks, "tarea", "tareas")]
    for (_, table, still_open), words in zip(WORK, SAID, strict=True):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM {table} w WHERE w.customer_id = %s AND w.owner_id = %s AND w.{still_open}",  # noqa: S608 - our own names
                [customer_id, owner_id],
            )
            found.append((cursor.fetchone()[0], *words))
    return found


def mark_read(*, hand_over: HandOver, actor: Any, at: datetime) -> None:
    """The one who got the customer read his dossier. Raises ``NotAllowed`` for anybody else."""
    if hand_over.to_user_id != actor.pk:
        raise NotAllowed("Solo quien recibe al cliente la marca como leída.")
    HandOver.objects.filter(pk=hand_over.pk, read_at=None).update(read_at=at)


def build(ids: list[int]) -> None:
    """Freeze the dossiers of these hand-overs: one pass for all of them."""
    rows = list(HandOver.objects.filter(pk__in=ids).order_by("pk"))
    found = dossiers(rows)
    for one in rows:
        one.dossier = found[one.pk]
    HandOver.objects.bulk_update(rows, ["dossier"], batch_size=200)


def build_job(run: JobRun) -> dict[str, Any]:
    """The job of a change of many: those that the undo took away in between are left out."""
    ids = [int(pk) for pk in run.payload["ids"]]
    for start in range(0, len(ids), CHUNK):
        run.progress(done=start, total=len(ids), phase="Preparando las entregas")
        with transaction.atomic():
            build(ids[start : start + CHUNK])
    return {"count": len(ids), "url": f"{reverse('sales:hand_overs')}?read=no"}


def _who_leaves(change: OwnerChange) -> list[tuple[int, int | None]]:
    """(customer, who had him). Of who had nobody, the one who left him to nobody by the last hand-over."""
    orphans = [pk for pk, held in change.rows if held is None]
    last = (
        HandOver.objects.filter(customer_id__in=orphans)
        .order_by("customer_id", "-at", "-id")
        .distinct("customer_id")
        .values_list("customer_id", "to_user_id", "from_user_id")
    )
    left = {pk: former for pk, taker, former in last if taker is None and former is not None}
    return [
        (pk, held or left.get(pk)) for pk, held in change.rows if (held or left.get(pk)) not in (None, change.owner_id)
    ]


def _pass_work(leaving: list[tuple[int, int | None]], owner: int, actor: Any) -> dict[str, Any]:
    given = [(pk, held) for pk, held in leaving if held is not None]
    kept: dict[str, Any] = {"tasks": pass_tasks(given=given, owner_id=owner, actor=actor)}
    for name, table, still_open in WORK:
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} w SET owner_id = %(owner)s, version = w.version + 1, updated_at = now() "  # noqa: S608 - our own names
                "FROM unnest(%(customers)s::bigint[], %(formers)s::bigint[]) AS given (customer_id, former_id) "
                f"WHERE w.customer_id = given.customer_id AND w.owner_id = given.former_id AND w.{still_open} "
                "RETURNING w.id, given.customer_id, given.former_id",
                {"owner": owner, "customers": [pk for pk, _ in given], "formers": [held for _, held in given]},
            )
            kept[name] = list(cursor.fetchall())
    return kept


def _back(table: str, rows: list[tuple[int, int]], owner: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} w SET owner_id = kept.former_id, version = w.version + 1, updated_at = now() "  # noqa: S608 - our own names
            "FROM unnest(%(rows)s::bigint[], %(formers)s::bigint[]) AS kept (id, former_id) "
            "WHERE w.id = kept.id AND w.owner_id = %(owner)s",
            {"owner": owner, "rows": [pk for pk, _ in rows], "formers": [held for _, held in rows]},
        )


def _mine(rows: list[list[int]], customers: frozenset[int]) -> list[tuple[int, int]]:
    return [(pk, former) for pk, customer, former in rows if customer in customers]
