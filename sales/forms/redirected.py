"""Forms of redirected orders."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms

from company.queries import time_zone
from sales.enums import DiscardReason, LostReason, RedirectSource
from sales.queries import causes, sellers

from .lookup import TypedCustomer


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
