"""A merge taken back: every row returns to the record it came from."""

import json
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models.functions import Now

from core.audit import acting
from core.errors import DomainError
from core.slots import CUSTOMERS_MERGED
from customers.models import Consent, DuplicatePair, Merge
from customers.queries.relations import Link, links

from .merging import COLUMNS, TABLE, _hold, _images

UNCOMPARED = frozenset({"version", "updated_at"})


def unmerge(*, merge_id: int, actor: Any) -> str:
    """Undo a merge; gives the sentence to show. What was written to the winner since the merge stays his.

    Raises ``DomainError`` if it was undone already, or a later merge must be undone first.
    """
    with transaction.atomic(), acting(actor=actor, why="unión de clientes deshecha"):
        made = Merge.objects.select_for_update().filter(pk=merge_id, undone_at=None).first()
        if made is None:
            raise DomainError("Esa unión ya se deshizo.")
        ids = sorted([made.winner_id, *made.losers])
        _hold(ids, actor)
        if Merge.objects.filter(pk__gt=made.pk, undone_at=None, former__has_any_keys=[str(pk) for pk in ids]).exists():
            raise DomainError("Una de estas fichas se unió después a otra: deshaz primero esa unión.")
        _rows_back(made)
        _records_back(made)
        Merge.objects.filter(pk=made.pk).update(
            undone_at=Now(), undone_by=actor if getattr(actor, "pk", None) else None
        )
        for listener in CUSTOMERS_MERGED:
            listener(made.winner_id, list(made.losers), actor)
        return f"Las {len(ids)} fichas vuelven a estar separadas"


def take_back_merge(actor: Any, payload: dict[str, Any]) -> str:
    """Undo from the notice."""
    return unmerge(merge_id=payload["id"], actor=actor)


def _rows_back(made: Merge) -> None:
    """Keys, marks, dropped rows, consents and pairs as they were."""
    by_key: dict[str, Link] = {link.key: link for link in links()}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL crm.consent_move = 'on'")
        Consent.objects.filter(pk__in=made.moved["consents"]).delete()
        for key, pairs in made.moved["rows"].items():
            link = by_key[key]
            column = link.model._meta.get_field(link.field).column
            homes: dict[int, list[Any]] = {}
            for pk, home in pairs:
                homes.setdefault(home, []).append(pk)
            for home, pks in homes.items():
                still = link.model._base_manager.filter(pk__in=pks, **{column: made.winner_id})
                still.update(**{column: home})
        cursor.execute("SET LOCAL crm.consent_move = 'off'")
        for label, row in made.moved["dropped"]:
            _insert(cursor, apps.get_model(label)._meta.db_table, row)
    for label, mark, pks in made.moved["demoted"]:
        apps.get_model(label)._base_manager.filter(pk__in=pks).update(**{mark: True})
    for pk, state, at, by in made.moved["pairs"]:
        DuplicatePair.objects.filter(pk=pk).update(state=state, decided_at=at, decided_by=by)


def _insert(cursor: Any, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(connection.ops.quote_name(name) for name in row)
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_populate_record(NULL::{table}, %s) "  # noqa: S608 - our own names
        "ON CONFLICT DO NOTHING",
        [json.dumps(row)],
    )


def _records_back(made: Merge) -> None:
    """The records. Columns of the winner that somebody changed since the merge keep the newer value.

    The winner first: he may hold a document that a loser takes back.
    """
    former, after = made.former, made.moved["after"]
    now = _images([made.winner_id])[str(made.winner_id)]
    untouched = now == after
    winner = {
        column: value
        for column, value in former[str(made.winner_id)].items()
        if untouched or (column not in UNCOMPARED and now[column] == after[column])
    }
    if not untouched:
        winner["version"] = now["version"] + 1
    _update(made.winner_id, winner)
    for pk in made.losers:
        _update(pk, former[str(pk)])


def _update(pk: int, row: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}" = r."{name}"' for name in row if name in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {TABLE} t SET {names} FROM jsonb_populate_record(NULL::{TABLE}, %s) r WHERE t.id = %s",  # noqa: S608 - our own names
            [json.dumps(row), pk],
        )
