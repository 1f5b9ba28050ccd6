"""The acts on one redirected order: each is one post, one service, one sentence with its undo."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from core import notices
from core.errors import DomainError, NotAllowed
from sales import queries, services
from sales.forms import AssignForm, CloseForm, WhoForm
from sales.models import RedirectedOrder
from sales.queries.scope import LEAD

from .redirected import load

Act = Callable[[], str]


def _done(request: HttpRequest, row: RedirectedOrder, said: str, act: Act) -> HttpResponse:
    """Do it, say it, and go back to the page, or to the queue if it is no longer his to see."""
    try:
        notices.done(request, said, undo_url=act())
    except DomainError as error:
        notices.failed(request, str(error))
    if queries.redirected_visible_to(request.user).filter(pk=row.pk).exists():
        return redirect("sales:redirected", row.pk)
    return redirect("sales:redirected_list")


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """The person attends it from now on."""
    row = load(request, pk)
    return _done(request, row, f"Ahora atiendes a {row.who}", lambda: services.take(redirected=row, actor=request.user))


@require_POST
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """He spoke with the customer."""
    row = load(request, pk)
    return _done(request, row, f"Contactaste a {row.who}", lambda: services.contact(redirected=row, actor=request.user))


@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back into the queue."""
    row = load(request, pk)
    return _done(
        request, row, f"{row.who} vuelve a la cola", lambda: services.give_back(redirected=row, actor=request.user)
    )


@require_POST
def lose(request: HttpRequest, pk: int) -> HttpResponse:
    """The sale was not to be had."""
    return _close(request, pk, lost=True)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """It was no order."""
    return _close(request, pk, lost=False)


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it to somebody by hand."""
    row = load(request, pk)
    form = AssignForm(request.POST, user=request.user)

    def act() -> str:
        if not LEAD & getattr(request.user, "roles", frozenset()):
            raise NotAllowed("Solo quien supervisa asigna los pedidos de otros.")
        if not form.is_valid():
            raise DomainError("Elige a quién.")
        one = RedirectedOrder.objects.filter(pk=row.pk)
        return services.assign(redirected=one, seller=form.cleaned_data["seller"], actor=request.user)[1]

    said = f"Ahora lo atiende {form.cleaned_data['seller']}" if form.is_valid() else ""
    return _done(request, row, said, act)


@require_POST
def identify(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which customer he is."""
    row = load(request, pk)
    form = WhoForm(request.POST, user=request.user, lookup_url="")
    form.is_valid()

    def act() -> str:
        if form.found is None:
            raise DomainError(str(form.errors["customer"][0]))
        services.identify(redirected=row, customer=form.found, actor=request.user)
        return ""

    return _done(request, row, f"Es {form.found.name}" if form.found else "", act)


@require_POST
def link(request: HttpRequest, pk: int, order: int) -> HttpResponse:
    """An order that came by another way closes it."""
    row = load(request, pk)
    found = get_object_or_404(queries.orders_visible_to(request.user), pk=order)
    said = f"{found.number} recuperó este pedido"
    return _done(request, row, said, lambda: services.link_order(redirected=row, order=found, actor=request.user)[1])


def _close(request: HttpRequest, pk: int, *, lost: bool) -> HttpResponse:
    row = load(request, pk)
    form = CloseForm(request.POST, lost=lost)
    close: Any = services.lose if lost else services.discard

    def act() -> str:
        if not form.is_valid():
            raise DomainError("Elige por qué.")
        data = form.cleaned_data
        address: str = close(redirected=row, reason=data["reason"], note=data["note"], actor=request.user)
        return address

    return _done(request, row, f"{row.who}: {'perdido' if lost else 'descartado'}", act)
