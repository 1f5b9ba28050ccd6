"""Confirming and annulling an order so that it can be taken back."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from core import undo
from core.errors import DomainError
from customers.enums import Lifecycle
from sales.enums import ORDER_BACK, OrderStatus
from sales.models import Order

from .allocations import free_order, hold_money_of
from .dirty import mark
from .orders import annul, confirm_order, locked, order_has_returns, save

UNDO_KIND = "sales.order"
GONE = "El pedido cambió después: ya no se deshace."


def confirm_with_undo(*, order: Order, actor: Any, discount_code: str = "") -> tuple[Order, str]:
    """Confirm; the address takes the sale back to a draft.

    No address ("") where that would not restore everything: a code was used, a deal moved on, somebody became a
    customer by it.
    """
    with transaction.atomic():
        hold_money_of(order)
        before = locked(order)
        state = _state(before)
        known = before.customer is None or before.customer.lifecycle == Lifecycle.CUSTOMER
        made = confirm_order(order=order, actor=actor, discount_code=discount_code)
        whole = known and not discount_code and made.opportunity_id is None
        state["applied"] = str(made.paid)
        return made, _remember(made, state, actor, "confirmado") if whole else ""


def cancel_with_undo(*, order: Order, actor: Any, reason: str) -> tuple[Order, str]:
    """Annul; the address brings the order back as it stood, unless money or a code was freed by it."""
    with transaction.atomic():
        state = _state(locked(order))
        made, freed = annul(order=order, actor=actor, reason=reason)
        return made, "" if freed else _remember(made, state, actor, "anulado")


def take_back(actor: Any, payload: dict[str, Any]) -> str:
    """Undo: the former state, if nobody touched the order since and no money or return hangs on it."""
    order = Order.objects.filter(pk=payload["order"]).first()
    if order is None:
        raise DomainError(GONE)
    held = locked(order)
    before = payload["before"]
    if held.version != payload["version"] or before["status"] not in ORDER_BACK.get(held.status, ()):
        raise DomainError(GONE)
    applied = Decimal(before.get("applied", "0"))
    if held.paid != applied or order_has_returns(held):
        raise DomainError(f"El pedido {held.number} ya tiene pagos o devoluciones: ya no se deshace.")
    if applied:  # what the draft was paid is credit again, as before it was confirmed
        free_order(order=held, actor=actor)
    days = [(held.customer_id, held.placed_on)]
    held.status, held.note = before["status"], before["note"]
    held.placed_at = datetime.fromisoformat(before["placed_at"])
    held.placed_on = date.fromisoformat(before["placed_on"])
    held.due_on = date.fromisoformat(before["due_on"]) if before["due_on"] else None
    mark(days=[*days, (held.customer_id, held.placed_on)])
    save(held, "status", "note", "placed_at", "placed_on", "due_on")
    return f"{held.number} está otra vez {OrderStatus(held.status).label.lower()}"


def _state(held: Order) -> dict[str, Any]:
    return {
        "status": held.status,
        "note": held.note,
        "placed_at": held.placed_at.isoformat(),
        "placed_on": held.placed_on.isoformat(),
        "due_on": held.due_on.isoformat() if held.due_on else None,
    }


def _remember(order: Order, before: dict[str, Any], actor: Any, said: str) -> str:
    if getattr(actor, "pk", None) is None:
        return ""
    payload = {"order": order.pk, "version": order.version, "before": before}
    return undo.remember(kind=UNDO_KIND, actor=actor, said=f"{order.number} {said}", payload=payload)
