"""Filters of the product list."""

from typing import ClassVar

import django_filters as df
from django.db.models import Exists, OuterRef, QuerySet

from core.lists import ListFilter, Words
from inventory.enums import ProductKind
from inventory.models import Category, Product, StockBalance
from inventory.queries import below

Rows = QuerySet[Product]
WITH_STOCK = Exists(StockBalance.objects.filter(product=OuterRef("pk"), on_hand__gt=0))


class ProductFilter(ListFilter):
    """What the list of products can be narrowed by."""

    category = df.ModelChoiceFilter(
        label="Categoría",
        queryset=Category.objects.all(),
        to_field_name="code",
        empty_label="Todas",
        method="by_category",
    )
    stock = df.ChoiceFilter(
        label="Stock", choices=[("none", "Sin stock"), ("some", "Con stock")], empty_label="Todo", method="by_stock"
    )
    kind = df.ChoiceFilter(label="Clase", choices=ProductKind.choices, empty_label="Todas")
    active = df.ChoiceFilter(
        label="A la venta",
        choices=[("yes", "A la venta"), ("no", "Fuera de venta")],
        empty_label="Todos",
        method="by_active",
    )

    words: ClassVar[dict[str, Words]] = {"category": Words("de")}

    def by_category(self, rows: Rows, name: str, value: Category) -> Rows:
        return rows.filter(below(value))

    def by_stock(self, rows: Rows, name: str, value: str) -> Rows:
        rows = rows.filter(kind=ProductKind.GOODS)
        return rows.filter(WITH_STOCK) if value == "some" else rows.filter(~WITH_STOCK)

    def by_active(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(is_active=value == "yes")
