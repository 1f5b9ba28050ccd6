"""Columns of the list of products."""

from decimal import Decimal
from typing import Any

from django.urls import reverse

from core.lists import Col, ListTable
from inventory.models import Product
from inventory.queries import COST_ROLES


def url_of(product: Product) -> str:
    return reverse("inventory:detail", args=[product.pk])


def margin_of(product: Product) -> Decimal | None:
    """Margin as a ratio of the price, before tax; ``None`` without cost or price."""
    if product.cost is None or not product.price:
        return None
    return (product.price - product.cost) / product.price


def stock(product: Product) -> Any:
    return getattr(product, "on_hand", None)


def stock_note(product: Product) -> tuple[str, str] | None:
    return ("sin stock", "warn") if product.kind == "goods" and not stock(product) else None


class ProductTable(ListTable):
    name = Col("Producto", at="name", to=url_of, second=lambda p: p.sku, sort="name", phone="main")
    category = Col("Categoría", raw=lambda p: p.category.name if p.category else "")
    stock = Col("Stock", raw=stock, kind="decimal", second=stock_note)
    price = Col("Precio", at="price", kind="money", phone="figure")
    cost = Col("Costo", at="cost", kind="money", roles=COST_ROLES)
    margin = Col("Margen", raw=margin_of, kind="percent", roles=COST_ROLES)
    sku = Col("Código", at="sku")
    barcode = Col("Código de barras", at="barcode")
    unit = Col("Unidad", at="unit")
    active = Col("A la venta", raw=lambda p: "Sí" if p.is_active else "No")
    lead_time = Col("Días de entrega", at="lead_time_days", kind="integer")
