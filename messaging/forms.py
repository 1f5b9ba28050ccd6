"""Shapes of what people write."""

from typing import Any, ClassVar

from django import forms

from core.errors import DomainError
from messaging.enums import Channel, Purpose
from messaging.models import Template
from messaging.queries import templates_for
from messaging.services.templates import check

TEXTS = forms.Textarea(attrs={"rows": 10, "data-insert-here": ""})


def _subject_of_mail(form: Any) -> None:
    """A mail has a subject; the others have none."""
    field = form.fields["subject"]
    field.required = not form.is_bound or form.data.get("channel") == Channel.EMAIL
    field.error_messages["required"] = "Un correo lleva asunto."


class TemplateForm(forms.ModelForm):
    """A template; an unknown field is told beside where it stands."""

    shown_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Template
        fields: ClassVar[list[str]] = ["name", "channel", "purpose", "subject", "body", "html", "is_active"]
        widgets: ClassVar[dict[str, Any]] = {
            "subject": forms.TextInput(attrs={"data-insert-here": "", "autocomplete": "off"}),
            "body": TEXTS,
            "html": forms.Textarea(attrs={"rows": 6, "data-insert-here": "", "spellcheck": "false"}),
        }
        labels: ClassVar[dict[str, str]] = {"name": "Nombre", "html": "HTML propio", "purpose": "Para qué se escribe"}
        help_texts: ClassVar[dict[str, str]] = {
            "html": "Solo para correos con diseño. Vacío: se hace solo a partir del texto.",
            "purpose": "Decide a quién y a qué horas puede salir.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _subject_of_mail(self)
        self.fields["name"].error_messages["required"] = "Ponle un nombre con el que la encuentren."
        self.fields["body"].error_messages["required"] = "Escribe el texto."
        if self.instance.pk:
            self.initial["shown_version"] = self.instance.version

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if {"subject", "body"} <= data.keys():
            try:
                check(data)
            except DomainError as error:
                self.add_error(error.field if error.field in self.fields else None, str(error))
        return data

    def _post_clean(self) -> None:
        """The service writes, and its sentences are kinder than the constraints'."""

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ComposeForm(forms.Form):
    """A message to one customer."""

    channel = forms.ChoiceField(label="Por dónde", choices=Channel.choices, widget=forms.RadioSelect)
    purpose = forms.ChoiceField(label="Para qué", choices=Purpose.choices, initial=Purpose.SERVICE)
    to_address = forms.CharField(
        label="A la dirección", max_length=254, required=False, help_text="Vacía: la que tiene en sus datos."
    )
    subject = forms.CharField(
        label="Asunto", max_length=160, required=False, widget=forms.TextInput(attrs={"data-insert-here": ""})
    )
    body = forms.CharField(label="Texto", widget=TEXTS, error_messages={"required": "Escribe el texto."})
    template = forms.ModelChoiceField(queryset=Template.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _subject_of_mail(self)
        self.fields["template"].queryset = templates_for(user)  # type: ignore[attr-defined]  # a model choice
