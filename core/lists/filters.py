"""Filters of a list, and how they read: "Clientes [en riesgo o no perder] que compraron [más de S/ 1,000]"."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import django_filters as df
from django import forms
from django.db.models import Model
from django.http import QueryDict

from core import house
from core.formatting import day_short

Say = Callable[[Any], str]


@dataclass(frozen=True)
class Words:
    """How a filter reads: ``before`` stands in front of the chip, ``say(value)`` is the chip (labels by default)."""

    before: str = ""
    say: Say | None = None


@dataclass(frozen=True)
class Chip:
    """A set filter in words; ``names`` are the parameters that taking it away removes."""

    before: str
    text: str
    names: tuple[str, ...]


class ListFilter(df.FilterSet):
    """A filter set whose set filters say themselves. ``words`` maps filter names to their words."""

    words: ClassVar[dict[str, Words]] = {}

    def __init__(self, data: QueryDict, queryset: Any, *, user: Any) -> None:
        self.user = user
        super().__init__(data=data, queryset=queryset)

    def get_form_class(self) -> Any:
        """The form, with several choices as boxes to tick rather than a box to scroll in."""
        made = super().get_form_class()
        for field in made.base_fields.values():
            if isinstance(field.widget, forms.SelectMultiple):
                field.widget = forms.CheckboxSelectMultiple(choices=field.choices)
        return made

    @property
    def is_set(self) -> bool:
        return bool(self.chips())

    def chips(self) -> list[Chip]:
        """The filters that are set and understood, in the order of the class."""
        if not hasattr(self, "_chips"):
            self.errors  # noqa: B018 - cleans the form
            self._chips = [chip for name in self.filters if (chip := self._chip(name))]
        return self._chips

    def misread(self) -> list[str]:
        """Labels of filters whose value was not understood; they do not narrow the list."""
        return [str(self.form.fields[name].label) for name in self.errors if name in self.form.fields]

    def parameters(self) -> list[str]:
        """Every query parameter that belongs to a filter."""
        names = []
        for name, one in self.filters.items():
            names += [f"{name}_min", f"{name}_max"] if isinstance(one, df.RangeFilter) else [name]
            if isinstance(one, df.DateFromToRangeFilter):
                names += [f"{name}_after", f"{name}_before"]
        return names

    def _chip(self, name: str) -> Chip | None:
        value = self.form.cleaned_data.get(name)
        if value in (None, "", []) or (hasattr(value, "exists") and not value):
            return None
        words = self.words.get(name, Words())
        said = words.say(value) if words.say else self._labels(name, value)
        return Chip(words.before, said, (name, f"{name}_min", f"{name}_max")) if said else None

    def _labels(self, name: str, value: Any) -> str:
        field = self.form.fields[name]
        if isinstance(value, bool):
            return str(field.label).lower()
        if isinstance(value, Model):
            return str(value)
        if hasattr(value, "strftime"):
            return day_short(value, today=house.current().today)
        choices = (
            {str(key): str(label) for key, label in getattr(field, "choices", [])}
            if hasattr(field, "choices") and not hasattr(field, "queryset")
            else {}
        )
        values = value if isinstance(value, list | tuple | set) or hasattr(value, "iterator") else [value]
        return either([choices.get(str(one), str(one)) for one in values])


def either(labels: list[str]) -> str:
    """ "en riesgo o no perder": the labels joined, with small first letters."""
    small = [label[:1].lower() + label[1:] if label[1:2].islower() else label for label in labels]
    return small[0] if len(small) == 1 else f"{', '.join(small[:-1])} o {small[-1]}" if small else ""
