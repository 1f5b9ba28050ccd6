"""Forms of the board: where a card goes, and who gets many of them."""

from typing import Any

from django import forms

from sales.enums import OpportunityState
from sales.models import LossReason, Opportunity, Stage
from sales.queries.opportunities import stages_of
from sales.queries.scope import may_own_for

WON, LOST = str(OpportunityState.WON), str(OpportunityState.LOST)


class GiveForm(forms.Form):
    """To whom."""

    owner: Any = forms.ModelChoiceField(label="A quién se las das", queryset=None, empty_label="Elige a alguien")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = may_own_for(user).order_by("first_name", "last_name", "username")
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]


class CardForm(forms.Form):
    """Where a card goes: a stage of its process, won or lost."""

    to = forms.ChoiceField(label="Pasarla a", error_messages={"required": "Elige a dónde va."})
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label="Por qué", max_length=240, required=False, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 240})
    )
    lost_reason = forms.ModelChoiceField(
        label="Razón de la pérdida",
        queryset=LossReason.objects.filter(is_active=True),
        required=False,
        empty_label="Elige una razón",
        help_text="Solo si la dejas como perdida.",
    )

    def __init__(self, *args: Any, opportunity: Opportunity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opportunity = opportunity
        stages = stages_of(opportunity.pipeline_id)
        self.stages: dict[str, Stage] = {str(one.pk): one for one in stages}
        field: Any = self.fields["to"]
        field.choices = [
            ("Etapas", [(key, one.name) for key, one in self.stages.items()]),
            ("Cerrarla", [(WON, "Ganada"), (LOST, "Perdida")]),
        ]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("to") == LOST and not told.get("lost_reason") and "lost_reason" not in self.errors:
            self.add_error("lost_reason", "Elige por qué se perdió.")
        return told
