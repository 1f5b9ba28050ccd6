"""The form of a post-sale rule."""

from typing import Any, ClassVar

from django import forms

from activities.models import ActionType
from company.enums import Role
from company.models import User
from company.queries import with_role
from core.editing import StampedForm
from customers.enums import Segment
from inventory.models import Category
from sales.enums import RuleAssign
from sales.models import PostSaleRule
from sales.queries.post_sale import FIELDS
from sales.queries.post_sale_check import faults

from .lookup import NotFound, product_label, product_named

WHEN = ("event", "months", "days", "every")
WHOM = ("category", "product_text", "activity_code", "segment", "variable", "least", "most")
WHAT = ("action_type", "title", "note", "within_days", "assign", "person")


class PostSaleForm(StampedForm):
    """When, for whom, what. ``instance`` holds what was typed, so that it can be tried before it is kept."""

    product_text = forms.CharField(
        label="Si compró este producto",
        max_length=240,
        required=False,
        help_text="Código o nombre. Vacío: cualquiera.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    class Meta:
        model = PostSaleRule
        fields = ["name", "why", *WHEN, *(name for name in WHOM if name != "product_text"), *WHAT]
        widgets: ClassVar[dict[str, Any]] = {"note": forms.Textarea(attrs={"rows": 3})}
        labels: ClassVar[dict[str, str]] = {
            "name": "Nombre",
            "why": "Para qué sirve",
            "event": "Cuenta desde",
            "months": "Meses",
            "days": "Y días",
            "every": "Se repite cada vez que pasa ese tiempo",
            "category": "Si compró de esta categoría",
            "activity_code": "Si su actividad (CIIU) empieza por",
            "segment": "Segmento",
            "variable": "Variable",
            "least": "Desde el puntaje",
            "most": "Hasta el puntaje",
            "action_type": "Qué acción",
            "title": "Cómo se llama la tarea",
            "note": "Indicaciones para quien la hace",
            "within_days": "Días para hacerla",
            "assign": "Para quién",
            "person": "Persona",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "title": f"Puedes poner {', '.join(f'{{{key}}} ({said})' for key, said in FIELDS.items())}.",
            "category": "También vale para lo que está dentro de ella.",
            "within_days": "También es hasta cuántos días atrás mira una regla que se acaba de poner en marcha, y "
            "cuánto espera su turno quien no cabe hoy.",
            "every": "Si no, una sola vez por compra o por entrada.",
            "person": "Solo si es para una persona fija.",
        }

    def __init__(self, *args: Any, user: Any, lookup_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        fields: dict[str, Any] = self.fields
        fields["product_text"].widget.attrs["data-lookup"] = lookup_url
        if self.instance.product_id:
            self.initial.setdefault("product_text", product_label(self.instance.product))
        fields["segment"] = forms.ChoiceField(
            label="Segmento", required=False, choices=[("", "Cualquiera"), *Segment.choices]
        )
        fields["variable"].choices = [("", "Ninguna"), ("r", "R, recencia"), ("f", "F, frecuencia"), ("m", "M, monto")]
        for name in ("months", "days", "within_days"):
            fields[name].required = False
            fields[name].widget.attrs |= {"inputmode": "numeric", "min": "0"}
            fields[name].max_value = 3650
        for name in ("least", "most"):
            fields[name].widget.attrs |= {"inputmode": "numeric", "min": "1", "max": "5"}
        fields["category"].queryset = Category.objects.order_by("path")
        fields["category"].empty_label = "Cualquiera"
        fields["action_type"].queryset = ActionType.objects.filter(is_active=True)
        people = with_role(*(str(role) for role in Role.values))
        fields["person"].queryset = User.objects.filter(pk__in=people.values("pk")).order_by("first_name", "last_name")
        fields["person"].empty_label = "Nadie en particular"

    def clean_product_text(self) -> str:
        text = str(self.cleaned_data["product_text"]).strip()
        self.instance.product = None
        if text:
            try:
                self.instance.product = product_named(self.user, text)
            except NotFound as error:
                raise forms.ValidationError(str(error)) from error
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in ("months", "days", "within_days"):
            if name not in self.errors:
                value = data.get(name) or 0
                if value > 3650:
                    self.add_error(name, "Como mucho diez años.")
                data[name] = value
        if data.get("assign") != RuleAssign.PERSON:
            data["person"] = None
        typed = {name: data[name] for name in self._meta.fields or () if name in data and name not in self.errors}
        for name, sentence in faults(PostSaleRule(**typed)):
            if name not in self.errors:
                self.add_error(name, sentence)
        return data

    def part(self, names: tuple[str, ...]) -> list[Any]:
        return [self[name] for name in names]

    @property
    def whole(self) -> list[tuple[str, list[Any]]]:
        """The fields under their headings."""
        return [
            ("Cuándo", self.part(WHEN)),
            ("A quién", self.part(WHOM)),
            ("Qué se hace", self.part(WHAT)),
        ]
