"""Acts on a quote: finish, approve, give back, new version, withdraw."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from core import notices
from core.errors import DomainError
from core.formatting import listing
from core.idempotency import once
from sales.enums import QuoteState
from sales.models import Quote
from sales.services import quote_approval, quotes

from .quotes import load


def _done(
    request: HttpRequest, pk: int, act: Callable[[Quote], Any], said: str, to: str = "sales:quote"
) -> HttpResponse:
    """Do the act on a quote that the person may see; say how it went on its page."""
    quote = load(request, pk)
    try:
        act(quote)
    except DomainError as error:
        notices.failed(request, str(error))
        return redirect("sales:quote", pk)
    notices.done(request, said)
    return redirect(to, pk)


def finished(request: HttpRequest, quote: Quote) -> HttpResponse:
    """A finished draft goes on to the page that sends it, or waits for somebody's yes."""
    held = quote_approval.submit(quote=quote, actor=request.user)
    if held.state == QuoteState.READY:
        return redirect("sales:quote_send", held.pk)
    who = listing([str(person) for person in quote_approval.approvers_of(held)][:2])
    notices.done(request, f"Pasa del descuento que puedes dar solo: le llegó a {who}" if who else "Espera aprobación")
    return redirect("sales:quote", held.pk)


@require_POST
@once
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Finish a draft: on to sending, or to approval."""
    quote = load(request, pk)
    try:
        return finished(request, quote)
    except DomainError as error:
        notices.failed(request, str(error))
        return redirect("sales:quote", pk)


@require_POST
@once
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    note = request.POST.get("note", "")
    return _done(
        request, pk, lambda quote: quote_approval.approve(quote=quote, actor=request.user, note=note), "Aprobada"
    )


@require_POST
@once
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _done(
        request,
        pk,
        lambda quote: quote_approval.refuse(quote=quote, actor=request.user, reason=reason),
        "Devuelta con tu razón",
    )


@require_POST
@once
def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    """A copy to change; the page of editing opens."""
    text = request.POST.get("adjustment", "")
    return _done(
        request,
        pk,
        lambda quote: quotes.new_version(quote=quote, actor=request.user, adjustment=text),
        "Versión nueva: cámbiala y envíala",
        to="sales:quote_edit",
    )


@require_POST
@once
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, pk, lambda quote: quotes.withdraw(quote=quote, actor=request.user), "Retirada")
