"""Acts on many customers: each calls one service and can be taken back."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from company.enums import Role
from core.errors import DomainError
from core.lists import BulkAction, BulkDone
from customers import queries, services
from customers.forms import AssignForm, CategoryForm, LifecycleForm
from customers.models import Customer
from customers.queries import merging

EDITORS = queries.EDITORS
MAKERS = queries.EDITORS | {Role.SELLER.value}
Rows = QuerySet[Customer]


def _said(count: int, did: str) -> str:
    return f"{count} {'cliente' if count == 1 else 'clientes'}: {did}"


def assign(*, actor: Any, rows: Rows, values: dict[str, Any]) -> BulkDone:
    owner = values["owner"]
    pass_work = values.get("pass_work", True)
    count, undo_url = services.assign(customers=rows, owner=owner, actor=actor, pass_work=pass_work)
    return BulkDone(_said(count, f"a cargo de {owner or 'nadie'}"), undo_url)


def move(*, actor: Any, rows: Rows, values: dict[str, Any]) -> BulkDone:
    count, undo_url = services.move_lifecycle(customers=rows, lifecycle=values["lifecycle"], actor=actor)
    return BulkDone(_said(count, "cambiaron de etapa"), undo_url)


def categorise(*, actor: Any, rows: Rows, values: dict[str, Any]) -> BulkDone:
    add, category = values["way"] == "add", values["category"]
    count, undo_url = services.categorise(customers=rows, category=category, add=add, actor=actor)
    return BulkDone(_said(count, f"{'ahora en' if add else 'ya no en'} {category}"), undo_url)


def deactivate(*, actor: Any, rows: Rows, values: dict[str, Any]) -> BulkDone:
    count, undo_url = services.deactivate_many(customers=rows, actor=actor)
    return BulkDone(_said(count, "fuera de las listas"), undo_url)


def merge(*, actor: Any, rows: Rows, values: dict[str, Any]) -> BulkDone:
    """Merging is decided on its own page, field by field: this leads there."""
    ids = sorted(rows.order_by().values_list("pk", flat=True)[: merging.MOST + 1])
    if len(ids) < 2 or len(ids) > merging.MOST:
        raise DomainError(f"Para unir, elige de 2 a {merging.MOST} clientes.")
    return BulkDone("", go_to=f"{reverse('customers:merge')}?ids={','.join(str(pk) for pk in ids)}")


ACTIONS = (
    BulkAction("assign", "Asignar", "user-plus", "Asignar", assign, AssignForm, queries.changeable_by, EDITORS),
    BulkAction("lifecycle", "Etapa", "refresh", "Cambiar etapa", move, LifecycleForm, queries.changeable_by, MAKERS),
    BulkAction("category", "Categoría", "tag", "Guardar", categorise, CategoryForm, queries.changeable_by, MAKERS),
    BulkAction("merge", "Unir", "arrow-merge", "Ver cómo quedaría", merge, None, queries.changeable_by, EDITORS),
    BulkAction(
        "deactivate",
        "Desactivar",
        "archive",
        "Desactivar",
        deactivate,
        None,
        queries.changeable_by,
        EDITORS,
        danger=True,
    ),
)
