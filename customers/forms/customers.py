"""Forms of a customer and of acts on many."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar

import phonenumbers
from django import forms

from company.models import Company, User
from company.queries import current
from customers.enums import DocumentKind, Kind, Lifecycle
from customers.models import Category, Customer
from customers.queries import customers_visible_to
from customers.services.import_customers import document_fault

DOCUMENTS = {
    "PE": (DocumentKind.RUC, DocumentKind.DNI),
    "CO": (DocumentKind.NIT, DocumentKind.CC),
    "ES": (DocumentKind.CIF, DocumentKind.NIF),
}


def people() -> Any:
    return User.objects.filter(is_active=True).order_by("first_name", "last_name", "username")


def country_name(code: str) -> str:
    return str(dict(Company._meta.get_field("country").choices or []).get(code, code))


@dataclass(frozen=True)
class Section:
    """A part of the form with its heading."""

    title: str
    fields: list[forms.BoundField]


class CustomerForm(forms.ModelForm):
    """One customer of any kind; ``kind`` decides which fields there are."""

    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {
        Kind.PERSON: ("first_name", "last_name", "birth_date", "gender"),
        Kind.COMPANY: ("legal_name", "trade_name"),
        Kind.CORPORATE: ("legal_name", "trade_name"),
    }
    CONTACT = ("phone", "email", "street", "district", "city", "region", "postal_code")
    PLACE = ("categories", "owner", "parent_code", "since", "notes")
    TITLES: ClassVar[tuple[str, ...]] = ("Quién es", "Cómo se le encuentra", "Con nosotros")

    parent_code = forms.CharField(
        label="Pertenece a", required=False, help_text="Código o documento del cliente del que depende.", max_length=40
    )
    shown_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Customer
        fields: ClassVar[list[str]] = [
            "first_name",
            "last_name",
            "legal_name",
            "trade_name",
            "document_kind",
            "document_number",
            "birth_date",
            "gender",
            "phone",
            "email",
            "street",
            "district",
            "city",
            "region",
            "postal_code",
            "categories",
            "owner",
            "since",
            "notes",
            "code",
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "birth_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "since": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "phone": forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
            "notes": forms.Textarea(attrs={"rows": 3}),
            "categories": forms.CheckboxSelectMultiple,
        }
        labels: ClassVar[dict[str, str]] = {"phone": "Teléfono", "document_kind": "Tipo de documento"}

    def __init__(self, *args: Any, kind: str, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.user, self.country = kind, user, str(current().country)
        self.instance.kind = kind
        for name in {*self.NAMES[Kind.PERSON], *self.NAMES[Kind.COMPANY]} - set(self.NAMES[kind]):
            del self.fields[name]
        name, asked = ("first_name", "cómo se llama") if kind == Kind.PERSON else ("legal_name", "la razón social")
        self.fields[name].required = True
        self.fields[name].error_messages["required"] = f"Escribe {asked}."
        first = DOCUMENTS.get(self.country, ())
        own = [one for one in (*first, DocumentKind.OTHER) if kind == Kind.PERSON or one not in (DocumentKind.DNI,)]
        held = self.instance.document_kind
        choices = dict(DocumentKind.choices)
        kept = [held] if held and held not in own else []
        options = [(str(one), choices[one]) for one in [*own, *kept]]
        self.fields["document_kind"] = forms.ChoiceField(
            label="Tipo de documento", choices=[("", "Sin documento"), *options], required=False
        )
        self.fields["owner"].queryset = people()  # type: ignore[attr-defined]  # a model choice
        self.fields["code"].required = False
        self.fields["code"].help_text = "Vacío: se pone el siguiente número."
        if self.instance.pk:
            del self.fields["code"]
            self.initial["parent_code"] = self.instance.parent.code if self.instance.parent else ""
            self.initial["shown_version"] = self.instance.version

    @property
    def sections(self) -> list[Section]:
        """The fields under their headings."""
        names = [
            name for name in self.NAMES[self.kind] if name in ("first_name", "last_name", "legal_name", "trade_name")
        ]
        rest = [name for name in self.NAMES[self.kind] if name not in names]
        code = ["code"] if "code" in self.fields else []
        parts = ([*names, "document_kind", "document_number", *rest], self.CONTACT, [*self.PLACE, *code])
        return [Section(title, [self[name] for name in part]) for title, part in zip(self.TITLES, parts, strict=True)]

    def clean_phone(self) -> str:
        text = self.cleaned_data["phone"].strip()
        if not text:
            return ""
        where = country_name(self.country)
        try:
            number = phonenumbers.parse(text, self.country)
        except phonenumbers.NumberParseException as error:
            raise forms.ValidationError(f"«{text}» no es un teléfono. Escribe solo sus cifras.") from error
        if not phonenumbers.is_possible_number(number):
            raise forms.ValidationError(
                f"Le sobran o le faltan cifras para {where}. Si es de otro país, empieza por +."
            )
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

    def clean_document_number(self) -> str:
        return re.sub(r"[\s.\-/]", "", self.cleaned_data["document_number"]).upper()

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        number, kind = data.get("document_number"), data.get("document_kind")
        if number and not kind:
            self.add_error("document_kind", "Di qué documento es.")
        elif kind and not number and "document_number" not in self.errors:
            self.add_error("document_number", "Falta el número. Sin número, elige «Sin documento».")
        elif number and kind and (fault := _document_fault(kind, number)):
            self.add_error("document_number", fault)
        self._find_parent(data)
        return data

    def _find_parent(self, data: dict[str, Any]) -> None:
        said = (data.get("parent_code") or "").strip()
        data["parent"] = None
        if not said:
            return
        rows = customers_visible_to(self.user)
        found = rows.filter(code=said).first() or rows.filter(document_number=said).first()
        if found is None:
            self.add_error("parent_code", f"No hay ningún cliente con «{said}».")
        data["parent"] = found

    def _post_clean(self) -> None:
        """No half-made instance: the service writes, and its sentences are kinder than the constraints'."""

    def values(self) -> dict[str, Any]:
        """What the service gets."""
        data = {name: value for name, value in self.cleaned_data.items() if name in self.fields}
        for name in ("parent_code", "shown_version"):
            data.pop(name, None)
        return {**data, "kind": self.kind, "parent": self.cleaned_data["parent"]}


def _document_fault(kind: str, number: str) -> str:
    """Why the number cannot be: first how many digits are missing, which one can mend at once."""
    length = {"ruc": 11, "dni": 8}.get(kind)
    if length and number.isdigit() and len(number) != length:
        much = "Faltan" if len(number) < length else "Sobran"
        return f"{much} cifras: el {kind.upper()} tiene {length} y escribiste {len(number)}."
    fault = document_fault(kind, number)
    return f"{fault[:1].upper()}{fault[1:]}." if fault else ""


class ActForm(forms.Form):
    """Asked before an act on many customers."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user


class AssignForm(ActForm):
    """To whom; "Nadie" is a choice of its own, so that nobody loses his customers by a click too many."""

    owner = forms.ChoiceField(label="A cargo de")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people()}
        choices = [("", "Elige a quién"), *((pk, str(person)) for pk, person in self.people.items()), ("none", "Nadie")]
        self.fields["owner"].choices = choices  # type: ignore[attr-defined]  # a choice field
        self.fields["owner"].error_messages["required"] = "Elige a quién."

    def clean_owner(self) -> User | None:
        return self.people.get(self.cleaned_data["owner"])


class LifecycleForm(ActForm):
    lifecycle = forms.ChoiceField(label="Nueva etapa", choices=Lifecycle.choices)


class CategoryForm(ActForm):
    way = forms.ChoiceField(label="Qué hacer", choices=[("add", "Añadir a"), ("remove", "Quitar de")])
    category = forms.ModelChoiceField(label="Categoría", queryset=Category.objects.all(), empty_label=None)
