"""Forms of records that two people may edit: who comes second hears what the first one changed and overwrites nothing.

The form holds the stamp of what was shown (``core.history.stamp``); the service compares it under the row's lock
(``core.history.refuse_stale``) and raises ``Conflict``; what was typed stays, and saving again is a decision.
"""

from typing import Any

from django import forms
from django.db import models

from core import history
from core.errors import Conflict


class StampedForm(forms.ModelForm):
    """A form of a tracked model; ``shown()`` is what the service must hear."""

    shown_stamp = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["shown_stamp"] = history.stamp(self.instance)

    def shown(self) -> int | None:
        found: int | None = self.cleaned_data.get("shown_stamp")
        return found

    def stand_beside(self, now: models.Model, error: Conflict) -> None:
        stand_beside(self, now, str(error), stamp="shown_stamp")


def stand_beside(form: forms.BaseForm, now: models.Model, said: str, *, stamp: str) -> None:
    """Somebody was faster: it is ``said`` beside what was typed, and the next saving knows what stands ``now``.

    ``stamp`` is the name of the hidden field that holds what was shown.
    """
    form.add_error(None, said)
    form.data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
    form.data[form.add_prefix(stamp)] = str(history.stamp(now))  # type: ignore[index]


def tell_changes(form: forms.BaseForm, now: models.Model, *, stamp: str) -> None:
    """The same with a sentence about who changed what; ``now`` is the row as it was just read."""
    stand_beside(form, now, history.said_since(now, form.cleaned_data.get(stamp) or 0), stamp=stamp)
