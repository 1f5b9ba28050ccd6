"""The form that forgets a person."""

from datetime import date
from typing import Any

from django import forms

from company.queries import today


class ErasureForm(forms.Form):
    """Why, since when, and the code of the record typed by hand, because there is no way back."""

    reason = forms.CharField(
        label="Por qué",
        max_length=240,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Quién lo pidió y cómo, sin repetir sus datos: «carta del titular», «correo del 3 de noviembre».",
        error_messages={"required": "Escribe por qué se borra."},
    )
    asked_on = forms.DateField(
        label="Lo pidió el",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Di qué día lo pidió."},
    )
    code = forms.CharField(label="Código de la ficha", max_length=40, error_messages={"required": "Escribe el código."})

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = code
        self.fields["code"].help_text = f"Escribe {code} para confirmar: no se puede deshacer."
        self.initial.setdefault("asked_on", today())

    def clean_code(self) -> str:
        if self.cleaned_data["code"].strip() != self.expected:
            raise forms.ValidationError(f"No coincide: el código de esta ficha es {self.expected}.")
        return self.expected

    def clean_asked_on(self) -> date:
        day: date = self.cleaned_data["asked_on"]
        if day > today():
            raise forms.ValidationError("Ese día no ha llegado todavía.")
        return day
