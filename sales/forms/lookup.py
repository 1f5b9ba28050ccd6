"""What somebody types to name a product or a customer: a code, a telephone, or part of a name."""

from typing import Any

from django import forms

from company.queries import current
from core import named
from customers.models import Customer
from customers.queries import customers_visible_to, find_customers
from inventory.models import Product
from inventory.queries import find_products, products_visible_to
from sales.queries import readable_phone

BETWEEN = " · "
OFFERED = 6
LOOKUP = {"autocomplete": "off", "spellcheck": "false"}


class NotFound(Exception):
    """Nothing or too much (``several``) is called so; ``str()`` is the sentence for the field."""

    def __init__(self, said: str, *, several: bool = False) -> None:
        super().__init__(said)
        self.several = several


class TypedCustomer(forms.Form):
    """A form whose field ``customer`` is typed; the customer it names is ``found`` once the form is valid.

    An empty field that may be empty names nobody.
    """

    found: Customer | None = None

    def __init__(self, *args: Any, user: Any, lookup_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if "customer" in self.fields:
            self.fields["customer"].widget.attrs |= {**LOOKUP, "data-lookup": lookup_url}

    def clean_customer(self) -> str:
        text = str(self.cleaned_data["customer"]).strip()
        if text:
            try:
                self.found = customer_named(self.user, text)
            except NotFound as error:
                raise forms.ValidationError(self.unknown(text, error)) from error
        return text

    def unknown(self, text: str, error: NotFound) -> str:
        """What the field says of a customer that is not found."""
        return str(error)


class WhoForm(TypedCustomer):
    """Who it is of, and nothing else."""

    customer = forms.CharField(label="Cliente", max_length=240)


def product_label(product: Product) -> str:
    return f"{product.sku}{BETWEEN}{product.name}"


def customer_label(customer: Customer) -> str:
    return BETWEEN.join(part for part in (customer.code, customer.name, customer.phone) if part)


def given_customer(user: Any, number: str | None) -> dict[str, str]:
    """First value of a form's customer: the one whose id an address names, where the person may see him."""
    found = named.one_of(customers_visible_to(user), number)
    return {"customer": customer_label(found)} if found else {}


def product_named(user: Any, text: str) -> Product:
    """The product with that code, else the only one with that name; raises ``NotFound``."""
    code = text.split(BETWEEN)[0].strip()
    exact = products_visible_to(user).filter(sku__in={code, code.upper()}).first()
    if exact is not None:
        return exact
    return _only(find_products(user, text.strip(), OFFERED), product_label, text)


def customer_named(user: Any, text: str) -> Customer:
    """The customer with that code, document or telephone, else the only one with that name; raises ``NotFound``."""
    code = text.split(BETWEEN)[0].strip()
    rows = customers_visible_to(user).filter(is_active=True)
    phone = readable_phone(code, country=current().country)
    for field, value in (("code", code), ("document_number", code), ("phone", phone)):
        found = list(rows.filter(**{field: value})[:2])
        if len(found) == 1:
            return found[0]
    return _only(find_customers(user, text.strip(), OFFERED), customer_label, text)


def _only(found: list[Any], label: Any, text: str) -> Any:
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(f"No encuentro «{text}». Escribe el código o al menos tres letras del nombre.")
    raise NotFound(f"Hay varios: {'; '.join(label(one) for one in found[:4])}. Escribe el código.", several=True)
