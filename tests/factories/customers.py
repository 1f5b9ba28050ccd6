"""People who buy."""

from customers.models import Customer


def customer(code: str = "C-1", **more: object) -> Customer:
    more.setdefault("first_name", "Rosa")
    more.setdefault("last_name", "Quispe")
    more.setdefault("city", "Lima")
    return Customer.objects.create(code=code, **more)
