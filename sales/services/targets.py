"""Setting targets: by who stands above the person in the sales tree, or by who sees the whole house."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from company.queries import team_of
from core.audit import acting
from core.errors import Conflict, DomainError, NotAllowed
from sales.enums import Metric, TargetScope
from sales.models import Target
from sales.queries.scope import LEAD, sees_whole_house

Cell = tuple[int, str, str]  # person, scope, metric


def may_set(actor: Any, person: int) -> bool:
    """May ``actor`` set the target of ``person``? Not his own, unless he sees the whole house."""
    if sees_whole_house(actor):
        return True
    roles: frozenset[str] = getattr(actor, "roles", frozenset())
    return bool(roles & LEAD) and person != actor.pk and person in team_of(actor)


def set_targets(
    *,
    month: date,
    values: Mapping[Cell, Decimal | None],
    actor: Any,
    shown: Mapping[Cell, Decimal | None] | None = None,
) -> int:
    """Set (or with ``None`` take away) targets of the month whose first day is ``month``; gives how many changed.

    All or nothing. Raises ``NotAllowed`` for somebody the actor does not lead, ``DomainError`` for an amount that is
    not positive. ``shown`` = what the cells said on the screen: a cell that says the same stays whatever it became,
    and one that somebody else changed too raises ``Conflict``.
    """
    if month.day != 1:
        raise DomainError("Una meta es de un mes entero.")
    people = {person for person, _, _ in values}
    if any(not may_set(actor, person) for person in people):
        raise NotAllowed("Solo pones metas a las personas de tu equipo.")
    changed, shown = 0, shown or {}
    values = {cell: amount for cell, amount in values.items() if cell not in shown or shown[cell] != amount}
    with transaction.atomic(), acting(actor=actor, why="metas del mes"):
        stands = {
            (one.user_id, one.scope, one.metric): one
            for one in Target.objects.select_for_update().filter(month=month, user_id__in=people).order_by("pk")
        }
        if any(cell in shown and _amount(stands, cell) not in (shown[cell], values[cell]) for cell in values):
            raise Conflict("Otra persona cambió estas metas mientras las editabas. Mira lo que dicen ahora y decide.")
        for cell, amount in values.items():
            changed += _set(cell, amount, stands.get(cell), month)
    return changed


def copy_month(*, month: date, people: list[int], actor: Any) -> int:
    """Bring the targets of the month before where this one has none; gives how many."""
    before = (month - timedelta(days=1)).replace(day=1)
    have = set(Target.objects.filter(month=month, user_id__in=people).values_list("user_id", "scope", "metric"))
    old = Target.objects.filter(month=before, user_id__in=people)
    values: dict[Cell, Decimal | None] = {
        (one.user_id, one.scope, one.metric): one.amount
        for one in old
        if (one.user_id, one.scope, one.metric) not in have and may_set(actor, one.user_id)
    }
    return set_targets(month=month, values=values, actor=actor) if values else 0


def _amount(stands: Mapping[Cell, Target], cell: Cell) -> Decimal | None:
    return stands[cell].amount if cell in stands else None


def _set(cell: Cell, amount: Decimal | None, stands: Target | None, month: date) -> int:
    person, scope, metric = cell
    if scope not in TargetScope.values or metric not in Metric.values:
        raise DomainError("Esa meta no existe.")
    if amount is not None and amount <= 0:
        raise DomainError("Una meta es mayor que cero; déjala vacía para quitarla.")
    if amount is None:
        if stands is None:
            return 0
        stands.delete()
        return 1
    if stands is None:
        Target.objects.create(user_id=person, scope=scope, metric=metric, month=month, amount=amount)
        return 1
    if stands.amount == amount:
        return 0
    stands.amount = amount
    stands.save(update_fields=["amount", "updated_at"])
    return 1
