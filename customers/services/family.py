"""Who belongs to whom: customers moved in their tree, without rings, one move of the tree at a time."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from core import undo
from core.audit import acting
from core.errors import DomainError, NotAllowed
from core.trees import lock_tree
from customers.models import Customer
from customers.queries import may_change
from customers.queries.family import above


def move_in_family(*, customer: Customer, parent: Customer | None, actor: Any) -> str:
    """Hang a customer, with everybody below him, under another (``None`` = under nobody); gives the way back."""
    with transaction.atomic(), acting(actor=actor, why="familia de clientes"):
        lock_tree(Customer)
        held = Customer.objects.select_for_update().get(pk=customer.pk)
        if actor is not None and not may_change(actor, held):
            raise NotAllowed("Este cliente está a cargo de otra persona: pídele el cambio o que te lo pase.")
        refuse_ring(held, parent)
        before = held.parent_id
        _hang(held.pk, parent.pk if parent else None)
        payload = {"customer": held.pk, "before": before, "after": parent.pk if parent else None}
        said = f"{held} pertenece a {parent}" if parent else f"{held} no pertenece a nadie"
        return undo.remember(kind="customers.family", actor=actor, said=said, payload=payload)


def take_back_move(actor: Any, payload: dict[str, Any]) -> str:
    """Undo of ``move_in_family``, unless somebody moved him since or it would close a ring by now."""
    lock_tree(Customer)
    held = Customer.objects.select_for_update().get(pk=payload["customer"])
    if held.parent_id != payload["after"]:
        raise DomainError("Alguien lo movió después: ya no se puede deshacer.")
    refuse_ring(held, Customer.objects.filter(pk=payload["before"]).first())
    _hang(held.pk, payload["before"])
    return "Deshecho"


def refuse_ring(customer: Customer, parent: Customer | None) -> None:
    """A tree has no rings: nobody belongs to himself or to somebody below him. One query."""
    if parent is None:
        return
    if customer.pk == parent.pk:
        raise DomainError("No puede pertenecer a sí mismo.", field="parent")
    chain = above(parent.pk)
    if customer.pk in chain:
        raise DomainError(
            f"«{customer}» no puede pertenecer a «{parent}», que ya depende de él: saca antes a «{parent}».",
            field="parent",
        )


def _hang(pk: int, parent_id: int | None) -> None:
    Customer.objects.filter(pk=pk).update(parent=parent_id, version=F("version") + 1, updated_at=Now())
