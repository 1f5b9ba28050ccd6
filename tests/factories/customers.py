"""People who buy."""

from datetime import date
from decimal import Decimal

from customers.models import Customer, CustomerStanding


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
