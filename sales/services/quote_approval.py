"""Who says yes to a discount over the limit: somebody above the owner, never the owner himself."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from company import queries as company
from company.enums import NoticeKind, Role
from company.models import User
from company.services import notify
from core.audit import acting
from core.clock import now
from core.errors import DomainError, NotAllowed
from sales.enums import ApprovalState, QuoteState
from sales.models import Quote, QuoteVersion
from sales.queries.quotes import current_version, rules
from sales.queries.scope import sees_whole_house

from .quote_money import biggest_discount
from .quote_state import locked, move, save_state

NEEDED = "tiene un descuento de {discount} %: más de {limit} % lo aprueba un supervisor"


def discount_of(version: QuoteVersion) -> Any:
    """The biggest discount of its lines in percent, measured against today's list where a price was lowered."""
    rows = version.lines.select_related("product")
    return biggest_discount([(row, row.product.price if row.product else None) for row in rows])


def needs_approval(version: QuoteVersion) -> bool:
    """Is a line over the limit of the house, and nobody has approved this version?"""
    return version.approval != ApprovalState.APPROVED and discount_of(version) > rules().discount_limit


def approvers_of(quote: Quote) -> list[User]:
    """Who may say yes and is told: the active people above the owner, nearest first; without any, the gestores and
    administrators."""
    chiefs = [person for person in company.chiefs_of(quote.owner) if person.is_active]
    others = company.with_role(Role.GESTOR.value, Role.ADMINISTRATOR.value).exclude(pk=quote.owner_id)
    return chiefs or list(others.order_by("pk"))


def may_approve(user: Any, quote: Quote) -> bool:
    """Above the owner in the sales tree, or over the whole house; never the owner."""
    if user.pk == quote.owner_id:
        return False
    return sees_whole_house(user) or quote.owner_id in company.team_of(user)


def submit(*, quote: Quote, actor: Any, at: datetime | None = None) -> Quote:
    """A finished draft: READY to send, or WAITING for approval if a discount is over the limit (approvers are told)."""
    with transaction.atomic(), acting(actor=actor, why="cotización terminada"):
        held = locked(quote)
        version = current_version(held)
        if not version.lines.exists():
            raise DomainError("La cotización no tiene ninguna línea.", field="lines")
        if not needs_approval(version):
            move(held, QuoteState.READY)
            return save_state(held)
        move(held, QuoteState.WAITING)
        version.approval, version.approval_note = ApprovalState.WAITING, ""
        version.approval_by = version.approval_at = None
        version.save(update_fields=["approval", "approval_note", "approval_by", "approval_at"])
        notify(
            users=[person for person in approvers_of(held) if person.pk != getattr(actor, "pk", None)],
            text=f"{held.owner} pide un descuento de {discount_of(version):g} % para {held.customer}: {held.number}",
            url=reverse("sales:quote", args=[held.pk]),
            dedupe_key=f"cotizacion-aprobar:{held.pk}:{version.number}:{held.version}",
            kind=NoticeKind.ASSIGNMENT,
        )
        return save_state(held)


def approve(*, quote: Quote, actor: Any, note: str = "", at: datetime | None = None) -> Quote:
    """Yes to the discounts of the current version: it may be sent. Raises ``NotAllowed`` for who may not say it."""
    with transaction.atomic(), acting(actor=actor, why="descuento aprobado"):
        return _decide(quote, QuoteState.READY, ApprovalState.APPROVED, actor, note, at, "aprobó tu descuento en")


def refuse(*, quote: Quote, actor: Any, reason: str, at: datetime | None = None) -> Quote:
    """No, with a reason that the owner reads: the version is a draft again."""
    if not reason.strip():
        raise DomainError("Escribe por qué: el vendedor lo lee.", field="reason")
    with transaction.atomic(), acting(actor=actor, why="descuento devuelto"):
        return _decide(quote, QuoteState.DRAFT, ApprovalState.REFUSED, actor, reason, at, "te devolvió")


def _decide(quote: Quote, state: str, approval: str, actor: Any, note: str, at: datetime | None, verb: str) -> Quote:
    held = locked(quote)
    if not may_approve(actor, held):
        raise NotAllowed("Lo aprueba alguien por encima de quien hizo la oferta, nunca el mismo.")
    if held.state != QuoteState.WAITING:
        raise DomainError(f"La cotización {held.number} ya no espera aprobación.")
    move(held, state)
    version = current_version(held)
    version.approval, version.approval_by = approval, actor
    version.approval_at, version.approval_note = at or now(), note.strip()[:240]
    version.save(update_fields=["approval", "approval_by", "approval_at", "approval_note"])
    said = f"{actor} {verb} la cotización {held.number}"
    notify(
        users=[held.owner_id],
        text=f"{said}: {note.strip()}" if note.strip() else said,
        url=reverse("sales:quote", args=[held.pk]),
        kind=NoticeKind.ASSIGNMENT,
    )
    return save_state(held)
