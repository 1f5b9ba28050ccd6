"""Putting a field of a record back to what it said before: checked anew, written by its app's service, undone."""

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core import history
from core.errors import Conflict, DomainError
from core.slots import HISTORY, UNDO
from core.undo import remember

PUT_BACK = "core.history"


def put_back(*, actor: Any, row: Any, event: int, field: str, version: int | None = None) -> str:
    """Put ``field`` back to what it said before that event; gives the address that undoes it.

    ``version`` = the stamp on the screen (``history.stamp``). Raises ``LookupError`` for an event or field that this
    person cannot put back, ``Conflict`` if somebody was faster, ``DomainError`` if what it said is no longer valid.
    """
    source: history.HistorySource = HISTORY.get(row._meta.label_lower)
    if source.restore is None or not source.offers(actor, row, field):
        raise LookupError(field)
    value = _valid(row, field, history.former(row, event, field))
    if version is not None and history.stamp(row) != version:
        raise Conflict("Otra persona lo cambió mientras mirabas. Esto es lo que dice ahora.")
    with transaction.atomic():
        own = _written(source, actor, row, field, value)
        if own:
            return own
        payload = {"model": row._meta.label_lower, "pk": row.pk, "field": field, "event": history.newest_event(row)}
        label = str(row._meta.get_field(field).verbose_name)
        return remember(kind=PUT_BACK, actor=actor, said=f"{label.capitalize()} de antes", payload=payload)


def take_back(actor: Any, payload: dict[str, Any]) -> str:
    """Undo of ``put_back``, unless somebody changed the record since."""
    source: history.HistorySource = HISTORY.get(payload["model"])
    model = apps.get_model(source.model)
    row = source.visible_to(actor).filter(pk=payload["pk"]).first()
    field = payload["field"]
    if row is None or not source.offers(actor, row, field):
        raise DomainError("Eso ya no se puede deshacer.")
    if history.newest_event(row) != payload["event"]:
        raise DomainError("Alguien lo cambió después: ya no se puede deshacer.")
    value = _valid(row, field, history.former(row, payload["event"], field))
    _written(source, actor, row, field, value)
    return f"{str(model._meta.get_field(field).verbose_name).capitalize()}: como estaba"


UNDO.add(PUT_BACK, take_back)


def _written(source: history.HistorySource, actor: Any, row: Any, field: str, value: Any) -> str:
    assert source.restore is not None  # noqa: S101 - offered only where somebody writes
    try:
        with transaction.atomic():
            return source.restore(actor, row, field, value) or ""
    except IntegrityError as error:
        raise DomainError("Lo que decía antes ya no cuadra con lo demás: no se puede volver a ello.") from error


def _valid(row: Any, field: str, raw: Any) -> Any:
    """The former value as the service takes it; a key to another record as that record."""
    column = row._meta.get_field(field)
    if column.is_relation:
        return _related(column, raw)
    try:
        return column.clean(raw, row)
    except ValidationError as error:
        raise DomainError(f"Lo que decía antes ya no vale: {' '.join(error.messages)}") from error


def _related(column: Any, raw: Any) -> Any:
    if raw is None and column.null:
        return None
    found = column.related_model._default_manager.filter(pk=raw).first()
    if found is None:
        raise DomainError("Lo que decía antes ya no existe: no se puede volver a ello.")
    if not getattr(found, "is_active", True):
        raise DomainError(f"«{found}» ya no está en uso: no se puede volver a ello.")
    return found
