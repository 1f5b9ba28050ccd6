"""What comes back of an order: a quantity for each of its lines."""

from collections.abc import Sequence
from typing import Any

from django import forms

from sales.queries.stock import Returnable, plain
from sales.services import ReturnInput

from .lines import AmountField, short


class ReturnForm(forms.Form):
    """``lines`` gives what comes back once it is valid; an empty cell is nothing."""

    reason = forms.CharField(label="Por qué", max_length=200)
    warehouse: Any = forms.ModelChoiceField(
        label="Vuelve a",
        queryset=None,
        required=False,
        empty_label="No vuelve al stock (roto, vencido, no era producto)",
    )

    def __init__(self, *args: Any, rows: Sequence[Returnable], places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.fields["warehouse"].queryset = places  # type: ignore[attr-defined]
        for row in rows:
            field = AmountField(
                label=f"Cuánto vuelve de {row.line.name}", required=False, max_digits=14, decimal_places=3
            )
            field.widget.attrs |= {"placeholder": "0", "class": "form-control"}
            self.fields[self._name(row)] = field

    @staticmethod
    def _name(row: Returnable) -> str:
        return f"linea_{row.line.position}"

    @staticmethod
    def whole(rows: Sequence[Returnable]) -> dict[str, str]:
        """First values that give everything back."""
        return {ReturnForm._name(row): short(row.left) for row in rows}

    def cells(self) -> list[tuple[Returnable, Any]]:
        return [(row, self[self._name(row)]) for row in self.rows]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for row in self.rows:
            name = self._name(row)
            quantity = data.get(name)
            if quantity is not None and not 0 <= quantity <= row.left:
                self.add_error(name, f"Como mucho {plain(row.left)}.")
        if not self.errors and not self.lines():
            self.add_error(None, "Escribe cuánto vuelve de al menos un producto.")
        return data

    def lines(self) -> list[ReturnInput]:
        found = [(row, self.cleaned_data.get(self._name(row))) for row in self.rows]
        return [ReturnInput(row.line, quantity) for row, quantity in found if quantity]
