"""Sending a quote, handing over its link, noting what the customer said."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from company.queries import today
from core import formatting, notices
from core.errors import DomainError
from core.formatting import locale_for
from core.idempotency import once
from sales.enums import AnswerSource
from sales.forms.quote_send import NoteAnswerForm, SendForm
from sales.models import Quote
from sales.queries import quote_fields
from sales.queries.quote_paper import Paper, paper_of
from sales.queries.quotes import current_version
from sales.services import quote_answers, quote_sending
from sales.services.quote_sending import Handed

from .quote_paper import load

HELD = "quote_link"  # in the session: the link that was made a moment ago, shown once


@require_http_methods(["GET", "HEAD", "POST"])
@once
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """To whom, the text with its preview, the paper; below it the link to pass on by hand."""
    quote = load(request, pk)
    version = current_version(quote)
    paper = paper_of(version)
    form = SendForm(request.POST or None, initial=_initial(quote, paper))
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["shown_version"] not in (None, quote.version):
            form.add_error(None, "Otra persona cambió la cotización mientras la enviabas. Mira cómo quedó y envíala.")
        elif _sent(request, quote, form):
            return redirect("sales:quote", quote.pk)
    context = {
        "quote": quote,
        "paper": paper,
        "form": form,
        "refused": quote_sending.why_not(quote, version, today=today()),
        "chips": quote_fields.chips(mail=True),
        "handed": _handed(request, quote, paper),
        "again": quote.sent_at is not None and quote.state == "sent",
        "trail": _trail(quote),
        **_shown(paper, form.data if form.is_bound else form.initial),
    }
    return render(request, "sales/quote_send.html", context, status=422 if form.errors else 200)


@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail as it will leave; writes nothing."""
    paper = paper_of(current_version(load(request, pk)))
    return render(request, "sales/quote_send_preview.html", {"paper": paper, **_shown(paper, request.POST)})


@require_POST
@once
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """A link to pass on by hand; it is shown once on the page of sending."""
    quote = load(request, pk)
    try:
        handed = quote_sending.hand_over(quote=quote, actor=request.user)
    except DomainError as error:
        notices.failed(request, str(error))
    else:
        request.session[HELD] = {"quote": quote.pk, "url": handed.url, "whatsapp": handed.whatsapp}
    return redirect(reverse("sales:quote_send", args=[quote.pk]) + "#enlace")


@require_http_methods(["GET", "HEAD", "POST"])
@once
def note_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What the customer said by telephone or in person."""
    quote = load(request, pk)
    version = current_version(quote)
    form = NoteAnswerForm(request.POST or None, initial={"name": str(quote.contact or quote.customer.name)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = quote_answers.answer(
                version=version,
                accepted=data["accepted"] == "yes",
                name=data["name"],
                reason=data["reason"] if data["accepted"] == "no" else None,
                text=data["text"],
                source=AnswerSource.STAFF,
                actor=request.user,
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            order = made.quote.order
            notices.done(request, f"Aceptada: pedido {order.number}" if order else "Anotado que no")
            return redirect("sales:quote", quote.pk)
    context = {"quote": quote, "paper": paper_of(version), "form": form, "trail": _trail(quote)}
    return render(request, "sales/quote_send_answer.html", context, status=422 if form.errors else 200)


@require_POST
def questions_seen(request: HttpRequest, pk: int) -> HttpResponse:
    quote = load(request, pk)
    quote_answers.seen(quote=quote, actor=request.user)
    notices.done(request, "Leído")
    return redirect("sales:quote", quote.pk)


def _sent(request: HttpRequest, quote: Quote, form: SendForm) -> bool:
    data = form.cleaned_data
    try:
        message = quote_sending.send(
            quote=quote, to_address=data["to_address"], subject=data["subject"], body=data["body"], actor=request.user
        )
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    locale = locale_for(country=quote.customer.country or "PE", currency=quote.currency)
    total = formatting.money(quote.total + quote.tax, locale)
    notices.done(request, f"Cotización {quote.number} por {total} en camino a {message.to_address}")
    return True


def _initial(quote: Quote, paper: Paper) -> dict[str, Any]:
    return {
        "to_address": quote_sending.mail_of(quote),
        "subject": quote_sending.SUBJECT,
        "body": quote_sending.greeting(paper),
        "shown_version": quote.version,
    }


def _shown(paper: Paper, data: Any) -> dict[str, str]:
    """Subject and text as they will leave, or why they cannot."""
    try:
        subject, body = quote_sending.outgoing(
            paper=paper, subject=str(data.get("subject") or ""), body=str(data.get("body") or ""), url="(su enlace)"
        )
    except DomainError as error:
        return {"fault": str(error), "subject": "", "body": ""}
    return {"fault": "", "subject": subject, "body": body}


def _handed(request: HttpRequest, quote: Quote, paper: Paper) -> Handed | None:
    held = request.session.get(HELD) if request.method == "GET" else None
    if not held or held.get("quote") != quote.pk:
        return None
    del request.session[HELD]
    return Handed(held["url"], held["whatsapp"])


def _trail(quote: Quote) -> list[tuple[str, str]]:
    return [("Cotizaciones", reverse("sales:quotes")), (quote.number, reverse("sales:quote", args=[quote.pk]))]
