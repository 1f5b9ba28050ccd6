"""Open tasks with a customer follow him to the person who takes him over; and come back when that is undone."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection

from core.audit import acting

GIVE = """
UPDATE activities_task t SET owner_id = %(owner)s, version = t.version + 1, updated_at = now()
  FROM unnest(%(customers)s::bigint[], %(formers)s::bigint[]) AS given (customer_id, former_id)
 WHERE t.customer_id = given.customer_id AND t.owner_id = given.former_id AND t.state = 'open'
RETURNING t.id, given.customer_id, given.former_id
"""
BACK = """
UPDATE activities_task t SET owner_id = kept.former_id, version = t.version + 1, updated_at = now()
  FROM unnest(%(tasks)s::bigint[], %(formers)s::bigint[]) AS kept (id, former_id)
 WHERE t.id = kept.id AND t.owner_id = %(owner)s
"""


def pass_tasks(*, given: Sequence[tuple[int, int]], owner_id: int, actor: Any) -> list[tuple[int, int, int]]:
    """Give to ``owner_id`` what the former owner of each (customer, former owner) has open with him.

    Gives (task, customer, former owner) for the undo.
    """
    with acting(actor=actor, why="pasa con el cliente"), connection.cursor() as cursor:
        cursor.execute(
            GIVE, {"owner": owner_id, "customers": [pk for pk, _ in given], "formers": [held for _, held in given]}
        )
        return list(cursor.fetchall())


def tasks_back(*, rows: Collection[Sequence[int]], owner_id: int, actor: Any) -> int:
    """Each (task, former owner) to its former owner, unless somebody gave it to a third one since."""
    with acting(actor=actor, why="vuelve con el cliente"), connection.cursor() as cursor:
        cursor.execute(
            BACK, {"owner": owner_id, "tasks": [pk for pk, _ in rows], "formers": [held for _, held in rows]}
        )
        return int(cursor.rowcount)
