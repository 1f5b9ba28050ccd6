"""Forms of payments, reminders and statements."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms

from company.queries import today
from sales.enums import PaymentMethod
from sales.models import Order, ReminderRule
from sales.services.reminders_of_payment import templates

from .lookup import TypedCustomer

MONEY = {"inputmode": "decimal", "step": "0.01"}
DAY = {"type": "date"}
SAID = {
    "required": "Escribe cuánto.",
    "invalid": "Escribe un número.",
    "min_value": "Escribe un importe mayor que cero.",
    "max_decimal_places": "Con 2 decimales como mucho.",
    "max_digits": "Es demasiado grande.",
    "max_whole_digits": "Es demasiado grande.",
}


class WhoPaysForm(TypedCustomer):
    """Whose payment it is."""

    customer = forms.CharField(label="Cliente", max_length=240, help_text="Nombre, teléfono, documento o código.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].widget.attrs["autofocus"] = True


class PaymentForm(forms.Form):
    """A payment of a known customer, with a box for each debt: ``part_<order>``. Empty boxes = the oldest first."""

    amount = forms.DecimalField(
        label="Importe", max_digits=14, decimal_places=2, min_value=Decimal("0.01"), error_messages=SAID
    )
    paid_on = forms.DateField(
        label="Día",
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        error_messages={"required": "Elige el día.", "invalid": "Escribe un día del calendario."},
    )
    method = forms.ChoiceField(label="Medio", choices=PaymentMethod.choices, initial=PaymentMethod.TRANSFER)
    reference = forms.CharField(
        label="Referencia", max_length=80, required=False, help_text="El número de la operación o del recibo."
    )
    gives_back = forms.BooleanField(label="Es dinero que le devolvemos", required=False)

    def __init__(self, *args: Any, debts: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.debts = debts
        self.fields["amount"].widget.attrs |= {**MONEY, "data-pay-amount": "1", "min": "0.01"}
        if not self.is_bound:
            self.initial.setdefault("paid_on", today())
        for row in debts:
            box = forms.DecimalField(
                label=f"Para el pedido {row.number}",
                required=False,
                min_value=Decimal(0),
                max_digits=14,
                decimal_places=2,
                error_messages=SAID,
            )
            box.widget.attrs |= {**MONEY, "data-pay-part": str(row.balance), "min": "0"}
            self.fields[f"part_{row.pk}"] = box

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The debts with their boxes."""
        return [{"order": row, "box": self[f"part_{row.pk}"]} for row in self.debts]

    def clean_paid_on(self) -> date:
        day: date = self.cleaned_data["paid_on"]
        if day > today():
            raise forms.ValidationError("La fecha del pago no puede estar en el futuro.")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        amount = data.get("amount")
        if data.get("gives_back"):
            if amount is not None and self.parts:
                self.add_error(
                    "gives_back", "El dinero devuelto no se reparte: deja vacías las casillas de los pedidos."
                )
        elif amount is not None and sum((part for _, part in self.parts), Decimal(0)) > amount:
            self.add_error("amount", "Repartes más de lo que trae el pago.")
        return data

    @property
    def parts(self) -> list[tuple[Order, Decimal]]:
        """What was written beside each debt."""
        pairs = [(row, self.cleaned_data.get(f"part_{row.pk}")) for row in self.debts]
        return [(row, part) for row, part in pairs if part]


class ReverseForm(forms.Form):
    """Why a payment is taken back."""

    reason = forms.CharField(label="Por qué se corrige", max_length=120)


class MoveForm(forms.Form):
    """To which debt, and how much, the rest of a payment goes."""

    order = forms.IntegerField(min_value=1)
    amount = forms.DecimalField(label="Cuánto", max_digits=14, decimal_places=2, min_value=Decimal("0.01"))


class RemindForm(forms.Form):
    """Which text reminds."""

    template: Any = forms.ModelChoiceField(label="Mensaje", queryset=None, empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = templates()  # type: ignore[attr-defined]  # a model choice
        self.fields["template"].widget.attrs |= {"data-submit-on-change": "1"}


class RemindManyForm(forms.Form):
    """Which text reminds many."""

    template: Any = forms.ModelChoiceField(label="Mensaje", queryset=None, empty_label=None)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = templates()  # type: ignore[attr-defined]  # a model choice
        self.fields["template"].initial = templates().first()


class RuleForm(forms.ModelForm):
    """A rule of reminders."""

    class Meta:
        model = ReminderRule
        fields = ("name", "days", "template", "least", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = templates()  # type: ignore[attr-defined]  # a model choice
        self.fields["least"].widget.attrs |= MONEY

    def validate_constraints(self) -> None:
        """The service says the same in kinder words."""

    def validate_unique(self) -> None:
        """The service says the same in kinder words."""


class SpanForm(forms.Form):
    """From when to when a statement tells."""

    first = forms.DateField(label="Desde", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    last = forms.DateField(label="Hasta", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))

    @staticmethod
    def usual() -> dict[str, date]:
        """The last three months."""
        day = today()
        return {"first": day - timedelta(days=90), "last": day}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("first") and data.get("last") and data["first"] > data["last"]:
            self.add_error("first", "El primer día no puede ser posterior al último.")
        return data
