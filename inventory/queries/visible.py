"""Who may see which products, and stock as the pages need it."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from company.enums import Role
from core.lists import find
from inventory.models import Category, Product, StockBalance, StockMovement

# Costs and margins are theirs only.
EDITORS = frozenset({Role.ADMINISTRATOR.value, Role.PURCHASING.value})  # who keeps the catalogue
COST_ROLES = frozenset({Role.GESTOR.value, Role.PURCHASING.value, Role.SUPERVISOR.value, Role.ADMINISTRATOR.value})


def sees_costs(user: Any) -> bool:
    return bool(getattr(user, "roles", frozenset()) & COST_ROLES)


def products_visible_to(user: Any) -> QuerySet[Product]:
    """The whole catalogue, for whoever has a role."""
    rows = Product.objects.all()
    return rows if getattr(user, "roles", frozenset()) else rows.none()


def listed(user: Any) -> QuerySet[Product]:
    """The base of the list of products."""
    return products_visible_to(user).select_related("category").defer("search", "description")


def stock_of(ids: list[int]) -> dict[int, Decimal]:
    """Units on hand over all warehouses, of these products: one query."""
    rows = StockBalance.objects.filter(product_id__in=ids).values_list("product_id").annotate(units=Sum("on_hand"))
    return dict(rows)


def balances_of(product: Product) -> list[StockBalance]:
    """Stock of a product by warehouse."""
    return list(product.balances.select_related("warehouse").order_by("warehouse__name"))


def movements_of(product: Product) -> QuerySet[StockMovement]:
    return product.movements.select_related("warehouse")


def stock_value(product: Product) -> Decimal:
    zero = Value(Decimal(0), DecimalField())
    return product.balances.aggregate(all=Coalesce(Sum("value"), zero))["all"]


def below(category: Category) -> Q:
    """Products of a category and of everything under it in the tree."""
    return Q(category__path__startswith=category.path) if category.path else Q(category=category)


def find_products(user: Any, text: str, limit: int) -> list[Product]:
    """Products that hold every word of ``text``, by name: one query."""
    rows = find(products_visible_to(user), text).order_by("sort_key", "id")
    return list(rows.only("id", "name", "sku", "price")[:limit])


def names_of(skus: Collection[str]) -> dict[str, str]:
    """Names of products by SKU; unknown ones are not in it: one query."""
    return dict(Product.objects.filter(sku__in=list(skus)).values_list("sku", "name"))
