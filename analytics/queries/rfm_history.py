"""Segments over the weeks: who grows, who shrinks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics.tables import Column, Row, Table

from . import links
from .facts import Run, SegmentSum
from .rfm import behind
from .sales import weeks_axis
from .segments import CALL_FIRST, growth_tone
from .wording import Finding, Piece, Voice, say

GROUPS = (
    ("Fuertes", ("campeones", "leales")),
    ("Por crecer", ("potencial_leal", "nuevos", "prometedores")),
    ("Se enfrían", ("necesitan_atencion", "a_punto_de_dormir", "no_perder", "en_riesgo", "hibernando", "perdidos")),
)
LOOK_BACK = 13


@dataclass(frozen=True)
class Small:
    """A segment's own little line."""

    name: str
    values: list[int]
    now: str
    change: str
    tone: str
    url: str


@dataclass(frozen=True)
class HistoryPart:
    findings: list[Finding]
    chart: dict[str, Any]
    chart_title: str
    smalls: list[Small]
    table: Table


def history(runs: Sequence[Run], sums: Mapping[date, Sequence[SegmentSum]], voice: Voice) -> HistoryPart:
    """The history of ``runs`` (oldest first)."""
    counts = [{row.code: row.customers for row in sums[run.week_end]} for run in runs]
    chart = {
        "data": _areas(runs, counts),
        "layout": LAYOUT | {"xaxis": weeks_axis([run.week_end for run in runs], voice)},
    }
    return HistoryPart(
        _findings(runs, counts, voice),
        chart,
        _title(counts, voice),
        _smalls(runs, counts, voice),
        _table(runs, counts, voice),
    )


LAYOUT = {
    "height": 340,
    "showlegend": True,
    "annotations": [],  # the legend names the areas; names at the ends of stacked lines would lie
    "legend": {"traceorder": "reversed", "orientation": "h", "y": 1.12, "x": 0},
    "margin": {"l": 8, "r": 16, "t": 32, "b": 8},
    "yaxis": {"rangemode": "tozero", "nticks": 5},
}


def _areas(runs: Sequence[Run], counts: Sequence[Mapping[str, int]]) -> list[dict[str, Any]]:
    """Three groups on each other; a point opens its week. Segments that the company named itself stand apart."""
    days = [run.week_end.isoformat() for run in runs]
    known = {code for _, codes in GROUPS for code in codes}
    others = tuple(found.code for found in runs[-1].segments.ordered() if found.code not in known)
    groups = [*GROUPS, ("Otros", others)] if others else list(GROUPS)
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "stackgroup": "todos",
            "name": name,
            "x": days,
            "y": [sum(week.get(code, 0) for code in codes) for week in counts],
            "customdata": [links.page("rfm", week=run.week) for run in runs],
        }
        for name, codes in reversed(groups)
    ]


def _smalls(runs: Sequence[Run], counts: Sequence[Mapping[str, int]], voice: Voice) -> list[Small]:
    back = counts[max(0, len(counts) - 1 - LOOK_BACK)]
    made = []
    for found in runs[-1].segments.ordered():
        values = [week.get(found.code, 0) for week in counts]
        change = values[-1] - back.get(found.code, 0)
        url = behind(runs[-1], segment=found.code)
        tone = growth_tone(found.code, change)
        made.append(Small(found.name, values, voice.number(values[-1]), voice.signed(change), tone, url))
    return made


def _table(runs: Sequence[Run], counts: Sequence[Mapping[str, int]], voice: Voice) -> Table:
    ordered = runs[-1].segments.ordered()
    columns = [Column("week", "Semana"), *(Column(found.code, found.short, "count") for found in ordered)]
    columns.append(Column("total", "Todos", "count"))
    rows = [
        Row(
            {"week": voice.week(run.week).capitalize(), **week, "total": sum(week.values())},
            {"week": links.page("rfm", week=run.week)},
        )
        for run, week in zip(reversed(runs), reversed(counts), strict=True)
    ]
    return Table("Clientes por segmento, semana a semana", columns, rows, dense=True)


def _title(counts: Sequence[Mapping[str, int]], voice: Voice) -> str:
    now, then = sum(counts[-1].values()), sum(counts[0].values())
    weeks = voice.count(len(counts), "semana", "semanas")
    if now == then:
        return f"{voice.count(now, 'cliente', 'clientes')}, los mismos que al empezar"
    grown = voice.count(abs(now - then), "cliente", "clientes")
    return f"En {weeks} la cartera {'creció' if now > then else 'bajó'} en {grown}: hoy son {voice.number(now)}"


def _findings(runs: Sequence[Run], counts: Sequence[Mapping[str, int]], voice: Voice) -> list[Finding]:
    """Champions and leavers now against thirteen weeks ago."""
    weeks = min(LOOK_BACK, len(counts) - 1)
    back = counts[-1 - weeks]
    if weeks < 1:
        return []
    table = runs[-1].segments
    said = []
    for code in ("campeones", *CALL_FIRST):
        now, then = counts[-1].get(code, 0), back.get(code, 0)
        if now == then:
            continue
        change = Piece(voice.signed(now - then), tone=growth_tone(code, now - then))
        said.append(say(f"{table.get(code).name}: {voice.number(now)}, ", change, f" en {weeks} semanas."))
    return said
