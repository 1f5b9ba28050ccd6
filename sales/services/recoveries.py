"""An order that would have been lost: tied to the missed call or the redirected order that it recovered."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from activities.models import PhoneCall
from activities.services import calls
from core.audit import acting
from core.clock import now
from core.errors import DomainError
from sales.enums import OrderKind, OrderStatus
from sales.models import Order, Recovery, RedirectedOrder


def link(
    *,
    order: Order,
    actor: Any,
    phone_call: PhoneCall | None = None,
    redirected: RedirectedOrder | None = None,
    at: datetime | None = None,
) -> Recovery:
    """Say that ``order`` recovered a missed call, a redirected order, or both. The same twice is the same link.

    The call's treatment becomes "recuperó un pedido"; the state of a redirected order is ``link_order``'s to change.

    Raises ``DomainError`` for a return or an annulled order, for one of another customer, and for an order that
    already recovered another one: its money counts once.
    """
    if phone_call is None and redirected is None:
        raise DomainError("Di qué recuperó este pedido: una llamada o un pedido redirigido.")
    with transaction.atomic(), acting(actor=actor, why="pedido recuperado"):
        held = Order.objects.select_for_update().get(pk=order.pk)
        _must_fit(held, phone_call, redirected)
        if phone_call is not None:
            calls.recovered(call=phone_call, actor=actor, at=at or now())
        found = Recovery.objects.filter(order=held).first()
        if found is None:
            return _made(held, phone_call, redirected, actor)
        return _joined(found, phone_call, redirected)


def unlink(*, recovery: Recovery, actor: Any) -> None:
    """Take a link back; the history keeps it."""
    with transaction.atomic(), acting(actor=actor, why="recuperación quitada"):
        call = recovery.phone_call
        Recovery.objects.filter(pk=recovery.pk).delete()
        if call is not None and not Recovery.objects.filter(phone_call=call).exists():
            calls.not_recovered(call=call, actor=actor, at=now())


def _must_fit(order: Order, call: PhoneCall | None, redirected: RedirectedOrder | None) -> None:
    if order.kind != OrderKind.SALE:
        raise DomainError("Solo una venta recupera algo.")
    if order.status == OrderStatus.CANCELLED:
        raise DomainError(f"El pedido {order.number} está anulado: no recupera nada.")
    for other, what in ((call, "la llamada"), (redirected, "el pedido redirigido")):
        if other is not None and other.customer_id and order.customer_id and other.customer_id != order.customer_id:
            raise DomainError(f"El pedido {order.number} es de otro cliente que {what}.")
    if call is not None and (call.answered or call.direction != "in"):
        raise DomainError("Esa llamada no fue una llamada perdida.")


def _made(order: Order, call: PhoneCall | None, redirected: RedirectedOrder | None, actor: Any) -> Recovery:
    who = actor if getattr(actor, "pk", None) else None
    try:
        with transaction.atomic():
            return Recovery.objects.create(order=order, phone_call=call, redirected_order=redirected, linked_by=who)
    except IntegrityError as error:
        raise DomainError(f"El pedido {order.number} ya cuenta como recuperado.") from error


def _joined(found: Recovery, call: PhoneCall | None, redirected: RedirectedOrder | None) -> Recovery:
    changed = []
    for name, wanted in (("phone_call", call), ("redirected_order", redirected)):
        if wanted is None:
            continue
        held = getattr(found, f"{name}_id")
        if held is not None and held != wanted.pk:
            raise DomainError("Ese pedido ya recuperó otra cosa: su dinero cuenta una sola vez.")
        if held is None:
            setattr(found, name, wanted)
            changed.append(name)
    if changed:
        found.save(update_fields=changed)
    return found
