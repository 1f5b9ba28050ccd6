"""The page of a quote for whoever holds its link: no account, no script. GET shows and changes nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from company.queries import time_zone
from core import clock
from core.clock import business_date
from core.errors import Conflict, DomainError
from core.limits import client_address, within
from sales.enums import AnswerSource
from sales.forms.quote_send import AskForm, NoForm, YesForm
from sales.models import QuoteLink
from sales.queries.quote_paper import paper_of, said_day
from sales.queries.quote_standing import Standing, answer_of, standing_of
from sales.services import quote_answers
from sales.services.quote_links import link_of

from .quote_paper import file_of

View = Callable[..., HttpResponse]
A_MINUTE = 6
TOO_MANY = "Son demasiados intentos seguidos. Espere un minuto y pruebe otra vez."
BROKEN = "No pudimos guardar su respuesta. Escríbanos abajo y la tomamos por usted."


def private(view: View) -> View:
    """What is behind a secret address stays out of search engines and caches, and the address out of other sites.

    Not ``no-referrer``: with it browsers post "Origin: null", which the check against forged posts must refuse.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            response = render(request, "sales/quote_public_unknown.html", status=404)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "same-origin"
        return response

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
@private
def quote_public(request: HttpRequest, token: str) -> HttpResponse:
    """What is offered and the two answers; or what became of it, with a way to ask."""
    link = _link(token)
    standing = standing_of(link, at=clock.now())
    if request.method != "POST":
        return _page(request, token, link, standing)
    yes = request.POST.get("respuesta") == "si"
    form: forms.Form = YesForm(request.POST) if yes else NoForm(request.POST)
    if not _few(request, "quote.answer"):
        form.add_error(None, TOO_MANY)
        return _page(request, token, link, standing, form, status=429)
    if not form.is_valid():
        return _page(request, token, link, standing, form, status=422)
    try:
        quote_answers.answer(
            version=link.version,
            accepted=yes,
            name=form.cleaned_data["name"],
            reason=form.cleaned_data.get("reason"),
            text=form.cleaned_data.get("text") or "",
            source=AnswerSource.LINK,
            actor=None,
            link=link,
            ip=client_address(request),
        )
    except Conflict:  # the page that follows says which
        fresh = _link(token)
        return _page(request, token, fresh, standing_of(fresh, at=clock.now()), form, status=409)
    except DomainError:
        form.add_error(None, BROKEN)
        return _page(request, token, link, standing, form, status=422)
    return _back(token)


@require_safe
@private
def quote_public_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The paper, while the offer stands and once it was accepted."""
    link = _link(token)
    if standing_of(link, at=clock.now()) not in (Standing.OPEN, Standing.ACCEPTED):
        return HttpResponseRedirect(reverse("sales:quote_public", args=[token]))
    return file_of(paper_of(link.version), "pdf")


@require_POST
@private
def quote_public_ask(request: HttpRequest, token: str) -> HttpResponse:
    """A question, whatever became of the link."""
    link = _link(token)
    form, standing = AskForm(request.POST), standing_of(link, at=clock.now())
    if not _few(request, "quote.ask"):
        form.add_error(None, TOO_MANY)
        return _page(request, token, link, standing, form, status=429)
    if not form.is_valid():
        return _page(request, token, link, standing, form, status=422)
    quote_answers.ask(link=link, name=form.cleaned_data["name"], text=form.cleaned_data["text"])
    return _back(token, "?pregunta=enviada")


def _link(token: str) -> QuoteLink:
    found = link_of(token)
    if found is None:
        raise Http404
    return found


def _day(moment: datetime) -> str:
    return said_day(business_date(moment, time_zone()))


def _few(request: HttpRequest, name: str) -> bool:
    return within(name, client_address(request) or "?", most=A_MINUTE)


def _back(token: str, more: str = "") -> HttpResponse:
    response = HttpResponseRedirect(reverse("sales:quote_public", args=[token]) + more)
    response.status_code = 303
    return response


def _page(
    request: HttpRequest,
    token: str,
    link: QuoteLink,
    standing: Standing,
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a standing. ``form`` is the one that came back with something to mend."""
    is_open = standing == Standing.OPEN
    answered = answer_of(link.version) if standing in (Standing.ACCEPTED, Standing.REJECTED) else None
    shows_paper = standing in (Standing.OPEN, Standing.ACCEPTED)
    context = {
        "token": token,
        "paper": paper_of(link.version) if shows_paper else None,
        "number": link.version.quote.number,
        "seller": link.version.quote.owner,
        "standing": standing.value,
        "answer": answered,
        "order": answered.quote.order if answered and answered.accepted else None,
        "answered_on": _day(answered.at) if answered else "",
        # The link ends with the midnight after its last day.
        "expired_on": _day(link.expires_at - timedelta(seconds=1)),
        "yes": form if isinstance(form, YesForm) else YesForm(),
        "no": form if isinstance(form, NoForm) else NoForm(),
        "ask": form if isinstance(form, AskForm) else AskForm(),
        "asked": request.GET.get("pregunta") == "enviada",
        "late": status == 409,
        "open_no": is_open and isinstance(form, NoForm),
        "open_ask": not is_open or isinstance(form, AskForm),
    }
    template = "sales/quote_public.html" if is_open else "sales/quote_public_closed.html"
    return render(request, template, context, status=status)
