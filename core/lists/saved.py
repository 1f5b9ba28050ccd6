"""What people keep of a list: columns, density, views. One query reads it all."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import BooleanField, CharField, F, Q, Value
from django.http import QueryDict

from core.errors import DomainError
from core.models import ListPreference, SavedView
from core.slots import UNDO
from core.undo import remember

from .spec import ListSpec

MOST_VIEWS = 40
DROPPED = "lists.view_dropped"
STATE_LIVES_SECONDS = 300


@dataclass(frozen=True)
class KeptView:
    """A saved view as this person sees it."""

    id: int
    name: str
    query: str
    columns: list[str]
    shared: bool
    pinned: bool
    mine: bool

    @property
    def key(self) -> str:
        return f"v{self.id}"


@dataclass(frozen=True)
class State:
    """What a person keeps of one list."""

    columns: list[str] = field(default_factory=list)
    dense: bool | None = None
    opens_with: int | None = None
    views: list[KeptView] = field(default_factory=list)

    def view(self, key: str) -> KeptView | None:
        return next((view for view in self.views if view.key == key), None)


def state_of(user: Any, list_key: str) -> State:
    """Preference and visible views of one person; remembered until somebody changes something of this list."""
    memory = f"list-state:{list_key}:{version_of(list_key)}:{user.pk}"
    state: State | None = cache.get(memory)
    if state is None:
        state = _read_state(user, list_key)
        cache.set(memory, state, STATE_LIVES_SECONDS)
    return state


def version_of(list_key: str) -> int:
    """Moves on when something of the list changed; part of the name of whatever is remembered of it."""
    return int(cache.get_or_set(f"list-version:{list_key}", 1, None) or 1)


def changed(list_key: str) -> None:
    """What was remembered of this list, for everybody, counts no more."""
    transaction.on_commit(lambda: _next_version(list_key))


def _next_version(list_key: str) -> None:
    try:
        cache.incr(f"list-version:{list_key}")
    except ValueError:
        cache.set(f"list-version:{list_key}", secrets.randbelow(1 << 30) + 2, None)


def _read_state(user: Any, list_key: str) -> State:
    """Both in one query, a union."""
    views = (
        SavedView.objects.filter(Q(owner=user) | Q(shared=True), list_key=list_key)
        .order_by()
        .annotate(part=Value("view", CharField()), mine=F("owner_id"), dense=Value(None, BooleanField()))
        .values_list("part", "id", "name", "query", "columns", "shared", "pinned", "mine", "dense")
    )
    kept = ListPreference.objects.filter(user=user, list_key=list_key).annotate(
        part=Value("kept", CharField()),
        name=Value("", CharField()),
        query=Value("", CharField()),
        shared=Value(False, BooleanField()),
        pinned=Value(False, BooleanField()),
        mine=F("opens_with_id"),
    )
    rows = list(
        views.union(
            kept.values_list("part", "id", "name", "query", "columns", "shared", "pinned", "mine", "dense"), all=True
        )
    )
    found: list[KeptView] = []
    columns: list[str] = []
    dense, opens_with = None, None
    for part, pk, name, query, chosen, shared, pinned, mine, is_dense in rows:
        if part == "kept":
            columns, dense, opens_with = chosen, is_dense, mine
        else:
            found.append(KeptView(pk, name, query, chosen, shared, pinned, mine == user.pk))
    found.sort(key=lambda view: (view.name.lower(), view.id))
    return State(columns, dense, opens_with, found[:MOST_VIEWS])


def keep(*, user: Any, list_key: str, **values: Any) -> None:
    """Store columns, density or the first view of a person."""
    ListPreference.objects.update_or_create(user=user, list_key=list_key, defaults=values)
    changed(list_key)


def save_view(
    *, user: Any, spec: ListSpec, name: str, query: str, columns: list[str], shared: bool, pinned: bool
) -> SavedView:
    """A new view, or the own one of the same name with another filter."""
    name = " ".join(name.replace("\0", "").split())[:60]
    if not name:
        raise DomainError("Ponle un nombre a la vista.", field="name")
    if len(query) > 2000:
        raise DomainError("El filtro es demasiado largo para guardarlo.")
    mine = SavedView.objects.filter(owner=user, list_key=spec.key)
    if mine.exclude(name=name).count() >= MOST_VIEWS:
        raise DomainError(f"Ya tienes {MOST_VIEWS} vistas en esta lista. Borra alguna primero.")
    try:
        with transaction.atomic():
            view, _ = SavedView.objects.update_or_create(
                owner=user,
                list_key=spec.key,
                name=name,
                defaults={"query": query, "columns": columns, "shared": shared, "pinned": pinned},
            )
    except IntegrityError as error:
        raise DomainError("Ya tienes una vista con ese nombre.", field="name") from error
    changed(spec.key)
    return view


def change_view(*, user: Any, list_key: str, view_id: int, name: str, shared: bool, pinned: bool) -> str:
    """Another name, other readers, tab or not, for an own view; its filter stays. Gives its name."""
    name = " ".join(name.replace("\0", "").split())[:60]
    if not name:
        raise DomainError("Ponle un nombre a la vista.", field="name")
    with transaction.atomic():
        view = _own(user, list_key, view_id, "cambiarla")
        if SavedView.objects.filter(owner=user, list_key=list_key, name=name).exclude(pk=view.pk).exists():
            raise DomainError("Ya tienes una vista con ese nombre.", field="name")
        view.name, view.shared, view.pinned = name, shared, pinned
        view.save(update_fields=["name", "shared", "pinned"])
    changed(list_key)
    return name


def drop_view(*, user: Any, list_key: str, view_id: int) -> tuple[str, str]:
    """Delete an own view; gives its name and where that is taken back. Others' views raise ``DomainError``."""
    with transaction.atomic():
        view = _own(user, list_key, view_id, "borrarla")
        name = view.name
        payload = {
            "list_key": list_key,
            "first": list(ListPreference.objects.filter(opens_with=view).values_list("pk", flat=True)),
            "values": {key: getattr(view, key) for key in ("name", "query", "columns", "shared", "pinned")},
        }
        view.delete()
        undo_url = remember(kind=DROPPED, actor=user, said=f"Vista {name}", payload=payload)
    changed(list_key)
    return name, undo_url


def take_back_drop(actor: Any, payload: dict[str, Any]) -> str:
    """Undo of ``drop_view``: the view stands again, also where it opened its list."""
    list_key, values = payload["list_key"], payload["values"]
    if SavedView.objects.filter(owner=actor, list_key=list_key, name=values["name"]).exists():
        raise DomainError(f"Ya tienes otra vista que se llama «{values['name']}».")
    view = SavedView.objects.create(owner=actor, list_key=list_key, **values)
    ListPreference.objects.filter(pk__in=payload["first"], opens_with=None).update(opens_with=view)
    changed(list_key)
    return f"La vista «{view.name}» está de vuelta"


UNDO.add(DROPPED, take_back_drop)


def _own(user: Any, list_key: str, view_id: int, verb: str) -> SavedView:
    view = SavedView.objects.select_for_update().filter(owner=user, list_key=list_key, pk=view_id).first()
    if view is None:
        raise DomainError(f"Solo quien guardó una vista puede {verb}.")
    return view


def columns_of(spec: ListSpec, user: Any, chosen: list[str]) -> list[str]:
    """The columns to show: the chosen ones that this person may see, else the list's own."""
    allowed = spec.all_columns(user)
    kept = [name for name in chosen if name in allowed]
    first = [*spec.columns, *(spec.more_first() if spec.more_first else ())]
    kept = kept or [name for name in first if name in allowed]
    main = next((name for name, column in allowed.items() if column.phone == "main"), None)
    return [main, *kept] if main and main not in kept else kept


def as_query(text: str, user: Any) -> QueryDict:
    return QueryDict(text.replace("{user}", str(user.pk)))
