"""The life of a quote. Each function is one transaction; ``QUOTE_MOVES`` says what may follow what.

A sent version never changes: whoever needs another offer makes a new version, and says what changed and why.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from company import queries as company
from core.audit import acting
from core.clock import business_date, now
from core.errors import Conflict, DomainError
from core.numbering import next_code
from customers.models import Contact, Customer
from sales.enums import ApprovalState, OpportunityState, QuoteState, StepBy
from sales.models import Opportunity, Quote, QuoteLine, QuoteLink, QuoteTemplate, QuoteVersion
from sales.queries.library import last_sent, masked, masker
from sales.queries.quote_changes import said_since
from sales.queries.quotes import current_version, default_template, rules
from sales.queries.scope import may_own_for, owned_by_scope

from .opportunity_parts import happened
from .quote_approval import needs_approval
from .quote_lines import build, copied, store
from .quote_money import QuoteLineInput
from .quote_state import locked, move, save_state

EDITABLE = (QuoteState.DRAFT, QuoteState.WAITING, QuoteState.READY)
HEAD = ("title", "contact", "opportunity", "template", "valid_until", "owner")
TEXTS = ("intro", "terms")


def create(
    *,
    customer: Customer,
    title: str,
    lines: Sequence[QuoteLineInput],
    actor: Any,
    owner: Any | None = None,
    contact: Contact | None = None,
    opportunity: Opportunity | None = None,
    template: QuoteTemplate | None = None,
    valid_until: date | None = None,
    intro: str | None = None,
    terms: str | None = None,
    copied_from: Quote | None = None,
    at: datetime | None = None,
) -> Quote:
    """A new draft with its first version, numbered COT-year-000123. Money in the company's currency, without tax.

    Empty ``owner`` is the actor (else the customer's); empty texts and template are those of the default template.
    Raises ``DomainError`` beside its field, ``LineError`` beside its cell.
    """
    moment = at or now()
    today = business_date(moment, company.time_zone())
    settings = company.current()
    template = template or default_template()
    with transaction.atomic(), acting(actor=actor, why="cotización nueva"):
        quote = Quote(
            customer=customer,
            title=title.strip()[:160],
            owner=owner or actor or customer.owner,
            contact=contact,
            opportunity=opportunity,
            template=template,
            currency=settings.currency,
            made_on=today,
            valid_until=valid_until or today + timedelta(days=rules().quote_days),
            copied_from=copied_from,
        )
        _check(quote, actor, today, owner_changed=owner is not None and owner != actor)
        version = QuoteVersion(
            number=1,
            intro=_text(intro, template, "intro"),
            terms=_text(terms, template, "terms"),
            made_at=moment,
            made_by=actor,
        )
        rows = build(version, lines, default_tax=settings.tax_rate)
        store(version, rows)
        quote.number = next_code(series="cotizacion", prefix="COT", year=today.year)
        _repeat(quote, version)
        quote.save(force_insert=True)
        version.quote = quote
        version.save(force_insert=True)
        QuoteLine.objects.bulk_create(rows)
        return quote


def save(
    *,
    quote: Quote,
    version: int,
    lines: Sequence[QuoteLineInput] | None,
    actor: Any,
    at: datetime | None = None,
    **head: Any,
) -> Quote:
    """Change what is not sent yet: lines (``None``: they stay), and of ``head`` title, contact, opportunity, template,
    valid_until, owner, intro, terms. ``version`` = the one on the screen; a newer one raises ``Conflict`` saying what
    changed.

    An approval that was asked for or given falls: it was for other figures.
    """
    unknown = set(head) - set(HEAD) - set(TEXTS)
    if unknown:
        raise TypeError(f"a quote has no {', '.join(sorted(unknown))}")
    moment = at or now()
    with transaction.atomic(), acting(actor=actor, why="cotización corregida"):
        held = locked(quote)
        if held.version != version:
            raise Conflict(said_since(held, version))
        if held.state not in EDITABLE:
            raise DomainError("Lo enviado no se cambia: haz una versión nueva.")
        owner_changed = "owner" in head and head["owner"] != held.owner
        for name in set(head) & set(HEAD):
            setattr(held, name, head[name])
        held.title = held.title.strip()[:160]
        _check(held, actor, business_date(moment, company.time_zone()), owner_changed=owner_changed)
        if held.state != QuoteState.DRAFT:
            move(held, QuoteState.DRAFT)
        shown = current_version(held)
        for name in set(head) & set(TEXTS):
            setattr(shown, name, head[name] or "")
        rows: list[QuoteLine] = []
        if lines is not None:
            rows = build(shown, lines, default_tax=company.current().tax_rate)
            store(shown, rows)
        if shown.approval != ApprovalState.REFUSED:
            shown.approval, shown.approval_by, shown.approval_at = ApprovalState.NOT_NEEDED, None, None
            shown.approval_note = ""
        shown.save()
        QuoteLine.objects.bulk_create(rows)
        _repeat(held, shown)
        return save_state(held, *HEAD, "total", "tax", "cost")


def new_version(*, quote: Quote, actor: Any, adjustment: str, at: datetime | None = None) -> Quote:
    """A copy of the last version to be changed: a draft again, with its number counted up.

    ``adjustment`` says what changes and why. What has not been sent is edited instead; an accepted quote is an order.
    """
    if not adjustment.strip():
        raise DomainError("Escribe qué cambia y por qué.", field="adjustment")
    moment = at or now()
    today = business_date(moment, company.time_zone())
    with transaction.atomic(), acting(actor=actor, why="versión nueva"):
        held = locked(quote)
        if held.state in EDITABLE:
            raise DomainError("Todavía no se envió: edítala, no hace falta otra versión.")
        settings = company.current()
        if held.currency != settings.currency:
            raise DomainError(f"Está en {held.currency} y la empresa trabaja en {settings.currency}: haz una nueva.")
        former = current_version(held)
        move(held, QuoteState.DRAFT)
        held.version_count += 1
        version = QuoteVersion(
            quote=held,
            number=held.version_count,
            intro=former.intro,
            terms=former.terms,
            adjustment=adjustment.strip()[:240],
            made_at=moment,
            made_by=actor,
        )
        rows = build(version, copied(former), default_tax=settings.tax_rate)
        store(version, rows)
        version.save(force_insert=True)
        QuoteLine.objects.bulk_create(rows)
        if held.valid_until < today:
            held.valid_until = today + timedelta(days=rules().quote_days)
        held.answered_at = None
        _repeat(held, version)
        return save_state(held, "version_count", "valid_until", "answered_at", "total", "tax", "cost")


@dataclass(frozen=True)
class Offer:
    """What a quote offered, to be offered again: title, lines and terms (``None``: those of the template)."""

    title: str
    lines: list[QuoteLineInput]
    terms: str | None


def offer_of(quote: Quote, *, actor: Any) -> Offer:
    """What ``actor`` may take over. Of a quote that he may not open nothing comes that could say whose it was."""
    if actor is None or owned_by_scope(actor, Quote.objects.filter(pk=quote.pk)).exists():
        version = current_version(quote)
        return Offer(quote.title, copied(version), version.terms)
    lines, mask = copied(last_sent(quote)), masker(quote)
    hidden = [replace(line, name=masked(line.name, mask), detail=masked(line.detail, mask)) for line in lines]
    return Offer(masked(quote.title, mask), hidden, None)


def reuse(
    *, quote: Quote, customer: Customer, actor: Any, title: str | None = None, at: datetime | None = None
) -> Quote:
    """A new draft for ``customer`` with the lines of another quote, also of another team (the library).

    Prices are those that were offered then; the editor shows today's beside them and takes them by one click.
    """
    offer = offer_of(quote, actor=actor)
    return create(
        customer=customer,
        title=title or offer.title,
        lines=offer.lines,
        actor=actor,
        template=quote.template if quote.template and quote.template.is_active else None,
        terms=offer.terms,
        copied_from=quote,
        at=at,
    )


def withdraw(*, quote: Quote, actor: Any, at: datetime | None = None) -> Quote:
    """The offer stands no more; its links end."""
    with transaction.atomic(), acting(actor=actor, why="cotización retirada"):
        held = locked(quote)
        move(held, QuoteState.WITHDRAWN)
        _end_links(Q(version__quote=held), at or now())
        return save_state(held)


def mark_sent(*, quote: Quote, actor: Any, at: datetime | None = None) -> Quote:
    """The current version went to the customer: from here on neither it nor its lines change.

    Links of former versions end; the step of its opportunity that asks for
    a sent quote is done. A version that is sent already (the same mail again) stays as it is.

    Raises ``DomainError`` if it waits for approval or is out of date.
    """
    moment = at or now()
    with transaction.atomic(), acting(actor=actor, why="cotización enviada"):
        held = locked(quote)
        version = current_version(held)
        if held.state == QuoteState.SENT:
            return held
        if held.state != QuoteState.WAITING and needs_approval(version):
            raise DomainError(f"La cotización {held.number} tiene un descuento que todavía nadie aprobó.")
        if held.valid_until < business_date(moment, company.time_zone()):
            raise DomainError("La fecha hasta la que vale ya pasó: cámbiala antes de enviar.", field="valid_until")
        if not held.customer.is_active:
            raise DomainError(f"{held.customer} está desactivado: actívalo antes de enviarle nada.")
        move(held, QuoteState.SENT)
        version.sent_at = moment
        version.save(update_fields=["sent_at"])
        held.sent_at, held.first_sent_at = moment, held.first_sent_at or moment
        _end_links(Q(version__quote=held) & ~Q(version=version), moment)
        save_state(held, "sent_at", "first_sent_at")
        if held.opportunity is not None and held.opportunity.state == OpportunityState.OPEN:
            happened(opportunity=held.opportunity, by=StepBy.QUOTE_SENT, actor=actor, at=moment)
        return held


def _check(quote: Quote, actor: Any, today: date, *, owner_changed: bool) -> None:
    """What a quote needs whoever writes it; each sentence beside its field."""
    if not quote.title:
        raise DomainError("Escribe de qué es la cotización.", field="title")
    if not quote.customer.is_active:
        raise DomainError(f"{quote.customer} está desactivado: actívalo antes de cotizarle.", field="customer")
    if quote.valid_until < today:
        raise DomainError("Esa fecha ya pasó: elige hasta cuándo vale.", field="valid_until")
    if quote.owner_id is None:
        raise DomainError("Elige de quién es la cotización.", field="owner")
    if owner_changed and actor is not None and not may_own_for(actor).filter(pk=quote.owner_id).exists():
        raise DomainError("Esa persona no vende en tu equipo.", field="owner")
    if quote.contact is not None and quote.contact.customer_id != quote.customer_id:
        raise DomainError("Ese contacto es de otro cliente.", field="contact")
    if quote.opportunity is not None and quote.opportunity.customer_id != quote.customer_id:
        raise DomainError("Esa oportunidad es de otro cliente.", field="opportunity")


def _repeat(quote: Quote, version: QuoteVersion) -> None:
    quote.total, quote.tax, quote.cost = version.total, version.tax, version.cost


def _text(told: str | None, template: QuoteTemplate | None, name: str) -> str:
    return told if told is not None else getattr(template, name, "")


def _end_links(which: Q, moment: datetime) -> None:
    QuoteLink.objects.filter(which, revoked_at=None).update(revoked_at=moment)
