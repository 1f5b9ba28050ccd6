"""A customer passes to another person: the upper apps take part through ``core.slots.OWNER_CHANGED``."""

from collections.abc import Collection
from typing import Any

from core.slots import OWNER_CHANGED, OwnerChange


def owners_changed(
    *, former: Collection[tuple[int, int | None]], owner: Any | None, actor: Any, pass_work: bool
) -> tuple[dict[str, Any], str]:
    """Tell the upper apps of (customer, former owner) pairs, inside the transaction of the change.

    Gives what each needs to take it back, and the address of what the new owner should read ("" = nothing).
    """
    owner_id = owner.pk if owner else None
    rows = tuple((pk, held) for pk, held in former if held != owner_id)
    if not rows:
        return {}, ""
    change = OwnerChange(rows=rows, owner_id=owner_id, actor=actor, pass_work=pass_work)
    kept, url = {}, ""
    for key, hook in OWNER_CHANGED.items():
        kept[key], address = hook.changed(change)
        url = url or address
    return kept, url


def open_work(*, customer_id: int, owner_id: int) -> list[tuple[int, str, str]]:
    """What the owner has open with a customer, as (how many, one, many) of each kind that there is some of."""
    told = (hook.open_work(customer_id, owner_id) for _, hook in OWNER_CHANGED.items())
    return [one for part in told for one in part if one[0]]


def owners_restored(*, kept: dict[str, Any], ids: Collection[int], actor: Any) -> None:
    """The undo of a change gave these customers back: the upper apps take back what they did for them."""
    for key, payload in kept.items():
        if key in OWNER_CHANGED:
            OWNER_CHANGED.get(key).taken_back(payload, frozenset(ids), actor)
