"""Fields that several kinds of file say: who buys, which product, how many, at what price."""

from typing import Any

from core.imports.kinds import CODE, DECIMAL, Field


def customer_code(*more: str, **facts: Any) -> Field:
    """Who buys; ``more`` are further names of the column."""
    names = ("cliente", "cod cliente", "id cliente", "customer", "ruc", "dni", *more)
    return Field("customer_code", "Código de cliente", CODE, max_length=40, synonyms=names, **facts)


def sku(*more: str) -> Field:
    """The code of a product."""
    names = ("codigo", "articulo", "cod producto", "product id", *more)
    return Field("sku", "Código de producto", CODE, max_length=40, upper=True, synonyms=names)


def quantity(*more: str, **facts: Any) -> Field:
    """How many; one where nothing is said."""
    names = ("cant", "unidades", "qty", "units", *more)
    return Field("quantity", "Cantidad", DECIMAL, limit=10**9, decimals=3, fallback="1", synonyms=names, **facts)


def unit_price(**facts: Any) -> Field:
    """What one costs without tax."""
    names = ("precio", "price", "p unit", "valor unitario", "pu")
    said = "Sin impuesto. Vacío: el del producto."
    return Field("unit_price", "Precio unitario", DECIMAL, synonyms=names, help=said, **facts)
