"""The sales tree: who answers to whom."""

from typing import Any

from django.db import transaction

from company.enums import SalesLevel
from company.models import SalesPosition, User
from core.audit import acting
from core.errors import DomainError
from core.trees import hang, lock_tree


def place(*, person: User, level: int, parent: SalesPosition | None, actor: Any) -> SalesPosition:
    """Give a person a place, or move him (with everybody below him) to another one.

    Raises ``DomainError`` if the place closes a ring or stands above its own chief in rank.
    """
    with transaction.atomic(), acting(actor=actor, why="árbol de ventas"):
        lock_tree(SalesPosition)
        if parent is not None:
            parent = SalesPosition.objects.select_related("user").get(pk=parent.pk)
        _check_rank(level, parent)
        position = SalesPosition.objects.filter(user=person).first()
        if position is None:
            position = SalesPosition.objects.create(user=person, level=level)
        elif position.children.filter(level__lte=level).exists():
            raise DomainError("Debajo hay puestos de ese mismo nivel o más alto: muévelos antes.", field="level")
        else:
            position.level = level
            position.save(update_fields=["level"])
        hang(position, parent=parent)
        return position


def remove(*, position: SalesPosition, actor: Any) -> None:
    """Take a place out of the tree; raises ``DomainError`` while somebody answers to it."""
    with transaction.atomic(), acting(actor=actor, why="árbol de ventas"):
        lock_tree(SalesPosition)
        if position.children.exists():
            raise DomainError(f"Hay personas que responden a {position.user}: muévelas antes.")
        position.delete()


def _check_rank(level: int, parent: SalesPosition | None) -> None:
    if level not in SalesLevel.values:
        raise DomainError("Elige un nivel de la lista.", field="level")
    if parent is not None and parent.level >= level:
        raise DomainError(
            f"Un puesto de {SalesLevel(level).label.lower()} no puede responder a {parent}.", field="parent"
        )
