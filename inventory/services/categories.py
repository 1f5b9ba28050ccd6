"""The portfolio tree."""

from typing import Any

from django.db import transaction

from core import history
from core.audit import acting
from core.errors import DomainError
from core.trees import hang
from inventory.models import Category


def save_category(
    *,
    actor: Any,
    code: str,
    name: str,
    parent: Category | None = None,
    order: int = 100,
    pk: int | None = None,
    shown: int | None = None,
) -> Category:
    """Make a category, or change the one with ``pk`` (moving it with all that hangs from it). Paths are kept true.

    ``Conflict`` if it is no longer the one that was ``shown`` (its ``history.stamp``).
    """
    with transaction.atomic(), acting(actor=actor, why="categoría de producto"):
        category = Category.objects.select_for_update().get(pk=pk) if pk else Category()
        if pk:
            history.refuse_stale(category, shown)
        category.code, category.name, category.order = code, name, order
        category.save()
        if not category.path or category.parent_id != (parent.pk if parent else None):
            hang(category, parent=parent)
        return category


def remove_category(*, category: Category, actor: Any) -> None:
    """Delete an empty category; raises ``DomainError`` while it holds products or categories."""
    with transaction.atomic(), acting(actor=actor, why="categoría de producto"):
        if category.children.exists() or category.products.exists():
            raise DomainError(f"«{category}» tiene productos o categorías dentro: muévelos antes de borrarla.")
        category.delete()
