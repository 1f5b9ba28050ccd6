"""Shapes of the company's input."""

from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms

from company.enums import SalesLevel
from company.models import Company, SalesPosition, User
from company.services.settings import FIELDS
from core.editing import StampedForm

ZONES = sorted(zone for zone in available_timezones() if zone.startswith(("America/", "Europe/", "Atlantic/")))
COMPANY_FIELDS = [field.name for field in Company._meta.fields if field.name in FIELDS]


class CompanyForm(StampedForm):
    """Settings of the company; the logo is checked by its content."""

    time_zone = forms.ChoiceField(
        label="Zona horaria",
        choices=[(zone, zone.replace("_", " ")) for zone in ZONES],
        help_text="Dónde empieza y termina el día. Si la cambias, se vuelven a fechar los pedidos.",
    )
    logo_file = forms.FileField(label="Logotipo", required=False, help_text="PNG, JPG o WebP de hasta 8 MB.")
    remove_logo = forms.BooleanField(label="Quitar el logotipo", required=False)

    class Meta:
        model = Company
        fields: ClassVar[list[str]] = COMPANY_FIELDS


class PreferencesForm(forms.ModelForm):
    """What one may set for oneself."""

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["theme", "dense_lists"]
        labels: ClassVar[dict[str, str]] = {"theme": "Colores", "dense_lists": "Listas densas (una línea por fila)"}


class PlaceForm(forms.Form):
    """A place in the sales tree."""

    person = forms.ModelChoiceField(label="Persona", queryset=User.objects.none(), empty_label="Elige a alguien")
    level = forms.TypedChoiceField(label="Nivel", choices=SalesLevel.choices, coerce=int)
    parent = forms.ModelChoiceField(
        label="Responde a",
        queryset=SalesPosition.objects.none(),
        required=False,
        empty_label="A nadie (arriba de todo)",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True).order_by("first_name", "last_name", "username")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]  # a model choice
        places = SalesPosition.objects.select_related("user").order_by("path")
        self.fields["parent"].queryset = places  # type: ignore[attr-defined]  # a model choice
