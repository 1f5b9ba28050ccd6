"""The form of the RFM rule."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from analytics.enums import ScoreRule
from analytics.models import RfmScheme

FIXED = "Solo con cortes fijos, de menos a más"
CUTS = ("recency_days", "frequency", "monetary")


class SchemeForm(forms.Form):
    """Weights in per cent, the days looked at, the rule and, for fixed cuts, the cut points."""

    weight_r = forms.DecimalField(label="Peso de la recencia (%)", min_value=0, max_value=100, decimal_places=1)
    weight_f = forms.DecimalField(label="Peso de la frecuencia (%)", min_value=0, max_value=100, decimal_places=1)
    weight_m = forms.DecimalField(label="Peso del dinero (%)", min_value=0, max_value=100, decimal_places=1)
    window_days = forms.IntegerField(
        label="Días que se miran", required=False, min_value=1, max_value=36_500, help_text="Vacío: toda la historia."
    )
    rule = forms.ChoiceField(label="Cómo se reparten los puntajes", choices=ScoreRule.choices)
    recency_days = forms.CharField(
        label="Cortes de recencia, en días",
        required=False,
        max_length=120,
        help_text=f"{FIXED}: 14 30 90 180.",
    )
    frequency = forms.CharField(
        label="Cortes de frecuencia, en pedidos",
        required=False,
        max_length=120,
        help_text=f"{FIXED}: 2 4 8 12.",
    )
    monetary = forms.CharField(
        label="Cortes de dinero",
        required=False,
        max_length=120,
        help_text=f"{FIXED}: 100 500 1500 5000.",
    )
    note = forms.CharField(label="Por qué la cambias", max_length=200)

    def __init__(self, *args: Any, bins: int = 5, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bins = bins

    @classmethod
    def initial_of(cls, scheme: RfmScheme) -> dict[str, Any]:
        """The rule in force as the form says it."""
        return {
            "weight_r": _percent(scheme.weight_r),
            "weight_f": _percent(scheme.weight_f),
            "weight_m": _percent(scheme.weight_m),
            "window_days": scheme.window_days,
            "rule": scheme.rule,
            **{name: " ".join(str(value) for value in scheme.cuts.get(name, [])) for name in CUTS},
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        weights = [Decimal(data[name]) for name in ("weight_r", "weight_f", "weight_m") if data.get(name) is not None]
        whole = sum(weights, Decimal(0))
        if len(weights) == 3 and whole != 100:
            shown = format(whole.normalize(), "f")
            self.add_error("weight_m", f"Los tres pesos suman {shown} %; deben sumar 100 %.")
        if data.get("rule") == ScoreRule.CUTS:
            for name in CUTS:
                data[name] = self._cut_points(name, data.get(name, ""))
        return data

    def _cut_points(self, name: str, text: str) -> list[str]:
        try:
            values = [Decimal(part) for part in text.replace(";", " ").replace("/", " ").split()]
        except InvalidOperation:
            self.add_error(name, "Escribe números separados por espacios.")
            return []
        if len(values) != self.bins - 1 or values != sorted(set(values)):
            self.add_error(name, f"Escribe {self.bins - 1} números de menor a mayor, sin repetir.")
        return [str(value) for value in values]

    def scheme_json(self) -> dict[str, Any]:
        """The rule of a valid form as a SCHEME.json."""
        data = self.cleaned_data
        weights = {name: str(data[f"weight_{name}"] / 100) for name in "rfm"}
        cuts = {name: data[name] for name in CUTS} if data["rule"] == ScoreRule.CUTS else None
        return {"weights": weights, "bins": self.bins, "window_days": data["window_days"], "cuts": cuts}


def _percent(weight: Decimal) -> Decimal:
    return Decimal(format((weight * 100).normalize(), "f"))
