"""Products: made and changed in one place."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from core.audit import acting
from core.errors import Conflict, DomainError
from inventory.models import Product

FIELDS = frozenset(
    {
        "sku",
        "name",
        "kind",
        "category",
        "brand",
        "barcode",
        "description",
        "image",
        "unit",
        "price",
        "cost",
        "tax_rate",
        "lead_time_days",
        "is_active",
    }
)


def save_product(*, actor: Any, product: Product | None = None, version: int | None = None, **values: Any) -> Product:
    """Make a product, or change ``product``; ``values`` are its fields. The SKU is stored in capitals.

    ``version`` = the one that was on the screen; another one in the database raises ``Conflict``. A SKU or barcode
    that stands already raises ``DomainError``.
    """
    unknown = set(values) - FIELDS
    if unknown:
        raise TypeError(f"not fields of a product: {sorted(unknown)}")
    if "sku" in values:
        values["sku"] = str(values["sku"]).strip().upper()
    try:
        with transaction.atomic(), acting(actor=actor, why="producto"):
            if product is None:
                return Product.objects.create(**values)
            held = Product.objects.select_for_update().get(pk=product.pk)
            if version is not None and held.version != version:
                raise Conflict("Otra persona cambió este producto mientras lo editabas. Revisa y guarda otra vez.")
            for name, value in values.items():
                setattr(held, name, value)
            held.version = F("version") + 1
            held.save(update_fields=[*values, "version", "updated_at"])
            held.refresh_from_db()
            return held
    except IntegrityError as error:
        raise DomainError(_already(error)) from error


def _already(error: IntegrityError) -> str:
    if "barcode" in str(error):
        return "Ese código de barras ya es de otro producto."
    if "sku" in str(error):
        return "Ese código (SKU) ya es de otro producto."
    return "Revisa el precio y el costo: no pueden ser negativos."
