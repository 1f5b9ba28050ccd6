"""Forms of calls and comments."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms

from activities.enums import CommentKind, CommentSource, Relevance, Treatment
from activities.models import Topic
from activities.queries import calls as call_queries
from activities.queries import comments as comment_queries
from company.models import User
from customers.models import Customer
from customers.queries import customers_visible_to

# What a person may say of a missed call; "recuperó un pedido" comes of the order itself.
OUTCOMES = [
    Treatment.CALLED_BACK,
    Treatment.UNREACHABLE,
    Treatment.NOT_INTERESTED,
    Treatment.WRONG_NUMBER,
    Treatment.SPAM,
    Treatment.DUPLICATE,
]


class BulkForm(forms.Form):
    """Asked before an act on many rows."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user


class CallAssignForm(BulkForm):
    """Who returns the calls."""

    to = forms.ChoiceField(label="Quién la devuelve")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in call_queries.assignable_to(self.user)}
        named = [(pk, str(one)) for pk, one in self.people.items()]
        self.fields["to"].choices = [("", "Elige a quién"), *named, ("none", "Nadie")]  # type: ignore[attr-defined]
        self.fields["to"].error_messages["required"] = "Elige a quién."

    def clean_to(self) -> User | None:
        return self.people.get(self.cleaned_data["to"])


class CallOutcomeForm(BulkForm):
    """What became of the calls."""

    outcome = forms.ChoiceField(label="Qué pasó", choices=[(one.value, one.label) for one in OUTCOMES])
    note = forms.CharField(
        label="Nota", required=False, max_length=240, help_text="Hace falta si ya no quiere: por qué."
    )


class LabelForm(BulkForm):
    """What many comments are. What stays empty is not changed."""

    relevance = forms.ChoiceField(label="Relevancia", required=False, choices=[("", "No cambiar"), *Relevance.choices])
    kind = forms.ChoiceField(
        label="Clase", required=False, choices=[("", "No cambiar"), *[one for one in CommentKind.choices if one[0]]]
    )
    topic = forms.ModelChoiceField(
        label="Tema", required=False, queryset=Topic.objects.filter(is_active=True), empty_label="No cambiar"
    )


class ThemeNameForm(BulkForm):
    """The sentence under which chosen comments are gathered."""

    name = forms.CharField(
        label="Qué dicen", max_length=160, help_text="En una frase, como lo diría un cliente: «La taza llega rota»."
    )


class CommentForm(forms.Form):
    """A comment written down by hand."""

    text = forms.CharField(
        label="Qué dijo",
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        help_text="Con sus palabras.",
        error_messages={"required": "Escribe lo que dijo."},
    )
    customer_code = forms.CharField(
        label="Quién lo dijo", required=False, max_length=40, help_text="Código, documento o teléfono del cliente."
    )
    source = forms.ChoiceField(
        label="De dónde",
        choices=[one for one in CommentSource.choices if one[0] not in ("import", "case")],
        initial=CommentSource.FORM,
    )
    said_at = forms.DateTimeField(
        label="Cuándo", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    score = forms.DecimalField(
        label="Nota que dio", required=False, min_value=Decimal(0), max_digits=5, decimal_places=2
    )
    score_of = forms.DecimalField(
        label="de", required=False, initial=5, min_value=Decimal(1), max_digits=5, decimal_places=2
    )
    product_code = forms.CharField(label="Código del producto", required=False, max_length=40)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_said_at(self) -> datetime:
        moment: datetime = self.cleaned_data["said_at"]
        return moment

    def clean_customer_code(self) -> Customer | None:
        said = self.cleaned_data["customer_code"].strip()
        if not said:
            return None
        rows = customers_visible_to(self.user).filter(merged_into=None)
        for name in ("code", "document_number", "phone"):
            found = list(rows.filter(**{name: said})[:2])
            if len(found) == 1:
                return found[0]
        raise forms.ValidationError(f"No hay un cliente con «{said}». Déjalo vacío si no se sabe.")

    def clean_product_code(self) -> str:
        return known_product(self.cleaned_data["product_code"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        score, of = data.get("score"), data.get("score_of")
        if score is not None and of is not None and score > of:
            self.add_error("score", f"La nota no cabe en una escala de {of}.")
        return data


def known_product(code: str) -> str:
    """A code of the catalogue, as it is written there; ``ValidationError`` if it has none like it."""
    code = code.strip()
    names = comment_queries.product_names({code, code.upper()})
    if code and comment_queries.has_catalogue() and not names:
        raise forms.ValidationError(f"No hay ningún producto con el código «{code}».")
    return next(iter(names), code)


class ThemeForm(forms.Form):
    """Other words for an idea."""

    name = forms.CharField(label="Qué dicen", max_length=160)
    topic = forms.ModelChoiceField(label="Tema", required=False, queryset=Topic.objects.filter(is_active=True))
    kind = forms.ChoiceField(label="Clase", required=False, choices=CommentKind.choices)
    version = forms.IntegerField(widget=forms.HiddenInput)


class CommentTaskForm(forms.Form):
    """What somebody will do about a comment."""

    title = forms.CharField(label="Qué hay que hacer", max_length=160)
    owner = forms.ModelChoiceField(label="Quién", queryset=User.objects.filter(is_active=True))
    due = forms.DateField(label="Para cuándo", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    note = forms.CharField(label="Nota", required=False, widget=forms.Textarea(attrs={"rows": 4}))
