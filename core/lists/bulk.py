"""Acts on many rows: chosen ones or the whole filter, with the exact count and a sample before, and undo after."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render

from core import named, notices
from core.errors import DomainError

if TYPE_CHECKING:
    from .query import ListQuery
    from .spec import ListSpec

MOST_CHOSEN = 1000
SAMPLE = 6
TOKEN_LIVES = 3600


@dataclass(frozen=True)
class BulkDone:
    """What was done: the sentence, and where it is taken back; or ``go_to``, a page of its own that goes on."""

    said: str
    undo_url: str = ""
    go_to: str = ""


@dataclass(frozen=True)
class BulkAction:
    """An act on rows. ``run(actor=…, rows=…, values=…)`` calls one service on exactly ``rows``.

    ``form`` (a Django form class taking ``user=``) asks what is needed; ``allowed(user, rows)`` keeps the rows that the
    person may change; ``sentence(count, values)`` says what will happen. ``before(actor=…, rows=…, values=…)`` gives
    sentences on what would become of just these rows: read before it is done, and only done if they still hold.
    """

    key: str
    label: str
    icon: str
    verb: str
    run: Callable[..., BulkDone]
    form: Any = None
    allowed: Callable[[Any, QuerySet[Any]], QuerySet[Any]] | None = None
    roles: frozenset[str] = frozenset()
    danger: bool = False
    sentence: str = "Se cambiarán {rows}."
    before: Callable[..., list[str]] | None = None


@dataclass(frozen=True)
class Selection:
    """Which rows: ids, or the whole of a filter (its query string)."""

    ids: tuple[int, ...] = ()
    query: str = ""
    whole: bool = False

    def packed(self, spec_key: str, user: Any) -> str:
        return signing.dumps([list(self.ids), self.query, self.whole], salt=_salt(spec_key, user), compress=True)


def unpack(token: str, spec_key: str, user: Any) -> Selection:
    """Raises ``DomainError`` for a token that is old or not ours."""
    try:
        ids, query, whole = signing.loads(token, salt=_salt(spec_key, user), max_age=TOKEN_LIVES)
    except signing.BadSignature as error:
        raise DomainError("La selección caducó. Elige las filas otra vez.") from error
    return Selection(tuple(ids), query, whole)


def chosen(post: QueryDict, query: "ListQuery") -> Selection:
    """What the posted form of the list chose."""
    if post.get("whole") == "1":
        return Selection(query=query.canonical(), whole=True)
    ids = tuple(sorted({named.number(one) for one in post.getlist("id")} - {0}))
    if len(ids) > MOST_CHOSEN:
        raise DomainError(f"Elige hasta {MOST_CHOSEN} filas, o toda la lista.")
    if not ids:
        raise DomainError("Elige primero las filas.")
    return Selection(ids=ids)


def rows_of(selection: Selection, spec: "ListSpec", user: Any) -> QuerySet[Any]:
    """The rows, asked again of the same query object."""
    from .query import ListQuery

    if selection.whole:
        return ListQuery(spec, user, QueryDict(selection.query)).rows()
    return spec.base(user).filter(pk__in=selection.ids)


def handle(request: HttpRequest, spec: "ListSpec", query: "ListQuery") -> HttpResponse:
    """The posted bar of the list (asks), or the posted question (acts)."""
    back = request.POST.get("back", "") or spec.url + query.address()
    if not back.startswith(spec.url) or back.startswith("//"):
        back = spec.url
    try:
        return _handle(request, spec, query, back)
    except DomainError as error:
        notices.failed(request, str(error))
        return redirect(back)


def _handle(request: HttpRequest, spec: "ListSpec", query: "ListQuery", back: str) -> HttpResponse:
    act = next((one for one in spec.acts_of(request.user) if one.key == request.POST.get("act")), None)
    if act is None:
        raise DomainError("Esa acción no está entre las tuyas.")
    token = request.POST.get("selection", "")
    selection = unpack(token, spec.key, request.user) if token else chosen(request.POST, query)
    everything = rows_of(selection, spec, request.user)
    rows = act.allowed(request.user, everything) if act.allowed else everything
    count = rows.order_by().count()
    told = request.POST.get("count", "")
    form = act.form(request.POST if told else None, user=request.user) if act.form else None
    valid = form is None or not form.is_bound or form.is_valid()
    values = form.cleaned_data if form and form.is_bound and valid else {}
    before = act.before(actor=request.user, rows=rows, values=values) if act.before and count and valid else []
    agreed = told == str(count) and request.POST.get("before", "") == _mark(before)
    if told and valid and agreed and count:
        done = act.run(actor=request.user, rows=rows, values=values)
        if done.go_to:
            return HttpResponseRedirect(done.go_to)
        _forget(spec)
        notices.done(request, done.said, undo_url=done.undo_url)
        return HttpResponseRedirect(back)
    context = {
        "spec": spec,
        "act": act,
        "form": form,
        "count": count,
        "left": everything.order_by().count() - count if act.allowed else 0,
        "before": before,
        "before_mark": _mark(before),
        "moved": bool(told) and valid and not agreed,
        "sample": [spec.row_name(row) for row in rows[:SAMPLE]],
        "token": selection.packed(spec.key, request.user),
        "back": back,
    }
    return render(request, "core/list_bulk.html", context, status=422 if form and form.errors else 200)


def _mark(before: list[str]) -> str:
    """What was read, so short that the question can carry it."""
    return hashlib.sha256("\n".join(before).encode()).hexdigest()[:16] if before else ""


def _forget(spec: "ListSpec") -> None:
    """The tabs count anew."""
    from .saved import changed

    changed(spec.key)


def _salt(spec_key: str, user: Any) -> str:
    return f"core.lists.{spec_key}.{user.pk}"
