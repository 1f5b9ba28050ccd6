"""The only place where a message changes its state: a conditional update and its event, together."""

import uuid
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.db.models.sql.subqueries import UpdateQuery

from core.errors import DomainError
from messaging.enums import MOVES, OPEN, State
from messaging.models import Message, MessageEvent


def move(
    message: Message,
    to: str,
    *,
    said: str,
    actor: Any = None,
    token: uuid.UUID | None = None,
    mine: uuid.UUID | None = None,
    **fields: Any,
) -> bool:
    """Move from the state that the caller saw; ``False`` if it is no longer that one (or no longer this token's).

    ``token``: only if this attempt still holds it; ``mine``: the attempt that holds it from now on.
    The caller holds the transaction. An illegal move raises ``DomainError``.
    """
    if to not in MOVES[message.state]:
        raise DomainError(f"Un mensaje «{message.get_state_display()}» no puede pasar a «{State(to).label}».")
    rows = Message.objects.filter(pk=message.pk, state=message.state)
    if token is not None:
        rows = rows.filter(token=token)
    ended: dict[str, Any] = {"lease_until": None, "token": None}
    if to not in OPEN:
        ended["finished_at"] = Now()
    if mine is not None:
        fields["token"] = mine
    values = {"state": to, "said": said[:300], **ended, **fields}
    return _move_and_note(rows, values, [message.state, to, _key(actor), said[:300]])


def _move_and_note(rows: QuerySet[Message], values: dict[str, Any], told: list[Any]) -> bool:
    """The update and its event in one statement: each message that leaves pays this way to the server twice."""
    query: Any = rows.query.chain(UpdateQuery)
    query.add_update_values(values)
    update, params = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH moved AS ({update} RETURNING id) "  # noqa: S608 - the ORM's own statement
            "INSERT INTO messaging_messageevent (message_id, at, from_state, to_state, actor_id, text) "
            "SELECT id, now(), %s, %s, %s, %s FROM moved",
            [*params, *told],
        )
        return bool(cursor.rowcount)


def claim(message: Message, token: uuid.UUID, **fields: Any) -> None:
    """``queued`` → ``sending`` under a token of this attempt; the caller holds the row."""
    if not move(message, State.SENDING, said="Saliendo.", mine=token, **fields):
        raise DomainError("Otro ya está enviando este mensaje.")


def note(message: Message, to: str, said: str, actor: Any = None) -> None:
    """An event of a message, without a change of state where ``to`` is the one it has."""
    MessageEvent.objects.create(
        message_id=message.pk, from_state=message.state, to_state=to, text=said[:300], actor_id=_key(actor)
    )


def move_many(rows: QuerySet[Message], *, start: str, to: str, said: str, actor: Any, **fields: Any) -> int:
    """The same for many in the state ``start``, in one update; rows that a worker holds now are left alone."""
    if to not in MOVES[start]:
        raise DomainError(f"Un mensaje «{State(start).label}» no puede pasar a «{State(to).label}».")
    free = Message.objects.select_for_update(skip_locked=True).filter(pk__in=rows.order_by().values("pk"), state=start)
    ids = list(free.values_list("pk", flat=True))
    ended: dict[str, Any] = {} if to in OPEN else {"finished_at": Now(), "lease_until": None, "token": None}
    moved = Message.objects.filter(pk__in=ids, state=start).update(state=to, said=said[:300], **{**ended, **fields})
    MessageEvent.objects.bulk_create(
        [
            MessageEvent(message_id=pk, from_state=start, to_state=to, text=said[:300], actor_id=_key(actor))
            for pk in ids
        ],
        batch_size=2000,
    )
    return moved


def _key(actor: Any) -> int | None:
    return getattr(actor, "pk", None)
