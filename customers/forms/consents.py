"""What a customer said about being written to."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from customers.enums import ConsentChannel, ConsentEvidence, ConsentPurpose


class ConsentForm(forms.Form):
    """One answer for one purpose and some channels, with what proves it."""

    granted = forms.ChoiceField(
        label="Qué dijo", choices=[("yes", "Acepta"), ("no", "No quiere")], widget=forms.RadioSelect
    )
    channels = forms.MultipleChoiceField(
        label="Por dónde",
        choices=ConsentChannel.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Elige al menos un canal."},
    )
    purpose = forms.ChoiceField(label="Para qué", choices=ConsentPurpose.choices, initial=ConsentPurpose.ADVERTISING)
    evidence = forms.ChoiceField(label="Cómo lo dijo", choices=ConsentEvidence.choices, initial=ConsentEvidence.COUNTER)
    proof = forms.CharField(
        label="Detalle de la prueba",
        required=False,
        max_length=240,
        help_text="Por ejemplo: ficha firmada el lunes, mensaje de las 10:02. Sin prueba, un sí no vale.",
    )
    given_on = forms.DateField(label="Cuándo", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, today: date, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.zone = today, zone
        self.fields["given_on"].initial = today
        self.fields["granted"].error_messages["required"] = "Di si acepta o no quiere."

    def clean_given_on(self) -> date:
        day: date = self.cleaned_data["given_on"]
        if day > self.today:
            raise forms.ValidationError("Ese día todavía no llega: pon el día en que lo dijo.")
        return day

    def given_at(self, now: datetime) -> datetime:
        """The moment: now for today, noon of the company's day for another."""
        day: date = self.cleaned_data["given_on"]
        return now if day == self.today else datetime.combine(day, time(12), tzinfo=self.zone)
