"""Forms of redirected orders."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms

from company.queries import time_zone
from inventory.models import Product
from sales.enums import DiscardReason, LostReason, RedirectSource
from sales.models import OpportunityProduct
from sales.queries import causes, sellers

from .lookup import LOOKUP, NotFound, TypedCustomer, product_label, product_named


class LineForm(forms.Form):
    """Something he wants. An empty row says nothing; what is no product is kept as words."""

    product = forms.CharField(label="Producto", max_length=240, required=False)
    quantity = forms.DecimalField(
        label="Cantidad", required=False, initial=1, min_value=Decimal("0.001"), max_digits=12, decimal_places=3
    )
    unit_price = forms.DecimalField(
        label="Precio", required=False, min_value=Decimal(0), max_digits=12, decimal_places=2
    )

    def __init__(self, *args: Any, user: Any, lookup_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.found: Product | None = None
        self.fields["product"].widget.attrs |= {**LOOKUP, "data-lookup": lookup_url}
        self.fields["quantity"].widget.attrs |= {"inputmode": "decimal", "min": "0", "step": "any"}
        self.fields["unit_price"].widget.attrs |= {"inputmode": "decimal", "min": "0", "step": "any"}

    def clean_product(self) -> str:
        text = str(self.cleaned_data["product"]).strip()
        if text:
            with suppress(NotFound):
                self.found = product_named(self.user, text)
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("product") and data.get("quantity") is None and "quantity" not in self.errors:
            data["quantity"] = Decimal(1)
        return data


class _Lines(forms.BaseFormSet):
    """Rows of lines; those without product are left out."""

    @property
    def filled(self) -> list[LineForm]:
        return [form for form in self.forms if form.cleaned_data.get("product")]


Lines = forms.formset_factory(LineForm, formset=_Lines, extra=3, max_num=40, absolute_max=40)


def initial_of(lines: Sequence[OpportunityProduct]) -> list[dict[str, Any]]:
    """What he wants, as the first values of the rows."""
    return [
        {
            "product": product_label(line.product) if line.product else line.name,
            "quantity": line.quantity.normalize() if line.quantity % 1 else int(line.quantity),
            "unit_price": None if line.unit_price is None else line.unit_price.quantize(Decimal("0.01")),
        }
        for line in lines
    ]


class RedirectForm(TypedCustomer):
    """An order that somebody could not place, noted by hand: who first, then where he got stuck."""

    customer = forms.CharField(
        label="Cliente",
        max_length=240,
        required=False,
        help_text="Nombre, teléfono, documento o código. Si todavía no es cliente, deja sus datos abajo.",
    )
    name = forms.CharField(label="Nombre", max_length=160, required=False)
    phone = forms.CharField(label="Teléfono", max_length=40, required=False)
    email = forms.EmailField(label="Correo", required=False)
    source = forms.ChoiceField(
        label="Vino por", choices=RedirectSource.choices, widget=forms.RadioSelect, initial=RedirectSource.PHONE
    )
    cause: Any = forms.ModelChoiceField(
        label="Dónde se quedó", queryset=None, to_field_name="code", empty_label=None, widget=forms.RadioSelect
    )
    step = forms.CharField(label="En qué paso", max_length=80, required=False)
    happened_at = forms.DateTimeField(
        label="Cuándo",
        required=False,
        help_text="Vacío: ahora mismo.",
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    text = forms.CharField(label="Qué pasó", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
    amount = forms.DecimalField(
        label="Importe en juego",
        required=False,
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=2,
        help_text="Sin impuesto. Solo si no anotas productos con precio.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cause"].queryset = causes()  # type: ignore[attr-defined]  # a model choice
        self.fields["customer"].widget.attrs["autofocus"] = True
        self.fields["phone"].widget.attrs |= {"type": "tel", "inputmode": "tel"}

    def clean_happened_at(self) -> datetime | None:
        """What the browser sends is the wall clock of the company."""
        moment: datetime | None = self.cleaned_data["happened_at"]
        return moment.replace(tzinfo=time_zone()) if moment else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(data.get(name) for name in ("customer", "name", "phone", "email")) and not self.errors:
            self.add_error("phone", "Escribe quién es, o al menos su teléfono.")
        return data


class CloseForm(forms.Form):
    """Why it was lost (``lost``), or why it was no order."""

    reason = forms.ChoiceField(label="Por qué")
    note = forms.CharField(label="Nota", max_length=240, required=False)

    def __init__(self, *args: Any, lost: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = LostReason.choices if lost else DiscardReason.choices
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]  # a choice field


class AssignForm(forms.Form):
    """To whom."""

    seller: Any = forms.ModelChoiceField(label="Quién los atiende", queryset=None, empty_label="Elige a alguien")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seller"].queryset = sellers().order_by("first_name", "last_name")  # type: ignore[attr-defined]
