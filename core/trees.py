"""Trees kept as paths: each node's ``path`` holds the ids from the root to itself, each followed by a slash.

Works for any model with ``parent`` and ``path``. Moves lock the whole table's tree, because two moves that are each
right alone can make a ring together.
"""

from typing import Any

from django.db import connection, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from core.errors import DomainError

MAX_PATH = 200


def hang(node: Any, *, parent: Any | None) -> None:
    """Put a saved ``node`` (with everything below it) under ``parent`` (``None`` = at the top).

    Raises ``DomainError`` (field ``parent``) if that would close a ring or make the tree too deep.
    """
    model: type[models.Model] = type(node)
    table = model._default_manager
    with transaction.atomic():
        lock_tree(model)
        old = table.values_list("path", flat=True).get(pk=node.pk)
        above = table.values_list("path", flat=True).get(pk=parent.pk) if parent else ""
        if old and above.startswith(old):
            raise DomainError(f"«{node}» no puede depender de sí mismo ni de lo que tiene debajo.", field="parent")
        new = f"{above}{node.pk}/"
        below = table.filter(path__startswith=old) if old else table.filter(pk=node.pk)
        deepest = max((len(path) for path in below.values_list("path", flat=True)), default=0)
        if deepest - len(old) + len(new) > MAX_PATH:
            raise DomainError("El árbol tiene demasiados niveles.", field="parent")
        table.filter(pk=node.pk).update(parent=parent)
        if old:
            below.update(path=Concat(Value(new), Substr(F("path"), len(old) + 1)))
        else:
            below.update(path=new)
        node.parent, node.path = parent, new


def lock_tree(model: type[models.Model]) -> None:
    """One change of a tree at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('tree'), hashtext(%s))", [model._meta.db_table])


def depth(path: str) -> int:
    """Level of a node: 0 at the top."""
    return max(0, path.count("/") - 1)
