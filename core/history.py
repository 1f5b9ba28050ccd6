"""The history of a record, read from the chain of its former rows (``core.audit``) and its present row.

Each event holds the row *before* a change; what changed is the difference to the next event's row, or to the present
row for the newest one. Apps say in the slot ``HISTORY`` which models may be read, and whose rows one may see.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from core.errors import Conflict
from core.formatting import listing

Field = Any  # a column of a model; Django's own class takes no parameters at run time

ABSENT = "–"
SHOWN = 200
UNTOLD = frozenset({"id", "version", "updated_at", "created_at", "path", "import_batch"})


@dataclass(frozen=True)
class HistorySource:
    """A model whose history has a page. ``visible_to(user)`` gives the rows one may see; ``url(row)`` goes back."""

    model: str
    visible_to: Callable[[Any], Any]
    url: Callable[[Any], str] | None = None
    hidden: frozenset[str] = frozenset()
    hidden_from: Callable[[Any], frozenset[str]] | None = None  # more of them, for that user
    # ``restore(actor, row, field, former value)`` writes a field back by the owning app's service (``DomainError``,
    # ``Conflict``) and gives its own address of undo, if it has one; the value comes checked, a key as its record.
    # Only ``restorable`` fields, and only where ``may(user, row)``.
    restore: Callable[[Any, Any, str, Any], str | None] | None = None
    restorable: frozenset[str] = frozenset()
    may: Callable[[Any, Any], bool] | None = None
    # ``told(user, row)``: a sentence about what of this record is never put back, and what one does instead.
    told: Callable[[Any, Any], str] | None = None

    def untold(self, user: Any) -> frozenset[str]:
        """The fields that this person's history leaves out."""
        return self.hidden | (self.hidden_from(user) if self.hidden_from else frozenset())

    def offers(self, user: Any, row: Any, field: str) -> bool:
        """May this person put this field back?"""
        if field in self.untold(user):
            return False
        return self.restore is not None and field in self.restorable and (self.may is None or self.may(user, row))


@dataclass(frozen=True)
class Change:
    """One field: its name on screen, what it said before and after. ``field``, ``raw_before`` serve to restore it."""

    field: str
    label: str
    before: str
    after: str
    raw_before: Any = None


@dataclass(frozen=True)
class Entry:
    """One change of the record. ``who`` is empty for the system; ``source`` says from where it came."""

    event_id: int | None
    at: datetime
    who: str
    source: str
    why: str
    deleted: bool
    changes: list[Change]
    created: bool = False


def entries(row: models.Model, *, hidden: Iterable[str] = (), limit: int = SHOWN) -> list[Entry]:
    """The newest ``limit`` changes of a tracked row, newest first, and at the end how it came into being.

    A constant number of queries: events, their contexts, the people, one per kind of related record.
    """
    event_model = _event_model(type(row))
    found = event_model._default_manager.filter(pgh_obj_id=row.pk).select_related("pgh_context").order_by("-pgh_id")
    events = list(found[: limit + 1])
    fields = _told(event_model, frozenset(hidden))
    states: list[Any] = [row, *events]
    names = _Names(fields, states)
    people = _people(events)
    told = [_entry(event, _changes(fields, event, after, names), people) for after, event in pairwise(states)]
    told = [entry for entry in told if entry.changes or entry.deleted][:limit]
    if len(events) <= limit:
        told += _beginning(row)
    return told


def former(row: models.Model, event_id: int, field: str) -> Any:
    """What ``field`` of the row said before the change of that event; raises ``LookupError`` for an unknown event."""
    event = _event_model(type(row))._default_manager.filter(pgh_obj_id=row.pk, pgh_id=event_id).first()
    if event is None:
        raise LookupError(event_id)
    column: Any = row._meta.get_field(field)
    return getattr(event, column.attname)


def newest_event(row: models.Model) -> int | None:
    """The event of the last change of the row, ``None`` if nothing ever changed it."""
    found = _event_model(type(row))._default_manager.filter(pgh_obj_id=row.pk).order_by("-pgh_id")
    return found.values_list("pgh_id", flat=True).first()


def first_event_of(row: models.Model, version: int) -> int | None:
    """The event of the change that ended the state ``version`` of a ``Versioned`` row; ``None`` if nothing did."""
    found = _event_model(type(row))._default_manager.filter(pgh_obj_id=row.pk, version__gte=version).order_by("pgh_id")
    return found.values_list("pgh_id", flat=True).first()


def is_tracked(model: type[models.Model]) -> bool:
    """Are former rows of this model kept?"""
    return f"{model._meta.label_lower}event" in {one._meta.label_lower for one in apps.get_models()}


def stamp(row: models.Model) -> int:
    """What a form holds to hear that somebody was faster: the version of the row, or its newest event (0 for none)."""
    version: int | None = getattr(row, "version", None)
    return (newest_event(row) or 0) if version is None else version


def refuse_stale(row: models.Model, shown: int | None, *, hidden: Iterable[str] = ()) -> None:
    """``Conflict`` that says who changed what, if the (locked) row is no longer the one that was ``shown``."""
    if shown is not None and stamp(row) != shown:
        raise Conflict(said_since(row, shown, hidden=hidden))


def said_since(
    row: models.Model, shown: int, *, what: str = "esto mientras lo editabas", hidden: Iterable[str] = ()
) -> str:
    """Who changed the row since the screen showed that stamp, and what: a sentence for who comes second."""
    told = entries(row, hidden=hidden, limit=20)
    first = first_event_of(row, shown) if hasattr(row, "version") else shown + 1
    later = [entry for entry in told if entry.event_id is not None and first is not None and entry.event_id >= first]
    who = next((entry.who for entry in later if entry.who), "Otra persona")
    said = {
        change.label: f"{change.label} (ahora {change.after})" for entry in reversed(later) for change in entry.changes
    }
    now = f": {listing(list(said.values())[:4])}" if said else ""
    return f"{who} cambió {what}{now}. Lo que escribiste sigue aquí; revisa y guarda otra vez."


def _event_model(model: type[models.Model]) -> Any:
    """The event table that ``core.audit.tracked`` made for a model."""
    return apps.get_model(model._meta.app_label, f"{model.__name__}Event")


def _told(event_model: Any, hidden: frozenset[str]) -> list[Field]:
    return [
        field
        for field in event_model._meta.concrete_fields
        if not field.name.startswith("pgh_") and field.name not in UNTOLD and field.name not in hidden
    ]


def _changes(fields: Sequence[Field], before: Any, after: Any, names: "_Names") -> list[Change]:
    changed = []
    for field in fields:
        old, new = getattr(before, field.attname), getattr(after, field.attname, None)
        if isinstance(field, models.FileField):
            old, new = str(old or ""), str(new or "")
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            changed += _parts(field, old, new)
        else:
            label = str(field.verbose_name)
            changed.append(Change(field.name, label, names.said(field, old), names.said(field, new), old))
    return changed


def _parts(field: Field, old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """The keys of a JSON column that changed."""
    return [
        Change(f"{field.name}.{key}", key.replace("_", " "), _plain(old.get(key)), _plain(new.get(key)), old.get(key))
        for key in sorted({*old, *new})
        if old.get(key) != new.get(key)
    ]


def _entry(event: Any, changes: list[Change], people: dict[int, str]) -> Entry:
    facts = event.pgh_context.metadata if event.pgh_context_id else {}
    return Entry(
        event_id=event.pgh_id,
        at=event.pgh_created_at,
        who=people.get(facts.get("user") or 0, ""),
        source=_source(facts),
        why=str(facts.get("why") or ""),
        deleted=event.pgh_label == "deleted",
        changes=changes,
    )


def _source(facts: dict[str, Any]) -> str:
    if facts.get("import") or facts.get("import_batch"):
        return "importación"
    return str(facts.get("source") or "programa")


def _beginning(row: models.Model) -> list[Entry]:
    made = getattr(row, "created_at", None) or getattr(row, "date_joined", None)
    if made is None:
        return []
    source = "importación" if getattr(row, "import_batch_id", None) else ""
    return [Entry(None, made, "", source, "", False, [], created=True)]


def _people(events: Iterable[Any]) -> dict[int, str]:
    """Names of who acted, one query."""
    ids = {event.pgh_context.metadata.get("user") for event in events if event.pgh_context_id} - {None}
    users = get_user_model()._default_manager.filter(pk__in=ids) if ids else []
    return {user.pk: str(user) for user in users}


class _Names:
    """Values as a person reads them; related records looked up once per model."""

    def __init__(self, fields: Sequence[Field], states: Sequence[Any]) -> None:
        self.found: dict[str, dict[Any, str]] = {}
        for field in fields:
            if isinstance(field, models.ForeignKey):
                self.found[field.name] = self._look_up(field, states)

    @staticmethod
    def _look_up(field: Any, states: Sequence[Any]) -> dict[Any, str]:
        ids = {getattr(state, field.attname, None) for state in states} - {None}
        if len(ids) < 1:
            return {}
        related: Any = field.related_model
        return {row.pk: str(row) for row in related._default_manager.filter(pk__in=ids)}

    def said(self, field: Field, value: Any) -> str:
        if value is None or value == "":
            return ABSENT
        if field.name in self.found:
            return self.found[field.name].get(value, "ya no existe")
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        return _plain(value)


def _plain(value: Any) -> str:
    if value is None or value == "":
        return ABSENT
    if isinstance(value, bool):
        return "sí" if value else "no"
    if isinstance(value, list):
        return ", ".join(_plain(part) for part in value) or ABSENT
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if hasattr(value, "strftime"):
        return str(value.strftime("%d/%m/%Y"))
    if isinstance(value, Decimal):
        whole, _, part = f"{value:f}".partition(".")
        return f"{whole}.{part.rstrip('0').ljust(2, '0')}" if part.strip("0") else whole
    return str(value)
