"""What stands beside a line while somebody writes it: what is free to sell, today's price, what it costs."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Sum

from inventory.enums import ProductKind
from inventory.models import Product, StockBalance
from inventory.queries import products_visible_to, sees_costs


@dataclass(frozen=True)
class Beside:
    """Facts of a product beside its line. ``available`` is ``None`` for services; ``cost`` for who sees no costs."""

    product: Product
    available: Decimal | None
    cost: Decimal | None


def available_of(ids: Collection[int]) -> dict[int, Decimal]:
    """Units on hand less reserved over the warehouses in use, of these products: one query."""
    rows = StockBalance.objects.filter(product_id__in=ids, warehouse__is_active=True).values_list("product_id")
    return dict(rows.annotate(free=Sum(F("on_hand") - F("reserved"))))


def products_by_code(user: Any, codes: Collection[str]) -> dict[str, Product]:
    """Products by their code as it is written in rows: one query for all of them."""
    wanted = {code for code in codes if code and "\0" not in code}
    if not wanted:
        return {}
    rows = products_visible_to(user).filter(sku__in=wanted).defer("search", "description")
    return {product.sku.upper(): product for product in rows}


def beside(user: Any, products: Collection[Product]) -> dict[int, Beside]:
    """Facts of these products: one query."""
    goods = [product.pk for product in products if product.kind == ProductKind.GOODS]
    free = available_of(goods) if goods else {}
    told = sees_costs(user)
    return {
        product.pk: Beside(
            product,
            free.get(product.pk, Decimal(0)) if product.pk in goods else None,
            product.cost if told else None,
        )
        for product in products
    }
