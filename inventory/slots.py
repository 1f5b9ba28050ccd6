"""What this app puts into the slots of the apps below it."""

from typing import Any

from django.urls import reverse

from company.enums import Role
from company.queries import time_zone
from core.history import HistorySource, stamp
from core.imports.kinds import Kind
from core.slots import HISTORY, IMPORT_KINDS, NAVIGATION, PRODUCT_LOOKUP, SEARCH, NavItem, SearchHit, SearchSource
from inventory import importers
from inventory.models import Category, Product
from inventory.queries import find_products, names_of, products_visible_to
from inventory.queries.visible import COST_ROLES, EDITORS
from inventory.services import import_catalogue, import_stock
from inventory.services.categories import save_category
from inventory.services.products import FIELDS, save_product

BUYERS = frozenset({Role.GESTOR, Role.SUPERVISOR, Role.PURCHASING, Role.ADMINISTRATOR})

IMPORT_KINDS.add(
    "products",
    Kind(
        key="products",
        label="Productos",
        fields=importers.PRODUCT_FIELDS,
        roles=BUYERS,
        check=import_catalogue.check,
        apply=import_catalogue.apply,
        zone=time_zone,
        creates=("inventory.Product",),
        stands=import_catalogue.stands,
        help="Una fila por producto. Lo que el archivo deja vacío queda como estaba.",
        icon="package",
    ),
    order=40,
)
IMPORT_KINDS.add(
    "stock",
    Kind(
        key="stock",
        label="Stock contado",
        fields=importers.STOCK_FIELDS,
        roles=BUYERS,
        check=import_stock.check,
        apply=import_stock.apply,
        zone=time_zone,
        undo=import_stock.undo,
        help="Una fila por producto y almacén, con lo que hay. Deshacer anota el movimiento contrario.",
        icon="building-warehouse",
    ),
    order=50,
)


def _hits(user: Any, text: str, limit: int) -> list[SearchHit]:
    return [
        SearchHit(one.name, one.sku, reverse("inventory:detail", args=[one.pk]))
        for one in find_products(user, text, limit)
    ]


NAVIGATION.add("inventory", NavItem("Productos", "inventory:list", "package", "Abastecer"), order=100)
SEARCH.add("inventory", SearchSource("Productos", "package", _hits), order=30)


def _restore(actor: Any, row: Product, field: str, value: Any) -> None:
    save_product(actor=actor, product=row, version=row.version, **{field: value})


HISTORY.add(
    "inventory.product",
    HistorySource(
        "inventory.Product",
        products_visible_to,
        url=lambda row: reverse("inventory:detail", args=[row.pk]),
        hidden_from=lambda user: frozenset() if COST_ROLES & user.roles else frozenset({"cost"}),
        restore=_restore,
        restorable=FIELDS - {"sku", "image", "is_active"},
        may=lambda user, row: bool(EDITORS & user.roles),
    ),
)


def _restore_category(actor: Any, row: Category, field: str, value: Any) -> None:
    values = {name: getattr(row, name) for name in ("code", "name", "parent", "order")} | {field: value}
    save_category(actor=actor, pk=row.pk, shown=stamp(row), **values)


HISTORY.add(
    "inventory.category",
    HistorySource(
        "inventory.Category",
        lambda user: Category.objects.all() if EDITORS & user.roles else Category.objects.none(),
        url=lambda row: reverse("admin:inventory_category_change", args=[row.pk]),
        restore=_restore_category,
        restorable=frozenset({"code", "name", "parent", "order"}),
    ),
)
PRODUCT_LOOKUP.add("find", find_products)
PRODUCT_LOOKUP.add("names", names_of)
