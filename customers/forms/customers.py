"""Forms of a customer and of acts on many."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from babel import Locale
from django import forms
from django.urls import reverse

from company.models import Company, User
from company.queries import current
from core import formatting, house
from customers.enums import DocumentKind, Kind, Lifecycle
from customers.models import Category, Customer
from customers.queries import customers_visible_to
from customers.queries.documents import check_document, compact, may_keep_wrong
from customers.queries.fields import asked_of
from customers.queries.phones import check_phone
from customers.queries.places import postal_code_fault, settle
from customers.services.owners import open_work

from .own import first_value, form_field

DOCUMENTS = {
    "PE": (DocumentKind.RUC, DocumentKind.DNI),
    "CO": (DocumentKind.NIT, DocumentKind.CC),
    "ES": (DocumentKind.CIF, DocumentKind.NIF),
}
PERSONAL = frozenset({DocumentKind.DNI.value, DocumentKind.CC.value, DocumentKind.NIF.value})


@cache
def countries(home: str) -> tuple[tuple[str, str], ...]:
    """Every country by its Spanish name, those of the product first."""
    names = {code: name for code, name in Locale("es").territories.items() if len(code) == 2 and code.isalpha()}
    first = dict.fromkeys((home, "PE", "CO", "ES"))
    rest = sorted((name, code) for code, name in names.items() if code not in first and code not in ("EU", "UN", "ZZ"))
    return tuple([(code, names.get(code, code)) for code in first] + [(code, name) for name, code in rest])


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
    """One customer of any kind; ``kind`` decides which fields there are, the company's own ones included."""

    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {
        Kind.PERSON: ("first_name", "last_name", "birth_date", "gender", "stratum", "preferences"),
        Kind.COMPANY: ("legal_name", "trade_name"),
        Kind.CORPORATE: ("legal_name", "trade_name"),
    }
    FILE = ("activity_code", "employees", "legal_representative", "vision")
    CORPORATE_FILE = (*FILE, "preferences")
    CONTACT = ("phone", "email", "country", "region", "city", "district", "street", "postal_code")
    PLACE = ("categories", "owner", "pass_work", "parent_code", "since", "notes")
    # What is wrong but may be kept: the box that keeps it and whether it was checked, by field.
    KEEP: ClassVar[dict[str, str]] = {
        "document_number": "keep_document",
        "phone": "keep_phone",
        "region": "keep_place",
        "city": "keep_place",
        "district": "keep_place",
    }

    parent_code = forms.CharField(
        label="Pertenece a", required=False, help_text="Código o documento del cliente del que depende.", max_length=40
    )
    shown_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    pass_work = forms.BooleanField(required=False, initial=True)
    keep_document = forms.BooleanField(label="Guardar el documento de todos modos, sin comprobar", required=False)
    keep_phone = forms.BooleanField(label="Guardar el teléfono de todos modos, sin comprobar", required=False)
    keep_place = forms.BooleanField(label="Guardar la dirección así de todos modos", required=False)

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
            "stratum",
            "preferences",
            "vision",
            "activity_code",
            "employees",
            "legal_representative",
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
            "vision": forms.Textarea(attrs={"rows": 2}),
            "preferences": forms.Textarea(attrs={"rows": 2}),
            "categories": forms.CheckboxSelectMultiple,
        }
        labels: ClassVar[dict[str, str]] = {"phone": "Teléfono", "document_kind": "Tipo de documento"}
        help_texts: ClassVar[dict[str, str]] = {
            "activity_code": "Cuatro cifras, por ejemplo 4773.",
            "stratum": "De 1 a 6.",
            "preferences": "Qué le gusta, cuándo prefiere que le llamen.",
        }

    def __init__(self, *args: Any, kind: str, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.user, self.home = kind, user, str(current().country)
        self.instance.kind = kind
        self.kept: dict[str, bool] = {}
        self._only_of_kind()
        self._documents()
        self._places()
        self.own = asked_of(kind)
        for info in self.own:
            held = info.read(self.instance) if self.instance.pk else None
            self.fields[info.code] = form_field(info, kind=kind, user=user, held=held)
            self.initial.setdefault(info.code, first_value(info, held))
        self.fields["owner"].queryset = people()  # type: ignore[attr-defined]  # a model choice
        self.fields["code"].required = False
        self.fields["code"].help_text = "Vacío: se pone el siguiente número."
        if self.instance.pk:
            del self.fields["code"]
            self.initial["parent_code"] = self.instance.parent.code if self.instance.parent else ""
            self.initial["shown_version"] = self.instance.version
        self._open_work()

    def _open_work(self) -> None:
        """With another owner, what this one has open with the customer may pass too; asked where there is some."""
        held = self.instance
        found = open_work(customer_id=held.pk, owner_id=held.owner_id) if held.pk and held.owner_id else []
        if not found:
            del self.fields["pass_work"]
            return
        locale = house.current().locale
        many = formatting.listing([formatting.plural(count, one, more, locale) for count, one, more in found])
        self.fields["pass_work"].label = "Si cambia de manos, pasar también lo que está abierto"
        said = f"{held.owner} tiene con este cliente {many}. Sin marcar, pasa solo el cliente."
        self.fields["pass_work"].help_text = said

    def _only_of_kind(self) -> None:
        every = {name for names in self.NAMES.values() for name in names} | set(self.CORPORATE_FILE)
        for name in every - set(self.NAMES[self.kind]) - set(self._file()):
            del self.fields[name]
        name, asked = ("first_name", "cómo se llama") if self.kind == Kind.PERSON else ("legal_name", "la razón social")
        self.fields[name].required = True
        self.fields[name].error_messages["required"] = f"Escribe {asked}."

    def _file(self) -> tuple[str, ...]:
        return {Kind.COMPANY: self.FILE, Kind.CORPORATE: self.CORPORATE_FILE}.get(Kind(self.kind), ())

    def _documents(self) -> None:
        """Those of the own country first; a person's is not asked of a company."""
        first = [str(one) for one in (*DOCUMENTS.get(self.home, ()), DocumentKind.OTHER)]
        own = [*first, *(value for value in DocumentKind.values if value not in first)]
        labels = dict(DocumentKind.choices)
        fits = [
            one for one in own if self.kind == Kind.PERSON or one not in PERSONAL or one == self.instance.document_kind
        ]
        self.fields["document_kind"] = forms.ChoiceField(
            label="Tipo de documento",
            choices=[("", "Sin documento"), *((one, str(labels[DocumentKind(one)])) for one in fits)],
            required=False,
        )

    def _places(self) -> None:
        self.fields["country"] = forms.ChoiceField(label="País", choices=countries(self.home), required=False)
        self.initial["country"] = self.instance.country or self.home
        address = reverse("customers:places")
        for level in ("region", "city", "district"):
            self.fields[level].widget.attrs.update(
                {
                    "list": f"lugares-{level}",
                    "autocomplete": "off",
                    "hx-get": f"{address}?level={level}",
                    "hx-trigger": "focus once, input changed delay:200ms",
                    "hx-target": f"#lugares-{level}",
                    "hx-include": "closest form",
                    "hx-params": "region,city,district,country",
                    "hx-push-url": "false",
                }
            )

    @property
    def country(self) -> str:
        """Where the rules of telephone and address come from."""
        asked = self.data.get("country", "") if self.is_bound else self.initial["country"]
        return str(asked or self.instance.country or self.home)

    @property
    def sections(self) -> list[Section]:
        """The fields under their headings; the own ones under their groups."""
        first = ("first_name", "last_name", "legal_name", "trade_name")
        names = [name for name in self.NAMES[self.kind] if name in first]
        rest = [name for name in self.NAMES[self.kind] if name not in names]
        code = ["code"] if "code" in self.fields else []
        parts: dict[str, list[str]] = {"Quién es": [*names, "document_kind", "document_number", *rest]}
        if self._file():
            parts["Ficha de empresa"] = list(self._file())
        parts["Cómo se le encuentra"] = list(self.CONTACT)
        for info in self.own:
            parts.setdefault(info.group, []).append(info.code)
        parts["Con nosotros"] = [*parts.pop("Con nosotros", []), *self.PLACE, *code]
        return [
            Section(title, self._with_boxes([name for name in part if name in self.fields]))
            for title, part in parts.items()
        ]

    def _with_boxes(self, names: list[str]) -> list[forms.BoundField]:
        """Where something wrong may be kept, the box that keeps it stands right below."""
        shown: list[str] = []
        for name in names:
            shown.append(name)
            if (box := self.KEEP.get(name, "")) in self.kept and box not in shown:
                shown.append(box)
        return [self[name] for name in shown]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_country(self) -> str:
        return self.cleaned_data["country"] or self.instance.country or self.home

    def clean_activity_code(self) -> str:
        code = str(self.cleaned_data["activity_code"]).strip().upper()
        if code and not re.match(r"^[A-U]?[0-9]{2,5}$", code):
            raise forms.ValidationError("El código CIIU lleva cuatro cifras, por ejemplo 4773.")
        return code

    def clean_stratum(self) -> int | None:
        found: int | None = self.cleaned_data["stratum"]
        if found is not None and not 1 <= found <= 6:
            raise forms.ValidationError("El estrato va de 1 a 6.")
        return found

    def clean_postal_code(self) -> str:
        code = str(self.cleaned_data["postal_code"]).replace(" ", "").upper()
        if code and (fault := postal_code_fault(code, self.country)):
            raise forms.ValidationError(fault)
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._clean_document(data)
        self._clean_phone(data)
        self._clean_place(data)
        self._find_parent(data)
        return data

    def _clean_document(self, data: dict[str, Any]) -> None:
        number, kind = (data.get("document_number") or "").strip(), data.get("document_kind")
        data["document_verified"] = True
        if number and not kind:
            self.add_error("document_kind", "Di qué documento es.")
        elif kind and not number and "document_number" not in self.errors:
            self.add_error("document_number", "Falta el número. Sin número, elige «Sin documento».")
        elif number and kind:
            found = check_document(kind=kind, value=number)
            data["document_number"] = found.normalized or compact(number)
            data["document_kind"] = found.kind
            if not found.valid:
                same = (kind, data["document_number"]) == (self.instance.document_kind, self.instance.document_number)
                known = bool(self.instance.pk) and same and not self.instance.document_verified
                may = may_keep_wrong(kind, self.home)
                reason = f"{found.reason[:1].upper()}{found.reason[1:]}."
                data["document_verified"] = not self._keeps("document_number", reason, may=may, known=known)

    def _clean_phone(self, data: dict[str, Any]) -> None:
        text = (data.get("phone") or "").strip()
        data["phone"], data["phone_verified"] = "", True
        if not text:
            return
        found = check_phone(text, country=self.country)
        data["phone"] = found.e164
        if not found.valid:
            known = bool(self.instance.pk) and text == self.instance.phone
            data["phone_verified"] = not self._keeps("phone", found.reason, may=bool(found.e164), known=known)

    def _clean_place(self, data: dict[str, Any]) -> None:
        given = {name: (data.get(name) or "").strip() for name in ("region", "city", "district")}
        spelt, faults = settle(**given, country=self.country)
        data.update(spelt)
        known = bool(self.instance.pk) and all(given[name] == getattr(self.instance, name) for name in given)
        for name, fault in faults.items():
            self._keeps(name, fault, may=True, known=known)

    def _keeps(self, name: str, reason: str, *, may: bool, known: bool) -> bool:
        """Is the wrong value kept? What stood so already is; else the person must say so, where it may be."""
        box = self.KEEP[name]
        if may:
            self.kept[box] = True
        if known or (may and self.cleaned_data.get(box)):
            return True
        self.add_error(name, reason)
        return False

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
        own = {info.key: self.cleaned_data.get(info.code) for info in self.own}
        left = {"parent_code", "shown_version", *self.KEEP.values(), *(info.code for info in self.own)}
        data = {name: value for name, value in self.cleaned_data.items() if name in self.fields and name not in left}
        checked = {name: self.cleaned_data[name] for name in ("document_verified", "phone_verified", "parent")}
        return {**data, **checked, "kind": self.kind, "custom": own}


class ActForm(forms.Form):
    """Asked before an act on many customers."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user


WORK_TOO = "Pasar también sus tareas, oportunidades y cotizaciones abiertas"


class AssignForm(ActForm):
    """To whom; "Nadie" is a choice of its own, so that nobody loses his customers by a click too many."""

    owner = forms.ChoiceField(label="A cargo de")
    pass_work = forms.BooleanField(label=WORK_TOO, required=False, initial=True)

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
