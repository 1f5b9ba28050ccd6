"""Moving an event of the calendar."""

from datetime import datetime, time
from typing import Any

from django import forms

from activities import queries


class MoveEventForm(forms.Form):
    """Which event, and its new day and hour; ``anyway`` names the moment that one takes in spite of a crossing."""

    source = forms.SlugField(widget=forms.HiddenInput)
    id = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    person = forms.IntegerField(widget=forms.HiddenInput, required=False)
    day = forms.DateField(label="Día", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    hour = forms.TimeField(label="Hora", widget=forms.TimeInput(attrs={"type": "time", "step": 900}, format="%H:%M"))
    anyway = forms.CharField(required=False, widget=forms.HiddenInput)

    def starts(self) -> datetime:
        """The new moment, aware."""
        data: dict[str, Any] = self.cleaned_data
        hour: time = data["hour"]
        return queries.moment(data["day"], hour)
