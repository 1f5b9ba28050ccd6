"""The one view of every list: page, part of the page, panels, files, and what is posted to it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from core import named, notices
from core.errors import DomainError

from . import bulk, exporting, saved
from .page import ListPage, build
from .query import ListQuery
from .spec import ListSpec

View = Callable[..., HttpResponseBase]
PANELS = {"filters", "columns", "views"}


def list_view(spec: ListSpec) -> View:
    """The view function of a list; its URL takes GET (page, ``panel=…``, ``format=…``) and POST (``do=…``)."""

    def view(request: HttpRequest) -> HttpResponseBase:
        query = ListQuery(spec, request.user, request.GET)
        if request.method == "POST":
            return _posted(request, spec, query)
        state = saved.state_of(request.user, spec.key)
        first = _opens_with(request, spec, state)
        if first:
            return redirect(first)
        if request.GET.get("format"):
            return _file(request, spec, query, state)
        if request.GET.get("panel") in PANELS:
            return _panel(request, spec, query, state)
        return _page(request, build(request, spec, query, state))

    view.__name__ = f"list_{spec.key}"
    view.spec = spec  # type: ignore[attr-defined]  # tests and docs find the list behind a URL
    return view


def _page(request: HttpRequest, page: ListPage) -> HttpResponse:
    part = request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request")
    if part and request.headers.get("HX-Target") == "list-count":
        response = render(request, "core/_list_count.html", {"list": page})
    elif part:
        response = render(request, "core/_list.html", {"list": page})
    else:
        beside = page.spec.beside(request.user) if page.spec.beside else {}
        response = render(request, page.spec.template, {**beside, "list": page})
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _opens_with(request: HttpRequest, spec: ListSpec, state: saved.State) -> str:
    """Where the bare address leads, if the person chose a view to open first."""
    if request.GET or request.headers.get("HX-Request") or state.opens_with is None:
        return ""
    view = state.view(f"v{state.opens_with}")
    return f"{spec.url}?{view.query}&view={view.key}".replace("?&", "?") if view else ""


def _file(request: HttpRequest, spec: ListSpec, query: ListQuery, state: saved.State) -> HttpResponseBase:
    kept = state.view(request.GET.get("view", ""))
    columns = saved.columns_of(spec, request.user, (kept.columns if kept else []) or state.columns)
    try:
        return exporting.answer(request, query, columns, request.GET["format"])
    except DomainError as error:
        notices.failed(request, str(error))
        return redirect(spec.url + query.address())


def _panel(request: HttpRequest, spec: ListSpec, query: ListQuery, state: saved.State) -> HttpResponse:
    """A drawer (htmx) or a page of its own."""
    name = request.GET["panel"]
    allowed = spec.all_columns(request.user)
    kept = state.view(request.GET.get("view", ""))
    shown = saved.columns_of(spec, request.user, (kept.columns if kept else []) or state.columns)
    context: dict[str, Any] = {
        "spec": spec,
        "panel": name,
        "query": query,
        "state": state,
        "form": query.filter.form if name == "filters" else None,
        "columns": [(key, allowed[key].label, key in shown) for key in dict.fromkeys([*shown, *allowed])],
        "dense": bool(getattr(request.user, "dense_lists", False)) if state.dense is None else state.dense,
        "kept": kept,
        "said": ", ".join(f"{chip.before} {chip.text}".strip() for chip in query.filter.chips()),
        "back": spec.url + query.address(),
        "base": "core/list_drawer.html" if request.headers.get("HX-Request") else "core/list_panel_page.html",
    }
    return render(request, "core/list_panel.html", context)


def _posted(request: HttpRequest, spec: ListSpec, query: ListQuery) -> HttpResponseBase:
    what = request.POST.get("do", "")
    back = spec.url + query.address()
    if what == "bulk":
        if request.POST.get("act") == "export":
            return _chosen_file(request, spec, query)
        return bulk.handle(request, spec, query)
    try:
        address = _POSTS[what](request, spec, query)
    except KeyError:
        notices.failed(request, "No entendí lo que pediste. Prueba otra vez.")
        address = back
    except DomainError as error:
        notices.failed(request, str(error))
        address = back
    return redirect(address)


def _chosen_file(request: HttpRequest, spec: ListSpec, query: ListQuery) -> HttpResponseBase:
    """Excel of the chosen rows, or of the whole filter."""
    state = saved.state_of(request.user, spec.key)
    try:
        selection = bulk.chosen(request.POST, query)
        columns = saved.columns_of(spec, request.user, state.columns)
        return exporting.download(exporting.dataset_of(query, columns, ids=selection.ids), "xlsx")
    except DomainError as error:
        notices.failed(request, str(error))
        return redirect(spec.url + query.address())


def _columns(request: HttpRequest, spec: ListSpec, query: ListQuery) -> str:
    allowed = spec.all_columns(request.user)
    chosen = [name for name in dict.fromkeys(request.POST.getlist("col")) if name in allowed]
    if request.POST.get("reset"):
        chosen = []
    saved.keep(user=request.user, list_key=spec.key, columns=chosen, dense=bool(request.POST.get("dense")))
    return spec.url + query.address()


def _save_view(request: HttpRequest, spec: ListSpec, query: ListQuery) -> str:
    state = saved.state_of(request.user, spec.key)
    text = query.address(view=None).lstrip("?")
    view = saved.save_view(
        user=request.user,
        spec=spec,
        name=request.POST.get("name", ""),
        query=text,
        columns=state.columns,
        shared=bool(request.POST.get("shared")),
        pinned=bool(request.POST.get("pinned")),
    )
    if request.POST.get("first"):
        saved.keep(user=request.user, list_key=spec.key, opens_with=view)
    notices.done(request, f"Vista «{view.name}» guardada")
    return spec.url + query.address(view=f"v{view.pk}")


def _change_view(request: HttpRequest, spec: ListSpec, query: ListQuery) -> str:
    name = saved.change_view(
        user=request.user,
        list_key=spec.key,
        view_id=named.number(request.POST.get("id")),
        name=request.POST.get("name", ""),
        shared=bool(request.POST.get("shared")),
        pinned=bool(request.POST.get("pinned")),
    )
    notices.done(request, f"Vista «{name}» guardada")
    return spec.url + query.address()


def _drop_view(request: HttpRequest, spec: ListSpec, query: ListQuery) -> str:
    name, undo_url = saved.drop_view(user=request.user, list_key=spec.key, view_id=named.number(request.POST.get("id")))
    notices.done(request, f"Vista «{name}» borrada", undo_url=undo_url)
    return spec.url + query.address(view=None)


def _no_first_view(request: HttpRequest, spec: ListSpec, query: ListQuery) -> str:
    saved.keep(user=request.user, list_key=spec.key, opens_with=None)
    notices.done(request, "La lista vuelve a abrir con todo")
    return spec.url + query.address()


_POSTS: dict[str, Callable[[HttpRequest, ListSpec, ListQuery], str]] = {
    "columns": _columns,
    "save_view": _save_view,
    "change_view": _change_view,
    "drop_view": _drop_view,
    "no_first_view": _no_first_view,
}
