"""Forms of opportunities."""

import re
from datetime import time
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q

from activities import queries as activities
from company.models import User
from company.queries import current
from core import house
from core.imports.values import Bad, Formats, parse_decimal
from customers.models import Contact, Customer
from customers.queries.contacts import contacts_of
from sales.enums import Entry
from sales.models import Competitor, LossReason, Opportunity, Pipeline, Stage
from sales.queries.opportunities import default_pipeline
from sales.queries.scope import may_own_for

from .lookup import TypedCustomer

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
# What people write before or behind money, by currency.
MARKS = {
    "PEN": r"S/\.?|PEN|sol(es)?",
    "USD": r"US\$|U\$S|USD|d[oó]lar(es)?",
    "COP": r"COP",
    "MXN": r"MXN",
    "EUR": r"€|EUR|euros?",
    "BRL": r"R\$|BRL",
    "GBP": r"£|GBP",
}
MOST = Decimal(10) ** 12


class MoneyField(forms.CharField):
    """Money in the company's currency, as people write it; another currency is refused by name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> Decimal | None:
        text: str = super().clean(value).strip()
        if not text:
            return None
        mine = str(current().currency)
        for currency, marks in MARKS.items():
            if currency != mine and re.search(rf"(?i)(?<![a-z])({marks})(?![a-z])", text):
                raise forms.ValidationError(f"La empresa vende en {mine}: pasa el importe de {currency} a {mine}.")
        bare = re.sub(rf"(?i)({MARKS.get(mine, mine)}|\$)", "", text).strip()
        try:
            money = parse_decimal(bare, Formats(decimal=house.current().locale.decimal))
        except Bad as error:
            raise forms.ValidationError("Escribe el importe con números, por ejemplo 1500.50.") from error
        if money < 0:
            raise forms.ValidationError("El importe no puede ser negativo.")
        if money >= MOST:
            raise forms.ValidationError("Ese importe es demasiado grande.")
        return money.quantize(Decimal("0.01"))


class OpportunityForm(TypedCustomer):
    """A new one, or what may be corrected of one (``held``: then process and stage are not asked)."""

    customer = forms.CharField(label="Cliente", max_length=240, help_text="Nombre, teléfono, documento o código.")
    name = forms.CharField(label="Qué quiere", max_length=160, help_text="En pocas palabras: «40 tazas con su logo».")
    pipeline: Any = forms.ModelChoiceField(label="Proceso", queryset=None, empty_label=None)
    entry = forms.ChoiceField(label="Por dónde llegó", choices=Entry.choices)
    amount = MoneyField(
        label="Importe esperado", required=False, help_text="Sin impuesto. Vacío: lo que suman los productos."
    )
    expected_on = forms.DateField(label="Se cierra hacia el", required=False, widget=DATE)
    owner: Any = forms.ModelChoiceField(label="De quién es", queryset=None, empty_label=None)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, held: Opportunity | None = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.held = held
        owners = Q(pk__in=may_own_for(user).order_by().values("pk"))
        if held is not None:
            owners |= Q(pk=held.owner_id)
            del self.fields["pipeline"]
        else:
            pipelines: Any = self.fields["pipeline"]
            pipelines.queryset = Pipeline.objects.filter(is_active=True, stages__is_active=True).distinct()
            pipelines.initial = default_pipeline().pk
        holders: Any = self.fields["owner"]
        holders.queryset = User.objects.filter(owners).order_by("first_name", "last_name")
        holders.initial = user.pk


class MoveForm(forms.Form):
    """Into which stage, and why where a reason is owed."""

    stage: Any = forms.ModelChoiceField(label="A qué etapa", queryset=None, empty_label=None)
    reason = forms.CharField(label="Por qué", max_length=240, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, held: Opportunity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages: Any = self.fields["stage"]
        rows = Stage.objects.filter(is_active=True, pipeline__is_active=True).select_related("pipeline")
        stages.queryset = rows
        groups: dict[str, list[tuple[int, str]]] = {str(held.pipeline): []}  # his own process first
        for one in rows.order_by("pipeline__order", "pipeline__name", "position"):
            groups.setdefault(str(one.pipeline), []).append((one.pk, one.name))
        stages.choices = list(groups.items())


class LoseForm(forms.Form):
    """Why it was lost, and to whom."""

    reason: Any = forms.ModelChoiceField(label="Por qué se perdió", queryset=None, empty_label="Elige la razón")
    lost_to: Any = forms.ModelChoiceField(
        label="Quién la ganó", queryset=None, required=False, empty_label="Nadie, o no se sabe"
    )
    note = forms.CharField(label="Qué aprendimos", max_length=240, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].queryset = LossReason.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["lost_to"].queryset = Competitor.objects.filter(is_active=True)  # type: ignore[attr-defined]


class PromiseForm(forms.Form):
    """A commitment: what, when, who."""

    title = forms.CharField(label="Qué hay que hacer", max_length=160)
    date = forms.DateField(label="Día", widget=DATE)
    time = forms.TimeField(label="Hora", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    kind: Any = forms.ModelChoiceField(label="Clase", queryset=None, required=False, empty_label="Sin clase")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = activities.action_types()  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        hour = data["time"]
        due = activities.moment(data["date"], hour or time.min)
        return {"title": data["title"], "due_at": due, "all_day": hour is None, "kind": data["kind"]}


class PersonForm(forms.Form):
    """Who takes part at the customer, and as what."""

    contact: Any = forms.ModelChoiceField(label="Quién", queryset=None, empty_label=None)
    role = forms.CharField(label="Papel", max_length=80, required=False)

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [one.pk for one in contacts_of(customer)]
        self.fields["contact"].queryset = Contact.objects.filter(pk__in=people)  # type: ignore[attr-defined]


class RivalForm(forms.Form):
    """Who else offers; a name that is not in the list yet is added to it."""

    name = forms.CharField(label="Competidor", max_length=120)
    price = MoneyField(label="Su precio", required=False)
    note = forms.CharField(label="Qué ofrece", max_length=240, required=False)
