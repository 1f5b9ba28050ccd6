"""Catalogue and warehouses of a gift shop."""

from decimal import Decimal

from inventory.models import Category, Product, Warehouse


def category(code: str = "tazas", **more: object) -> Category:
    from inventory.services import save_category

    return save_category(actor=None, code=code, name=more.pop("name", code.capitalize()), **more)


def product(sku: str = "TAZA-1", **more: object) -> Product:
    more.setdefault("name", "Taza de corazones")
    more.setdefault("price", Decimal("12.50"))
    more.setdefault("cost", Decimal("5.00"))
    return Product.objects.create(sku=sku, **more)


def warehouse(code: str = "central", **more: object) -> Warehouse:
    more.setdefault("name", f"Almacén {code}")
    return Warehouse.objects.create(code=code, **more)
