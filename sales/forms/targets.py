"""The grid of targets: a cell a person and metric, all posted together."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from sales.enums import Metric

MOST = Decimal(10) ** 12


def cell_name(person: int, scope: str, metric: str) -> str:
    return f"meta-{person}-{scope}-{metric}"


def shown_name(person: int, scope: str, metric: str) -> str:
    return f"era-{cell_name(person, scope, metric)}"


def read_shown(
    data: Mapping[str, Any], cells: Iterable[tuple[int, str, str]]
) -> dict[tuple[int, str, str], Decimal | None]:
    """What each cell said when the grid was shown, of those that say so."""
    shown: dict[tuple[int, str, str], Decimal | None] = {}
    for cell in cells:
        text = data.get(shown_name(*cell))
        try:
            amount = Decimal(str(text)) if text else None
        except InvalidOperation:
            continue
        if text is not None:
            shown[cell] = amount
    return shown


def read_grid(
    data: Mapping[str, Any], cells: Iterable[tuple[int, str, str]]
) -> tuple[dict[tuple[int, str, str], Decimal | None], dict[tuple[int, str, str], str]]:
    """What was typed, and the fault of each cell that could not be read. A cell that was not sent stays as it is."""
    values: dict[tuple[int, str, str], Decimal | None] = {}
    faults: dict[tuple[int, str, str], str] = {}
    for cell in cells:
        name = cell_name(*cell)
        if name not in data:
            continue
        text = str(data[name]).strip().replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
        if not text:
            values[cell] = None
            continue
        try:
            amount = Decimal(text.replace(",", "."))
        except InvalidOperation:
            faults[cell] = "Escribe un número."
            continue
        if not amount.is_finite() or amount <= 0 or amount > MOST:
            faults[cell] = "Mayor que cero; vacío la quita."
        elif cell[2] != Metric.SALES and amount != amount.to_integral_value():
            faults[cell] = "Un número entero."
        else:
            values[cell] = amount.quantize(Decimal("0.01"))
    return values, faults
