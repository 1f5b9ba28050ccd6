"""The customer's yes or no to a quote, once; a yes becomes the order with the same lines, total and tax."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from company.models import Notice
from company.queries import time_zone
from company.services import notify
from core import clock, faults, formatting, house
from core.audit import acting
from core.errors import Conflict, DomainError
from sales.enums import QUOTE_MOVES, AnswerSource, Channel, OrderStatus, QuoteState, StepBy
from sales.models import LossReason, Order, Quote, QuoteAnswer, QuoteLink, QuoteQuestion, QuoteVersion
from sales.queries.quote_standing import Standing, newest_sent, standing_of
from sales.queries.quotes import usual_due

from .opportunity_parts import happened
from .orders import place_order
from .quote_money import as_order_lines
from .quote_state import locked, move, save_state

NAME_MOST, TEXT_MOST = 160, 2000
SAME_QUESTION = timedelta(minutes=10)
CHANNELS = {AnswerSource.LINK.value: Channel.WEB, AnswerSource.STAFF.value: Channel.PHONE}


def answer(
    *,
    version: QuoteVersion,
    accepted: bool,
    name: str,
    source: str,
    actor: Any,
    reason: LossReason | None = None,
    text: str = "",
    link: QuoteLink | None = None,
    ip: str | None = None,
    at: datetime | None = None,
) -> QuoteAnswer:
    """Note what the customer answered to ``version``. A yes places the confirmed order and moves the opportunity.

    The same answer again (a second click, two people of the customer at once) gives the one that stands; the contrary
    one raises ``Conflict`` that tells it. ``link``: by which link; it must still be open. ``reason`` is for a no.
    """
    at = at or clock.now()
    name = " ".join(name.split())[:NAME_MOST]
    if not name:
        raise DomainError("Falta el nombre de quien responde.", field="name")
    if not accepted and reason is None:
        raise DomainError("Falta la razón.", field="reason")
    with transaction.atomic(), acting(actor=actor, why="respuesta a la cotización"):
        quote = _held(version)
        stands = standing_answer(version)
        if stands is not None:
            return _same(stands, accepted)
        _may_answer(quote, version, accepted, link, at)
        made = QuoteAnswer.objects.create(
            quote=quote,
            version=version,
            accepted=accepted,
            name=name,
            reason=None if accepted else reason,
            text=text.strip()[:TEXT_MOST],
            source=source,
            at=at,
            ip=ip,
            link=link,
            user=actor if getattr(actor, "pk", None) else None,
        )
        move(quote, QuoteState.ACCEPTED if accepted else QuoteState.REJECTED)
        quote.answered_at = at
        if accepted:
            if quote.opportunity is not None:
                happened(opportunity=quote.opportunity, by=StepBy.QUOTE_ACCEPTED, actor=actor, at=at)
            quote.order = _ordered(quote, version, source=source, actor=actor, at=at)
        save_state(quote, "answered_at", "order")
        _tell(quote, made, actor)
    made.quote = quote
    return made


def ask(*, link: QuoteLink, name: str, text: str, at: datetime | None = None) -> QuoteQuestion:
    """Somebody with the link asks something, whatever became of it; the owner is told. Twice the same is once."""
    at = at or clock.now()
    name, text = " ".join(name.split())[:NAME_MOST], text.strip()[:TEXT_MOST]
    if not name:
        raise DomainError("Escriba su nombre.", field="name")
    if not text:
        raise DomainError("Escriba su pregunta.", field="text")
    quote = link.version.quote
    with transaction.atomic(), acting(actor=None, why="pregunta por el enlace"):
        Quote.objects.select_for_update(of=("self",)).get(pk=quote.pk)
        said = QuoteQuestion.objects.filter(quote=quote, name=name, text=text, at__gt=at - SAME_QUESTION).first()
        if said is not None:
            return said
        made = QuoteQuestion.objects.create(quote=quote, name=name, text=text, at=at)
        notify(
            users=[quote.owner_id],
            text=f"{name} pregunta por la cotización {quote.number}: {text}",
            url=reverse("sales:quote", args=[quote.pk]),
            level=Notice.Level.WARNING,
            dedupe_key=f"quote-question:{made.pk}",
        )
    return made


def seen(*, quote: Quote, actor: Any, at: datetime | None = None) -> int:
    """The seller read what was asked; gives how many questions were new."""
    with transaction.atomic(), acting(actor=actor, why="preguntas leídas"):
        return QuoteQuestion.objects.filter(quote=quote, seen_at=None).update(seen_at=at or clock.now())


def standing_answer(version: QuoteVersion) -> QuoteAnswer | None:
    """The answer that this version has already."""
    return QuoteAnswer.objects.select_related("reason", "quote__order").filter(version=version).first()


def _held(version: QuoteVersion) -> Quote:
    """The quote, locked until the end: of two answers at once the second waits and reads the first."""
    if faults.guard_removed("quote.answer_lock"):
        return Quote.objects.select_related("customer", "owner", "opportunity").get(pk=version.quote_id)
    return locked(version.quote)


def _same(stands: QuoteAnswer, accepted: bool) -> QuoteAnswer:
    if stands.accepted != accepted:
        what = "la aceptó" if stands.accepted else "respondió que no"
        raise Conflict(f"Ya hay una respuesta a esta cotización: {stands.name} {what}.")
    return stands


def _may_answer(quote: Quote, version: QuoteVersion, accepted: bool, link: QuoteLink | None, at: datetime) -> None:
    if link is not None:
        held = QuoteLink.objects.select_related("version__quote").get(pk=link.pk)
        if standing_of(held, at=at) != Standing.OPEN:
            raise Conflict("Este enlace ya no sirve para responder.")
    wanted = QuoteState.ACCEPTED if accepted else QuoteState.REJECTED
    if wanted not in QUOTE_MOVES[quote.state]:
        is_now = QuoteState(quote.state).label.lower()
        raise Conflict(f"La cotización {quote.number} está {is_now}: no se puede responder.")
    if version.number != newest_sent(quote):
        raise Conflict("Hay una versión más nueva de esta cotización: responde a esa.")


def _ordered(quote: Quote, version: QuoteVersion, *, source: str, actor: Any, at: datetime) -> Order:
    """The order that says to the cent what the version says, to be paid within the house's usual credit."""
    order = place_order(
        customer=quote.customer,
        lines=as_order_lines(version),
        actor=actor,
        channel=CHANNELS[source],
        seller=quote.owner,
        at=at,
        due_on=usual_due(clock.business_date(at, time_zone())),
        opportunity=quote.opportunity,
        note=f"Cotización {quote.number}",
        status=OrderStatus.CONFIRMED,
    )
    if (order.total, order.tax) != (version.total, version.tax):
        raise RuntimeError(f"order of quote {quote.pk}: {order.total} + {order.tax} instead of its own figures")
    if order.currency != quote.currency:  # the company changed its own since
        order.currency = quote.currency
        order.save(update_fields=["currency"])
    return order


def _tell(quote: Quote, made: QuoteAnswer, actor: Any) -> None:
    if quote.owner_id == getattr(actor, "pk", None):
        return
    facts = house.current()
    locale = formatting.locale_for(country=facts.locale.country, currency=quote.currency)
    if made.accepted:
        order = quote.order.number if quote.order else ""
        text = f"{quote.customer} aceptó la cotización {quote.number} ({formatting.money(quote.total, locale)}): "
        text += f"pedido {order}"
    else:
        text = f"{quote.customer} dijo que no a la cotización {quote.number}: {made.reason}"
    notify(
        users=[quote.owner_id],
        text=text,
        url=reverse("sales:quote", args=[quote.pk]),
        level=Notice.Level.DONE if made.accepted else Notice.Level.WARNING,
        dedupe_key=f"quote-answer:{made.pk}",
    )
