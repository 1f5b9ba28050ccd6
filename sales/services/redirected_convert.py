"""A redirected order becomes a real one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from company.queries import time_zone
from core.audit import acting
from core.clock import business_date, now
from core.errors import DomainError
from customers.models import Customer
from sales.enums import REDIRECT_CHANNEL, OrderStatus, RedirectStatus
from sales.models import Order, Recovery, RedirectedOrder
from sales.queries.quotes import usual_due

from . import recoveries
from .lines import LineInput
from .orders import cancel_order, place_order
from .redirected import locked, mark_contacted, move, remember, save, state_of


def convert(
    *,
    redirected: RedirectedOrder,
    lines: Sequence[LineInput],
    actor: Any,
    customer: Customer | None = None,
    note: str = "",
    at: datetime | None = None,
) -> tuple[Order, str]:
    """Place the order he could not place, in one transaction with its recovery; gives it and the undo's address.

    Twice, or two people at once, give the one order that stands (and no undo). ``customer`` says who he is where that
    was not known. Raises ``DomainError`` for broken lines, an unknown customer, or one that ended otherwise.
    """
    moment = at or now()
    with transaction.atomic(), acting(actor=actor, why="convertido en pedido"):
        held = locked(redirected)
        standing = recovered_order(held)
        if standing is not None:
            return standing, ""
        buyer = customer or held.customer
        if buyer is None:
            raise DomainError("Di primero quién es el cliente.", field="customer")
        before = state_of(held)
        move(held, RedirectStatus.RECOVERED)
        mark_contacted(held, actor, moment)
        order = place_order(
            customer=buyer,
            lines=lines,
            actor=actor,
            channel=REDIRECT_CHANNEL[held.source],
            seller=held.seller or actor,
            at=moment,
            due_on=usual_due(business_date(moment, time_zone())),
            city=held.city,
            note=(note or f"Recuperado del redirigido {held.number}")[:240],
            status=OrderStatus.CONFIRMED,
        )
        held.customer, held.closed_at, held.reason, held.note = buyer, moment, "", ""
        save(held, "customer")
        recovery = recoveries.link(order=order, redirected=held, actor=actor)
        said = f"{held.number}: convertido en {order.number}"
        return order, remember([(held, before)], actor=actor, said=said, recovery=recovery.pk)


def link_order(
    *, redirected: RedirectedOrder, order: Order, actor: Any, at: datetime | None = None
) -> tuple[Recovery, str]:
    """The order came by another way (he called, he came to the shop): it closes the redirected one as recovered."""
    moment = at or now()
    with transaction.atomic(), acting(actor=actor, why=f"recuperado con {order.number}"):
        held = locked(redirected)
        before = state_of(held)
        recovery = recoveries.link(order=order, redirected=held, actor=actor)
        if held.status != RedirectStatus.RECOVERED:
            move(held, RedirectStatus.RECOVERED)
            mark_contacted(held, actor, moment)
            held.customer = held.customer or order.customer
            held.closed_at, held.reason, held.note = moment, "", ""
            save(held, "customer")
        said = f"{held.number}: recuperado con {order.number}"
        return recovery, remember([(held, before)], actor=actor, said=said, recovery=recovery.pk, kept_order=True)


def recovered_order(redirected: RedirectedOrder) -> Order | None:
    """The order that came of it and was not annulled, if there is one."""
    found = Order.objects.filter(recovery__redirected_order=redirected).exclude(status=OrderStatus.CANCELLED)
    return found.order_by("id").first()


def withdraw(recovery_id: int, *, actor: Any, keep_order: bool = False) -> None:
    """Undo of the above: the link goes, and the order that was made with it is annulled."""
    recovery = Recovery.objects.select_related("order").filter(pk=recovery_id).first()
    if recovery is None:
        raise DomainError("Ese pedido ya no cuenta como recuperado.")
    order = recovery.order
    recoveries.unlink(recovery=recovery, actor=actor)
    if not keep_order and order.status != OrderStatus.CANCELLED:
        cancel_order(order=order, actor=actor, reason="Conversión deshecha")
