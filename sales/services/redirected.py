"""The life of a redirected order. Each function is one transaction; ``REDIRECT_MOVES`` says what may follow what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from company import queries as company
from core import undo
from core.audit import acting
from core.clock import business_date, now
from core.errors import Conflict, DomainError
from core.numbering import next_code
from customers.models import Customer
from inventory.models import Product
from sales.enums import REDIRECT_MOVES, DiscardReason, LostReason, OrderStatus, RedirectStatus
from sales.models import RedirectCause, RedirectedLine, RedirectedOrder
from sales.queries import readable_phone

from .redirected_match import match_customer

UNDO_KIND = "sales.redirected"
# What an act may change, and what taking it back restores.
STATE = ("status", "seller_id", "assigned_at", "assigned_why", "first_contact_at", "closed_at", "reason", "note")
CENT = Decimal("0.01")


@dataclass(frozen=True)
class TriedLine:
    """A line of what he tried: a product, or only words. ``unit_price`` without tax; ``None`` = the product's."""

    product: Product | None
    quantity: Decimal
    unit_price: Decimal | None = None
    name: str = ""


def note_redirected(
    *,
    source: str,
    actor: Any,
    customer: Customer | None = None,
    name: str = "",
    phone: str = "",
    email: str = "",
    city: str = "",
    cause: RedirectCause | None = None,
    step: str = "",
    text: str = "",
    lines: Sequence[TriedLine] = (),
    amount: Decimal | None = None,
    happened_at: datetime | None = None,
    external_id: str = "",
    at: datetime | None = None,
) -> RedirectedOrder:
    """Note an order that a customer could not place, find out who he is, and give it to a seller by rule.

    ``amount`` counts only where no line has a price. Raises ``DomainError`` if nobody could be contacted or a line is
    broken. The seller's bell rings in the same transaction.
    """
    from .redirected_assign import assign_by_rule

    moment = at or now()
    happened = happened_at or moment
    if happened > moment:
        raise DomainError("No puede haber pasado en el futuro.", field="happened_at")
    settings = company.current()
    phone, email = readable_phone(phone, country=settings.country), email.strip().lower()
    if customer is None and not (name.strip() or phone or email):
        raise DomainError("Escribe al menos un nombre, un teléfono o un correo.", field="phone")
    rows = build_lines(lines)
    with transaction.atomic(), acting(actor=actor, why="pedido redirigido nuevo"):
        known = customer or match_customer(phone=phone, email=email)
        redirected = RedirectedOrder(
            source=source,
            customer=known,
            name=name.strip()[:160],
            phone=phone,
            email=email,
            city=(city.strip() or (known.city if known else ""))[:80],
            cause=cause,
            step=step.strip()[:80],
            text=text.strip(),
            amount=stake_of(rows, amount),
            currency=settings.currency,
            happened_at=happened,
            external_id=external_id.strip(),
            number=next_code(series="redirigido", prefix="R", year=business_date(happened, company.time_zone()).year),
        )
        try:
            with transaction.atomic():
                redirected.save(force_insert=True)
        except IntegrityError as error:
            raise DomainError(f"El pedido redirigido {external_id} ya está anotado.", field="external_id") from error
        for row in rows:
            row.redirected = redirected
        RedirectedLine.objects.bulk_create(rows)
        return assign_by_rule(redirected=redirected, actor=actor, at=moment)


def build_lines(lines: Sequence[TriedLine]) -> list[RedirectedLine]:
    """Unsaved lines with name and price copied; raises ``DomainError`` naming the line."""
    rows = []
    for position, line in enumerate(lines, start=1):
        name = (line.name or (line.product.name if line.product else "")).strip()[:200]
        if not name:
            raise DomainError(f"Línea {position}: falta qué quería.")
        if line.quantity <= 0:
            raise DomainError(f"Línea {position}: la cantidad debe ser mayor que cero.")
        price = line.unit_price if line.unit_price is not None else (line.product.price if line.product else None)
        if price is not None and price < 0:
            raise DomainError(f"Línea {position}: el precio no puede ser negativo.")
        rows.append(
            RedirectedLine(position=position, product=line.product, name=name, quantity=line.quantity, unit_price=price)
        )
    return rows


def stake_of(rows: Iterable[RedirectedLine], told: Decimal | None) -> Decimal:
    """Σ quantity × price of the lines with a price, to the cent; else what was told; else zero."""
    priced = [row.quantity * row.unit_price for row in rows if row.unit_price is not None]
    amount = sum(priced, Decimal(0)) if priced else (told or Decimal(0))
    return amount.quantize(CENT, ROUND_HALF_UP)


def take(*, redirected: RedirectedOrder, actor: Any, at: datetime | None = None) -> str:
    """The person takes it from the queue. Somebody else's is ``Conflict``; gives the address that undoes it."""
    with transaction.atomic(), acting(actor=actor, why="atender"):
        held = locked(redirected)
        if held.seller_id == actor.pk and held.status != RedirectStatus.WAITING:
            return ""
        if held.seller_id is not None and held.seller_id != actor.pk:
            raise Conflict(f"{held.seller} ya atiende este pedido.")
        before = state_of(held)
        move(held, RedirectStatus.ASSIGNED)
        held.seller, held.assigned_at, held.assigned_why = actor, at or now(), "lo tomó de la cola"
        save(held)
        return remember([(held, before)], actor=actor, said=f"{held.number}: lo atiendes tú")


def contact(*, redirected: RedirectedOrder, actor: Any, at: datetime | None = None) -> str:
    """Somebody spoke with the customer: the clock of the first contact stops, once. Who does it attends it."""
    with transaction.atomic(), acting(actor=actor, why="contactado"):
        held = locked(redirected)
        before = state_of(held)
        move(held, RedirectStatus.CONTACTED)
        mark_contacted(held, actor, at or now())
        save(held)
        return remember([(held, before)], actor=actor, said=f"{held.number}: contactado")


def lose(*, redirected: RedirectedOrder, reason: str, actor: Any, note: str = "", at: datetime | None = None) -> str:
    """The sale was not to be had; ``reason`` is one of ``LostReason``."""
    if reason not in LostReason.values:
        raise DomainError("Elige por qué se perdió.", field="reason")
    return _close(redirected, RedirectStatus.LOST, reason, note, actor, at, why="perdido")


def discard(*, redirected: RedirectedOrder, reason: str, actor: Any, note: str = "", at: datetime | None = None) -> str:
    """It was no order at all; ``reason`` is one of ``DiscardReason``."""
    if reason not in DiscardReason.values:
        raise DomainError("Elige por qué se descarta.", field="reason")
    return _close(redirected, RedirectStatus.DISCARDED, reason, note, actor, at, why="descartado")


def give_back(*, redirected: RedirectedOrder, actor: Any) -> str:
    """Back into the queue of everybody. The first contact stays what it was."""
    with transaction.atomic(), acting(actor=actor, why="devuelto a la cola"):
        held = locked(redirected)
        if held.recoveries.exclude(order__status=OrderStatus.CANCELLED).exists():
            raise DomainError("Ya tiene un pedido: anúlalo primero.")
        before = state_of(held)
        move(held, RedirectStatus.WAITING)
        held.seller, held.assigned_at, held.assigned_why = None, None, ""
        held.closed_at, held.reason, held.note = None, "", ""
        save(held)
        return remember([(held, before)], actor=actor, said=f"{held.number}: de vuelta en la cola")


def identify(*, redirected: RedirectedOrder, customer: Customer, actor: Any) -> RedirectedOrder:
    """Say who he is. Once an order came of it, it is that order's customer."""
    with transaction.atomic(), acting(actor=actor, why="cliente reconocido"):
        held = locked(redirected)
        if held.customer_id != customer.pk and held.recoveries.exists():
            raise DomainError("Ya tiene un pedido de otro cliente.")
        held.customer = customer
        return save(held, "customer")


def locked(redirected: RedirectedOrder) -> RedirectedOrder:
    rows = RedirectedOrder.objects.select_for_update(of=("self",)).select_related("customer", "seller", "cause")
    return rows.get(pk=redirected.pk)


def move(held: RedirectedOrder, status: str) -> None:
    """Set the status of a locked row, if ``REDIRECT_MOVES`` lets it."""
    if status not in REDIRECT_MOVES[held.status]:
        was, wanted = RedirectStatus(held.status).label.lower(), RedirectStatus(status).label.lower()
        raise DomainError(f"El pedido redirigido {held.number} está {was}: no puede pasar a {wanted}.")
    held.status = status


def mark_contacted(held: RedirectedOrder, actor: Any, at: datetime) -> None:
    """The first contact is noted once; who makes it attends the order from then on, if nobody did."""
    if held.first_contact_at is None:
        held.first_contact_at = max(at, held.happened_at)
    if held.seller_id is None and getattr(actor, "pk", None):
        held.seller, held.assigned_at, held.assigned_why = actor, at, "lo contactó"


def save(held: RedirectedOrder, *more: str) -> RedirectedOrder:
    held.version = F("version") + 1
    names = [name.removesuffix("_id") for name in STATE]
    held.save(update_fields=[*names, *more, "version", "updated_at"])
    held.refresh_from_db(fields=["version", "updated_at"])
    return held


def state_of(held: RedirectedOrder) -> dict[str, Any]:
    """The former values, as JSON holds them."""
    values = {name: getattr(held, name) for name in STATE}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def remember(changed: Sequence[tuple[RedirectedOrder, dict[str, Any]]], *, actor: Any, said: str, **more: Any) -> str:
    """Keep the step of a person; nobody's acts are not taken back."""
    if not changed or getattr(actor, "pk", None) is None:
        return ""
    rows = [{"id": held.pk, "version": held.version, "before": before} for held, before in changed]
    return undo.remember(kind=UNDO_KIND, actor=actor, said=said, payload={"rows": rows, **more})


def take_back(actor: Any, payload: dict[str, Any]) -> str:
    """Undo: each row gets its former state back, unless somebody changed it since."""
    from .redirected_convert import withdraw

    if payload.get("recovery"):
        withdraw(payload["recovery"], actor=actor, keep_order=bool(payload.get("kept_order")))
    back = 0
    for row in payload["rows"]:
        before = {
            name: datetime.fromisoformat(value) if value and name.endswith("_at") else value
            for name, value in row["before"].items()
        }
        found = RedirectedOrder.objects.filter(pk=row["id"], version=row["version"])
        back += found.update(**before, version=F("version") + 1, updated_at=Now())
    total = len(payload["rows"])
    if not back:
        raise DomainError("Alguien lo cambió después: ya no se deshace.")
    return "Deshecho" if back == total else f"Deshecho en {back} de {total}: los demás cambiaron después"


def _close(
    redirected: RedirectedOrder, status: str, reason: str, note: str, actor: Any, at: datetime | None, *, why: str
) -> str:
    with transaction.atomic(), acting(actor=actor, why=why):
        held = locked(redirected)
        before = state_of(held)
        move(held, status)
        held.closed_at, held.reason, held.note = at or now(), reason, note.strip()[:240]
        save(held)
        return remember([(held, before)], actor=actor, said=f"{held.number}: {why}")
