"""Forms of contacts, of who answers for a customer and of his place in the family."""

from typing import Any, ClassVar

from django import forms

from company.queries import current
from core import named
from customers.enums import Area
from customers.models import Contact, Customer
from customers.queries import customers_visible_to
from customers.queries.family import Family
from customers.queries.phones import check_phone

from .customers import people


class ContactForm(forms.ModelForm):
    """One person at a customer."""

    shown_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Contact
        fields: ClassVar[list[str]] = ["first_name", "last_name", "role", "phone", "email", "note", "is_main"]
        labels: ClassVar[dict[str, str]] = {"phone": "Teléfono", "is_main": "Es a quien se llama primero"}
        widgets: ClassVar[dict[str, Any]] = {"phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})}
        error_messages: ClassVar[dict[str, Any]] = {"first_name": {"required": "Escribe cómo se llama."}}

    def __init__(self, *args: Any, country: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country or str(current().country)
        self.initial["shown_version"] = self.instance.version if self.instance.pk else None

    def clean_phone(self) -> str:
        text = str(self.cleaned_data["phone"]).strip()
        found = check_phone(text, country=self.country) if text else None
        if found and not found.valid and text != self.instance.phone:
            raise forms.ValidationError(found.reason)
        return found.e164 if found else ""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def _post_clean(self) -> None:
        """The service writes."""

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ResponsibleForm(forms.Form):
    """Who answers for a customer, by area."""

    def __init__(self, *args: Any, held: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for area, label in Area.choices:
            field = forms.ModelChoiceField(queryset=people(), required=False, label=label, empty_label="Nadie")
            field.initial = held.get(area)
            self.fields[area] = field


class MoveForm(forms.Form):
    """Under whom a customer hangs: one of the family, another customer, or nobody."""

    NOBODY = "nadie"

    parent = forms.ChoiceField(label="Debajo de", required=False)
    other = forms.CharField(
        label="O de otro cliente",
        max_length=40,
        required=False,
        help_text="Su código o documento, si no está en esta familia.",
    )

    def __init__(self, *args: Any, user: Any, family: Family, moving: Customer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        below = self._below(family, moving)
        choices = [
            (str(node.customer.pk), f"{'— ' * node.depth}{node.customer}")
            for node in family.nodes
            if node.customer.pk not in below
        ]
        self.fields["parent"].choices = [(self.NOBODY, "Nadie: queda arriba de todo"), *choices]  # type: ignore[attr-defined]
        if moving is not None:
            self.initial["parent"] = str(moving.parent_id or self.NOBODY)

    @staticmethod
    def _below(family: Family, moving: Customer | None) -> set[int]:
        """He and those under him, who cannot be above him."""
        waiting = [node for node in family.nodes if moving is not None and node.customer.pk == moving.pk]
        found: set[int] = set()
        while waiting:
            node = waiting.pop()
            found.add(node.customer.pk)
            waiting += node.children
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        rows, said = customers_visible_to(self.user), (data.get("other") or "").strip()
        chosen = data.get("parent") or ""
        if said:
            data["found"] = rows.filter(code=said).first() or rows.filter(document_number=said).first()
            if data["found"] is None:
                self.add_error("other", f"No hay ningún cliente con «{said}».")
        else:
            data["found"] = named.one_of(rows, chosen)
        return data
