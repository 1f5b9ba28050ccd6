"""Forms around sending a quote and answering it; what the customer reads says "usted"."""

from typing import Any

from django import forms

from sales.models import LossReason, QuoteTemplate

AREA = {"rows": 10, "data-insert-here": True}


class SendForm(forms.Form):
    """The mail that takes a quote to its customer. ``shown_version``: the quote that was on the screen."""

    to_address = forms.EmailField(label="A qué correo", max_length=254)
    subject = forms.CharField(label="Asunto", max_length=160, widget=forms.TextInput({"data-insert-here": True}))
    body = forms.CharField(label="Texto", max_length=6000, widget=forms.Textarea(AREA))
    shown_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReasonField(forms.ModelChoiceField):
    """The company's reasons of loss; ``public`` ones only for the customer."""

    def __init__(self, *, public: bool, **kwargs: Any) -> None:
        rows = LossReason.objects.filter(is_active=True)
        super().__init__(rows.filter(public=True) if public else rows, empty_label="Elige…", **kwargs)


class YesForm(forms.Form):
    """The customer accepts."""

    prefix = "si"
    name = forms.CharField(
        label="Su nombre y apellido",
        max_length=160,
        widget=forms.TextInput({"autocomplete": "name", "autocapitalize": "words"}),
        error_messages={"required": "Escriba su nombre y apellido."},
    )
    may = forms.BooleanField(
        label="Puedo decidir esta compra",
        error_messages={"required": "Marque la casilla si puede decidir esta compra."},
    )


class NoForm(forms.Form):
    """The customer does not, and says why."""

    prefix = "no"
    reason = ReasonField(public=True, label="¿Por qué?", error_messages={"required": "Elija una razón."})
    name = forms.CharField(
        label="Su nombre",
        max_length=160,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": "Escriba su nombre."},
    )
    text = forms.CharField(
        label="¿Algo que debamos saber?", max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )


class AskForm(forms.Form):
    """Somebody with the link asks something."""

    prefix = "pregunta"
    name = forms.CharField(
        label="Su nombre",
        max_length=160,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": "Escriba su nombre."},
    )
    text = forms.CharField(
        label="¿Qué necesita?",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Escriba su pregunta."},
    )


class NoteAnswerForm(forms.Form):
    """What the customer said by telephone or in person, noted by the seller."""

    accepted = forms.ChoiceField(
        label="Qué dijo",
        choices=[("yes", "Acepta"), ("no", "No por ahora")],
        widget=forms.RadioSelect,
        error_messages={"required": "Elige qué dijo."},
    )
    name = forms.CharField(label="Quién lo dijo", max_length=160)
    reason = ReasonField(public=False, label="Por qué no", required=False)
    text = forms.CharField(label="Sus palabras", max_length=2000, required=False, widget=forms.Textarea({"rows": 3}))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("accepted") == "no" and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Elige la razón.")
        return data


class QuoteTemplateForm(forms.ModelForm):
    """The look of quotes; fields of the texts are checked by the service."""

    class Meta:
        model = QuoteTemplate
        fields = [
            "name", "intro", "terms", "footer", "show_sku", "show_discount", "show_tax", "is_default", "is_active",
        ]  # fmt: skip
        widgets = {
            "intro": forms.Textarea({"rows": 5, "data-insert-here": True}),
            "terms": forms.Textarea({"rows": 5, "data-insert-here": True}),
            "footer": forms.TextInput({"data-insert-here": True}),
        }
        help_texts = {
            "show_tax": "Sin marcar, el papel dice una sola línea de impuestos en lugar de una por tasa.",
            "is_default": "La que toma una cotización nueva.",
        }
        error_messages = {"name": {"unique": "Ya hay una plantilla con ese nombre."}}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
