"""The acts on one opportunity: each is one post, one service, one sentence with its undo."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from activities.views.log import back_to
from core import named, notices
from core.errors import DomainError
from sales.forms.opportunities import LoseForm, MoveForm
from sales.models import Opportunity, StageStep
from sales.queries import opportunities as queries
from sales.services import opportunities, opportunity_parts

from .opportunities import address, load

Act = Callable[[], str]


def after(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to where he came from, else to its page."""
    return redirect(back_to(request, reverse("sales:opportunity", args=[pk])))


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Into another stage. Where a reason is owed, the page asks for it; somebody faster is told on it."""
    held = load(request, pk)
    asked = request.POST if request.method == "POST" else None
    form = MoveForm(asked, held=held, initial={"stage": request.GET.get("stage"), "version": held.version})
    if asked is not None and form.is_valid():
        data = form.cleaned_data
        try:
            undo_url = opportunities.move(
                opportunity=held,
                stage=data["stage"],
                version=data["version"] or 0,
                actor=request.user,
                reason=data["reason"],
            )
        except DomainError as error:
            return _ask(request, form, pk, error)
        notices.done(request, f"{held.number}: a «{data['stage']}»", undo_url=undo_url)
        return after(request, pk)
    return _move_page(request, form, held, status=422 if asked is not None else 200)


def _ask(request: HttpRequest, form: MoveForm, pk: int, error: DomainError) -> HttpResponse:
    """The same page with what stood in the way; the version is the present one, because he has read what changed."""
    form.add_error(error.field if error.field in form.fields else None, str(error))
    held = load(request, pk)
    form.data = form.data.copy()  # type: ignore[attr-defined]  # what was posted
    form.data["version"] = str(held.version)  # type: ignore[index]  # a copy
    return _move_page(request, form, held, status=409 if error.field is None else 422)


def _move_page(request: HttpRequest, form: MoveForm, held: Opportunity, *, status: int) -> HttpResponse:
    context = {
        "row": held,
        "form": form,
        "missing": [one for stage in queries.process_of(held) if stage.place == "now" for one in stage.missing],
        "back": back_to(request, reverse("sales:opportunity", args=[held.pk])),
        "trail": _trail(held),
    }
    return render(request, "sales/opportunity_move.html", context, status=status)


@require_POST
def win(request: HttpRequest, pk: int) -> HttpResponse:
    """The customer said yes."""
    row = load(request, pk)
    return _done(
        request,
        row,
        f"Ganada: {row.name}",
        lambda: opportunities.win(
            opportunity=row,
            version=named.number(request.POST.get("version"), digits=9),
            actor=request.user,
            note=request.POST.get("note", "")[:240],
        ),
    )


@require_http_methods(["GET", "POST"])
def lose(request: HttpRequest, pk: int) -> HttpResponse:
    """Why, and to whom."""
    held = load(request, pk)
    form = LoseForm(request.POST or None, initial={"version": held.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            undo_url = opportunities.lose(
                opportunity=held,
                reason=data["reason"],
                lost_to=data["lost_to"],
                note=data["note"],
                version=data["version"] or 0,
                actor=request.user,
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            notices.done(request, f"Perdida: {held.name}. {data['reason']}", undo_url=undo_url)
            return redirect("sales:opportunity", pk)
    context = {"row": held, "form": form, "trail": _trail(held)}
    return render(request, "sales/opportunity_lose.html", context, status=422 if form.errors else 200)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open again."""
    row = load(request, pk)
    return _done(
        request,
        row,
        f"Abierta otra vez: {row.name}",
        lambda: opportunities.reopen(
            opportunity=row, version=named.number(request.POST.get("version"), digits=9), actor=request.user
        ),
    )


@require_POST
def tick(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """A step marked by hand, done or not after all."""
    row = load(request, pk)
    one = get_object_or_404(StageStep.objects.select_related("stage"), pk=step, stage__pipeline=row.pipeline_id)
    done = request.POST.get("done") == "1"

    def act() -> str:
        opportunity_parts.tick(opportunity=row, step=one, actor=request.user, done=done)
        return ""

    return _done(request, row, f"{'Hecho' if done else 'Pendiente otra vez'}: {one.name}", act)


def _trail(row: Opportunity) -> list[tuple[str, Any]]:
    return [
        ("Oportunidades", address("sales:opportunities") or "/"),
        (row.number, reverse("sales:opportunity", args=[row.pk])),
    ]


def _done(request: HttpRequest, row: Opportunity, said: str, act: Act) -> HttpResponse:
    try:
        undo_url = act()
    except DomainError as error:
        notices.failed(request, str(error))
    else:
        notices.done(request, said, undo_url=undo_url)
    return after(request, row.pk)
