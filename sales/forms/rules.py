"""The form of the rules of the house."""

from typing import Any, ClassVar

from django import forms

from core import formatting, house
from sales.models import SalesRules


class RulesForm(forms.ModelForm):
    """Each number with what it does. ``version`` = what was on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    class Meta:
        model = SalesRules
        fields = ("discount_limit", "quote_days", "credit_days", "tasks_per_day")
        labels: ClassVar[dict[str, str]] = {
            "discount_limit": "Descuento sin aprobación (%)",
            "quote_days": "Días que vale una cotización",
            "credit_days": "Días de crédito",
            "tasks_per_day": "Tareas de posventa al día por persona",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "discount_limit": "Una cotización con más descuento en alguna línea no sale hasta que la aprueba quien "
            "está por encima de su vendedor. Con 0, todo descuento se aprueba. Vale para las que salgan desde ahora.",
            "quote_days": "Hasta cuándo vale una cotización nueva si nadie pone otro día. Las que ya están no cambian.",
            "credit_days": "Cuándo vence un pedido al crédito si nadie pone otro día. Con 0, el mismo día.",
            "tasks_per_day": "Como mucho, entre todas las reglas de posventa y por su orden; las demás esperan su "
            "turno los días hábiles siguientes.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        self.fields["discount_limit"].widget.attrs |= {"inputmode": "decimal", "min": "0", "max": "100", "step": "0.01"}
        for name, least in (("quote_days", "1"), ("credit_days", "0"), ("tasks_per_day", "1")):
            self.fields[name].widget.attrs |= {"inputmode": "numeric", "min": least}

    def stand_beside(self, now: SalesRules, said: str) -> None:
        """Somebody was faster: what was typed stays, what the rules say now is told, and saving again is a decision."""
        locale = house.current().locale
        told = []
        for name, field in self.fields.items():
            value = getattr(now, name)
            if name != "version" and self.cleaned_data.get(name) != value:
                places = 2 if name == "discount_limit" else 0
                told.append(f"«{field.label}» dice ahora {formatting.number(value, locale, decimals=places)}.")
        self.add_error(None, " ".join([said, *told]))
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        self.data["version"] = now.version  # type: ignore[index]
