"""The style page: every component once, with made-up data that says so."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from core import house, notices
from core.drawings import Line, cell_edges
from core.formatting import number_short

WEEKS = [41, 39, 44, 43, 47, 46, 50, 49, 53, 51.5, 48.2]
YEAR_BEFORE = [33, 31, 35.5, 34, 38, 36.5, 40, 39, 44, 42, 39]
WEEK_NAMES = [f"sem {week}" for week in range(36, 47)]
TOKENS = [
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
]
# Steps of the ramp, best frequency first; the names stand in the first cell of each segment.
MAP_STEPS = ["32345", "23334", "22232", "11111", "00001"]
MAP_NAMES = {
    "00": "No perder",
    "02": "Leales",
    "03": "Campeones",
    "10": "En riesgo",
    "22": "Atención",
    "23": "Potenciales",
    "30": "Hibernando",
    "32": "Por dormirse",
    "40": "Perdidos",
    "44": "Nuevos",
}
MAP_SEGMENTS = ["aabcc", "ddbbc", "ddeff", "gghhi", "jjjik"]
EDGES = cell_edges(MAP_SEGMENTS)
FREQUENCY = ["más de 12", "8 a 12", "4 a 7", "2 a 3", "1 compra"]
RECENCY = ["más de 180 días", "91 a 180", "46 a 90", "15 a 45", "14 días o menos"]


class SampleForm(forms.Form):
    """How fields look."""

    result = forms.ChoiceField(
        label="¿Cómo fue?",
        choices=[("buy", "Va a comprar"), ("quote", "Pide cotización"), ("think", "Lo piensa"), ("no", "No contesta")],
        widget=forms.RadioSelect,
        initial="buy",
    )
    note = forms.CharField(label="Nota", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    told = forms.BooleanField(label="Avisar a quien lo atiende", required=False)


class BadForm(forms.Form):
    """How mistakes look."""

    phone = forms.CharField(label="Teléfono", help_text="Con este número se le llama y se le escribe.")
    ruc = forms.CharField(label="RUC")
    district = forms.ChoiceField(label="Distrito", choices=[("", "Elige"), ("san-blas", "San Blas")], required=False)

    def clean_ruc(self) -> str:
        raise forms.ValidationError("Faltan dígitos: el RUC tiene 11 y escribiste 10.")


@require_GET
def style(request: HttpRequest) -> HttpResponse:
    """``?tema=light|dark|auto`` shows the page in that theme without changing the person's own."""
    asked = request.GET.get("tema", "")
    context = _figures() | _words()
    if asked in {"light", "dark", "auto"}:
        context["theme"] = asked
    return render(request, "core/style.html", context)


@require_GET
def drawer(request: HttpRequest) -> HttpResponse:
    """The drawer of the style page: the part for htmx, the whole page for everybody else."""
    template = "core/style_drawer.html" if request.headers.get("HX-Request") else "core/style_drawer_page.html"
    return render(request, template, {"sample_form": SampleForm()})


@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest) -> HttpResponse:
    """Shows a notice that can be undone; its "Deshacer" posts here."""
    if request.method == "POST":
        notices.done(request, "Deshecho")
    else:
        notices.done(request, "Guardado", undo_url=request.path)
    return redirect("core:style")


@require_safe
@cache_control(max_age=86_400, public=True)
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it by this name on answers that are no pages of ours."""
    return redirect(static("img/mark.svg"))


def _words() -> dict[str, Any]:
    return {
        "tokens": TOKENS,
        "today": house.current().today,
        "trail": [("Ayuda", ""), ("Estilo", "")],
        "tabs": [
            {"label": "Todos", "count": "más de 1,000", "url": "#tabs", "current": False},
            {"label": "Por irse", "count": "347", "url": "#tabs", "current": True},
            {"label": "Sin próximo paso", "count": "93", "url": "#tabs", "current": False},
        ],
        "facts": [
            ("RUC", "20564310977"),
            ("Dirección", "Carmen Alto 214, San Blas"),
            ("Crédito", "30 días"),
            ("Web", ""),
        ],
        "sample_form": SampleForm(),
        "bad_form": BadForm({"phone": "958 204 771", "ruc": "2060123887"}),
        "recency": RECENCY,
        "steps": range(6),
    }


def _figures() -> dict[str, Any]:
    return {
        "sold": Decimal("48212.40"),
        "sold_before": Decimal("52404.80"),
        "spark": WEEKS,
        "strip": [
            {
                "label": "Segmento",
                "value": "Campeones",
                "detail": "11 semanas; antes, Leales",
                "spark": [2, 1, 2, 3, 4, 4],
            },
            {"label": "Compró en 12 meses", "value": "S/ 38,420.50", "detail": "14 % más que el año anterior"},
            {"label": "Cartera", "value": "S/ 3,180.00", "detail": "Vence el 24 de noviembre"},
            {"label": "Próximo paso", "value": "Llamar a Carmen", "detail": "Mañana, 10:00"},
        ],
        "rows": _rows(),
        "chart": _chart(),
        "chart_rows": [
            (name, now * 1000, before * 1000) for name, now, before in zip(WEEK_NAMES, WEEKS, YEAR_BEFORE, strict=True)
        ],
        "figure": _figure(),
        "cells": [{"axis": FREQUENCY[row], "cells": _cells(row)} for row in range(5)],
    }


def _rows() -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "place": place,
            "r": r,
            "f": 4,
            "m": 5,
            "segment": segment,
            "days": days,
            "money": Decimal(money),
            "before": Decimal(money) * 3 / 2,
            "months": [12, 13, 11, 9, 8, 6, 5],
            "part": part,
            "moved": moved,
            "moved_said": f"{'sube' if moved > 0 else 'baja'} {abs(moved)} soles",
        }
        for name, place, r, segment, days, money, part, moved in [
            ("Hotel Tika Wasi S.A.C.", "Jurídica · Cusco", 2, "En riesgo", 64, "21940", 0.76, -9420),
            ("Agencia Ruta Quechua S.A.C.", "Jurídica · Wanchaq, Cusco", 1, "No perder", 140, "15480", 0.42, 8210),
            ("Rosa Elvira Quispe Mamani", "Natural · Miraflores", 2, "En riesgo", 71, "4812.30", 0.12, -1510),
        ]
    ]


def _chart() -> dict[str, Any]:
    locale = house.current().locale
    return {
        "series": Line([value * 1000 for value in WEEKS], "esta temporada", "S/ 48,212"),
        "reference": Line([value * 1000 for value in YEAR_BEFORE], "hace un año"),
        "labels": WEEK_NAMES,
        "ticks": [(value, number_short(value, locale)) for value in (0, 20_000, 40_000, 60_000)],
        "label": "Ventas por semana, de la 36 a la 46: de 41 mil a 48 mil soles; hace un año, de 33 mil a 39 mil.",
    }


def _figure() -> dict[str, Any]:
    line = {"type": "scatter", "mode": "lines", "x": WEEK_NAMES}
    return {
        "data": [
            line | {"name": "esta temporada", "y": [value * 1000 for value in WEEKS]},
            line | {"name": "hace un año", "y": [value * 1000 for value in YEAR_BEFORE], "meta": "reference"},
        ],
        "layout": {"height": 280},
    }


def _cells(row: int) -> list[dict[str, Any]]:
    return [
        {
            "step": int(step),
            "name": MAP_NAMES.get(f"{row}{column}", ""),
            "count": 38 + 161 * row + 17 * column,
            "money": 8_200 * (int(step) + 1),
            "chosen": (row, column) == (1, 1),
            "edges": EDGES[row][column],
        }
        for column, step in enumerate(MAP_STEPS[row])
    ]
