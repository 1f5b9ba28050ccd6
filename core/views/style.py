"""The style page: every component once, with made-up data that says so."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.drawings import Line
from core.formatting import number_short
from core.house import current

WEEKS = [41, 39, 44, 43, 47, 46, 50, 49, 53, 51.5, 48.2]
YEAR_BEFORE = [33, 31, 35.5, 34, 38, 36.5, 40, 39, 44, 42, 39]
TOKENS = (
    ("ink", "tinta"),
    ("ink-2", "tinta 2"),
    ("ink-3", "tinta 3"),
    ("control", "control"),
    ("line", "línea"),
    ("sunken", "hundido"),
    ("paper", "papel"),
    ("anil-fill", "añil"),
    ("anil-tint", "añil claro"),
    ("good", "bien"),
    ("warn", "atención"),
    ("bad", "mal"),
    ("chart-2", "ocre"),
    ("chart-3", "bosque"),
)


@require_GET
def style(request: HttpRequest) -> HttpResponse:
    """``?tema=light|dark|auto`` shows the page in that theme without changing the person's own."""
    asked = request.GET.get("tema", "")
    context = {
        "tokens": TOKENS,
        "debt": Decimal("4343.90"),
        "sold": Decimal("48212.40"),
        "sold_before": Decimal("52404.80"),
        "spark": WEEKS,
        "chart": _chart(),
        "figure": _figure(),
        "cells": _cells(),
        "steps": range(6),
    }
    if asked in {"light", "dark", "auto"}:
        context["theme"] = asked
    return render(request, "core/style.html", context)


def _chart() -> dict[str, object]:
    locale = current().locale
    return {
        "series": Line([value * 1000 for value in WEEKS], "esta temporada", "S/ 48,212"),
        "reference": Line([value * 1000 for value in YEAR_BEFORE], "hace un año"),
        "labels": [f"sem {week}" for week in range(36, 47)],
        "ticks": [(value, number_short(value, locale) if value else "0") for value in (0, 20_000, 40_000, 60_000)],
        "label": "Ventas por semana, de la 36 a la 46: de 41 mil a 48 mil soles; hace un año, de 33 mil a 39 mil.",
    }


def _figure() -> dict[str, object]:
    weeks = [f"sem {week}" for week in range(36, 47)]
    return {
        "data": [
            {"type": "scatter", "mode": "lines", "name": "esta temporada", "x": weeks, "y": [v * 1000 for v in WEEKS]},
            {
                "type": "scatter",
                "mode": "lines",
                "name": "hace un año",
                "x": weeks,
                "y": [v * 1000 for v in YEAR_BEFORE],
                "meta": "reference",
            },
        ],
        "layout": {"height": 260},
    }


def _cells() -> list[list[dict[str, object]]]:
    """A small piece of an RFM map: rows from the best frequency down, steps of the ramp by money."""
    steps = ((3, 2, 3, 4, 5), (2, 3, 3, 3, 4), (2, 2, 2, 3, 2), (1, 1, 1, 1, 1), (0, 0, 0, 0, 1))
    names = {
        (0, 0): "No perder",
        (0, 2): "Leales",
        (0, 3): "Campeones",
        (1, 0): "En riesgo",
        (2, 2): "Atención",
        (2, 3): "Potenciales",
        (3, 0): "Hibernando",
        (3, 2): "Por dormirse",
        (4, 0): "Perdidos",
        (4, 4): "Nuevos",
    }
    return [
        [
            {
                "step": step,
                "name": names.get((row, column), ""),
                "count": 38 + 61 * row + 17 * column,
                "money": 8_200 * (step + 1),
                "row": row,
                "column": column,
            }
            for column, step in enumerate(line)
        ]
        for row, line in enumerate(steps)
    ]
