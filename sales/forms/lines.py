"""Rows of products with quantity, price, discount and tax: the form of quotes and orders, and, shorter, of wishes.

The shape only. ``sales.views.line_editor.LineEditor`` builds the rows, answers their buttons and turns them into lines.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django import forms

from core import house
from inventory.models import Product

from .lookup import NotFound, product_label, product_named

MOST_ROWS = 120
CELLS = ("product", "quantity", "unit_price", "discount_percent", "tax_rate", "detail")


def read_amount(text: str, *, decimal: str, thousands: str) -> Decimal:
    """What a person wrote as a number, with the separators of the country: "1,250.50", "12,5". ``ValueError`` if none.

    Of two separators the last is the decimal one. A single thousands mark before exactly three digits groups them.
    """
    plain = re.sub(r"[\s\u00a0]", "", text)
    last = max(plain.rfind("."), plain.rfind(","))
    if last >= 0:
        mark = plain[last]
        groups = mark == thousands and re.fullmatch(rf"[-−]?\d{{1,3}}(?:\{mark}\d{{3}})+", plain) is not None
        whole, rest = (plain, "") if groups else (plain[:last], plain[last + 1 :])
        plain = whole.replace(".", "").replace(",", "") + (f".{rest}" if rest or not groups else "")
    try:
        number = Decimal(plain.replace("−", "-"))
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not number.is_finite():
        raise ValueError(text)
    return number


class AmountField(forms.DecimalField):
    """A number with comma or point, written back as it was typed."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        facts = house.current().locale
        try:
            return read_amount(str(value), decimal=facts.decimal, thousands=facts.thousands)
        except ValueError as error:
            raise forms.ValidationError("Escribe un número.") from error

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off"}


def _amount(label: str, *, digits: int, decimals: int, most: str = "") -> AmountField:
    places = f"Con {decimals} decimales como mucho."
    errors = {"max_decimal_places": places, "max_digits": "Es demasiado grande.", "max_whole_digits": "Es muy grande."}
    return AmountField(
        label=label, required=False, max_digits=digits, decimal_places=decimals, error_messages={**errors}
    )


class LineForm(forms.Form):
    """A row; an empty one says nothing. ``found`` is its product once valid (``None``: words, if they are allowed)."""

    product = forms.CharField(label="Producto", max_length=240, required=False)
    quantity = _amount("Cantidad", digits=14, decimals=3)
    unit_price = _amount("Precio", digits=14, decimals=4)
    discount_percent = _amount("Dto. %", digits=12, decimals=2)
    tax_rate = _amount("Imp. %", digits=12, decimals=2)
    detail = forms.CharField(label="Detalle", max_length=400, required=False)
    free = forms.BooleanField(label="Sin costo", required=False)

    def __init__(
        self, *args: Any, user: Any, words: bool, lookup_url: str, known: Mapping[str, Product], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.words, self.known = user, words, known
        self.found: Product | None = None
        self.fields["product"].widget.attrs |= {
            "autocomplete": "off",
            "spellcheck": "false",
            "data-lookup": lookup_url,
            "placeholder": "Código o nombre",
        }
        for name in CELLS:
            self.fields[name].widget.attrs["data-cell"] = name
        self.fields["free"].widget.attrs["data-cell"] = "free"

    @property
    def is_empty(self) -> bool:
        """Nothing was written that could get lost; the quantity alone says nothing."""
        names = ("product", "unit_price", "discount_percent", "detail")
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in names)

    def clean_product(self) -> str:
        text = str(self.cleaned_data["product"]).strip()
        if not text:
            return text
        self.found = self.known.get(code_of(text))
        if self.found is None:
            try:
                self.found = product_named(self.user, text)
            except NotFound as error:
                if error.several or not self.words:
                    raise forms.ValidationError(str(error)) from error
        if self.found is not None and not self.found.is_active:
            raise forms.ValidationError(f"{self.found.name} ya no está a la venta.")
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.is_empty:
            return data
        if not data.get("product") and "product" not in self.errors:
            self.add_error("product", "Falta el producto: escribe su código o su nombre.")
        quantity = data.get("quantity")
        if quantity is None and "quantity" not in self.errors:
            data["quantity"] = Decimal(1)
        elif quantity is not None and quantity <= 0:
            self.add_error("quantity", "Debe ser mayor que cero.")
        self._percent("discount_percent", "El descuento va de 0 a 100.", data)
        self._percent("tax_rate", "El impuesto va de 0 a 100.", data)
        self._price(data)
        return data

    def _percent(self, name: str, said: str, data: dict[str, Any]) -> None:
        value = data.get(name)
        if value is not None and not 0 <= value <= 100:
            self.add_error(name, said)

    def _price(self, data: dict[str, Any]) -> None:
        """Nobody gives things away by leaving a cell empty: no price is a question, unless «sin costo» says so."""
        price = data.get("unit_price")
        if price is not None and price < 0:
            self.add_error("unit_price", "No puede ser negativo.")
        if price is None and self.found is not None and self.found.price:
            price = self.found.price
        if not price and not data.get("free") and not self.errors:
            self.add_error("unit_price", "No tiene precio: escríbelo o marca «sin costo».")


class WantForm(LineForm):
    """A row of what somebody wants, before it is an offer: product or words, how many, a price if it is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("discount_percent", "tax_rate", "detail", "free"):
            del self.fields[name]

    def clean_product(self) -> str:
        """What is no product, or could be several, stays as words; what is no longer sold may be wanted."""
        text = str(self.cleaned_data["product"]).strip()
        self.found = self.known.get(code_of(text))
        if text and self.found is None:
            with suppress(NotFound):
                self.found = product_named(self.user, text)
        return text

    def _price(self, data: dict[str, Any]) -> None:
        price = data.get("unit_price")
        if price is not None and price < 0:
            self.add_error("unit_price", "No puede ser negativo.")


class BaseLines(forms.BaseFormSet):
    """Rows of lines; the empty ones are left out."""

    @property
    def filled(self) -> list[LineForm]:
        return [form for form in self.forms if not form.is_empty and form.cleaned_data.get("product")]


def lines_formset(extra: int, form: type[LineForm] = LineForm) -> type[BaseLines]:
    """The rows with so many empty ones at their end."""
    made = forms.formset_factory(
        form, formset=BaseLines, extra=extra, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
    )
    return cast(type[BaseLines], made)


def code_of(text: str) -> str:
    """The code at the beginning of what a row says: "TAZA-1 · Taza de corazones"."""
    return text.split(" · ")[0].strip().upper()


def row_of(
    *,
    product: Product | None,
    name: str = "",
    quantity: Decimal = Decimal(1),
    unit_price: Decimal | None = None,
    discount_percent: Decimal | None = None,
    tax_rate: Decimal | None = None,
    detail: str = "",
) -> dict[str, Any]:
    """First values of a row from a line that stands: numbers as short as they can be said, with the country's mark."""
    return {
        "product": product_label(product) if product else name,
        "quantity": short(quantity),
        "unit_price": short(unit_price, least=2),
        "discount_percent": short(discount_percent) if discount_percent else "",
        "tax_rate": short(tax_rate),
        "detail": detail,
        "free": unit_price is not None and not unit_price,
    }


def short(value: Decimal | None, *, least: int = 0) -> str:
    """A number for an input, without zeros at its end beyond ``least`` decimals: "12.5", "100.00"."""
    if value is None:
        return ""
    plain = f"{value.normalize():f}"
    whole, _, rest = plain.partition(".")
    rest = rest.ljust(least, "0")
    return f"{whole}{house.current().locale.decimal}{rest}" if rest else whole
