"""Forms of quotes."""

from typing import Any

from django import forms

from company.models import User
from company.queries import today
from customers.models import Contact, Customer
from customers.queries import customers_visible_to
from sales.models import Opportunity, QuoteTemplate
from sales.queries.opportunities import open_of_customer, opportunities_visible_to
from sales.queries.scope import may_own_for

from .lookup import NotFound, TypedCustomer

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class QuoteForm(TypedCustomer):
    """The head of a quote. With ``customer`` known his people and his deals are offered; else he is found by typing."""

    customer = forms.CharField(label="Cliente", max_length=240, error_messages={"required": "Escribe para quién es."})
    title = forms.CharField(
        label="Asunto",
        max_length=160,
        required=False,
        help_text="Vacío: el primer producto. Otros lo leen en la biblioteca: no digas ahí de quién es.",
    )
    valid_until = forms.DateField(
        label="Vale hasta", widget=DAY, required=False, error_messages={"invalid": "Escribe un día del calendario."}
    )
    contact: Any = forms.ModelChoiceField(
        label="A la atención de", queryset=Contact.objects.none(), required=False, empty_label="Nadie en especial"
    )
    opportunity: Any = forms.ModelChoiceField(
        label="Oportunidad", queryset=Opportunity.objects.none(), required=False, empty_label="Ninguna"
    )
    owner: Any = forms.ModelChoiceField(
        label="De quién es", queryset=User.objects.none(), required=False, empty_label="Mía"
    )
    template: Any = forms.ModelChoiceField(
        label="Plantilla", queryset=QuoteTemplate.objects.none(), required=False, empty_label="La de costumbre"
    )
    intro = forms.CharField(label="Saludo", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    terms = forms.CharField(
        label="Condiciones", required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 4})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, user: Any, customer: Customer | None, lookup_url: str = "", standing: Any = None, **kw: Any
    ) -> None:
        super().__init__(*args, user=user, lookup_url=lookup_url, **kw)
        self.found = customer
        if customer is None:
            self.fields["customer"].widget.attrs |= {
                "autofocus": True,
                "placeholder": "Nombre, teléfono, documento o código",
            }
            del self.fields["contact"], self.fields["opportunity"]
        else:
            del self.fields["customer"]
            self._offer_of(customer, standing)
        self._set("owner", may_own_for(user).exclude(pk=user.pk).order_by("first_name", "last_name"))
        self._set("template", QuoteTemplate.objects.filter(is_active=True))

    def _offer_of(self, customer: Customer, standing: Any) -> None:
        self._set("contact", customer.contacts.filter(is_active=True).order_by("-is_main", "first_name"))
        deals = [one.pk for one in open_of_customer(self.user, customer)]
        if standing is not None and standing.opportunity_id:
            deals.append(standing.opportunity_id)
        self._set("opportunity", opportunities_visible_to(self.user).filter(pk__in=deals).order_by("-id"))

    def _set(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]  # a model choice

    @property
    def has_deals(self) -> bool:
        return "opportunity" in self.fields and self.fields["opportunity"].queryset.exists()  # type: ignore[attr-defined]

    def unknown(self, text: str, error: NotFound) -> str:
        code = text.split(" · ")[0].strip()
        sleeping = customers_visible_to(self.user).filter(is_active=False, code=code).first()
        return f"{sleeping} está desactivado: actívalo antes de cotizarle." if sleeping else str(error)

    def clean_valid_until(self) -> Any:
        day = self.cleaned_data["valid_until"]
        if day is not None and day < today():
            raise forms.ValidationError("Esa fecha ya pasó: elige hasta cuándo vale.")
        return day


class NewVersionForm(forms.Form):
    """What changes in the new version, and why."""

    adjustment = forms.CharField(
        label="Qué cambia y por qué",
        max_length=240,
        error_messages={"required": "Escribe qué cambia y por qué."},
        widget=forms.TextInput(attrs={"placeholder": "Pidió 10 % más de cantidad y entrega en dos partes"}),
    )
