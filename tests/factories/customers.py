"""People who buy."""

from datetime import date
from decimal import Decimal
from typing import Any

from customers.models import Customer, CustomerStanding, CustomFieldGroup
from customers.services.fields import save_field


def customer(code: str = "C-1", **more: object) -> Customer:
    more.setdefault("first_name", "Rosa")
    more.setdefault("last_name", "Quispe")
    more.setdefault("city", "Lima")
    return Customer.objects.create(code=code, **more)


def standing(customer: Customer, *, money: str = "0", last: date | None = None, **more: object) -> Customer:
    """What the weekly computation would have said of him."""
    CustomerStanding.objects.filter(pk=customer.pk).update(monetary=Decimal(money), last_order_on=last, **more)
    return Customer.objects.select_related("standing").get(pk=customer.pk)


def customers(count: int, *, prefix: str = "M", **more: object) -> list[Customer]:
    """Many customers at once, with their standing rows (made by the database)."""
    rows = [
        Customer(code=f"{prefix}-{n:04d}", first_name=f"Persona {n:04d}", last_name="De la Lista", **more)
        for n in range(count)
    ]
    return Customer.objects.bulk_create(rows)


def own_field(code: str = "tamano", field_type: str = "choice", **more: Any) -> Any:
    """A field of the company's own, made by its service."""
    group = CustomFieldGroup.objects.get_or_create(name=more.pop("group", "Perfil"))[0]
    if field_type in ("choice", "choices"):
        more.setdefault("options", ["Chico", "Grande"])
    more.setdefault("label", code.capitalize())
    return save_field(actor=None, code=code, field_type=field_type, group=group, **more)
