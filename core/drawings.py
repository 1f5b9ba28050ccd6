"""Small pictures drawn on the server as SVG: sparklines, bars, R/F/M marks, a line chart.

No script and no style attribute; colours come from the classes of ``parts.css``, so both themes fit. Each function
takes plain numbers and gives safe markup. ``label`` is what a screen reader says; without it the picture is hidden
from it, for places where the words stand beside.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

Value = float | int | None
_OTHER = mark_safe(' class="plot-other"')  # every other name: hidden where the picture is narrow


def sparkline(
    values: Sequence[Value], *, label: str = "", width: int = 86, height: int = 22, tone: str = "", zero: bool = True
) -> SafeString:
    """A line of ``values`` with its last point. ``zero`` starts the scale at zero; without it only the direction shows.

    Gaps (``None``) are skipped. ``tone`` "anil" paints it in the accent. Fewer than two values draw nothing.
    """
    known = [(index, float(value)) for index, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return mark_safe("")
    low = min(0.0, *(value for _, value in known)) if zero else min(value for _, value in known)
    high = max(value for _, value in known)
    span = (high - low) or 1.0
    last = len(values) - 1
    points = [
        (3 + index / last * (width - 6), height - 3 - (value - low) / span * (height - 6)) for index, value in known
    ]
    # In the middle of a level stretch a point draws nothing.
    levels = [_n(y) for _, y in points]
    bends = [
        f"{_n(point[0])} {levels[place]}"
        for place, point in enumerate(points)
        if place in (0, len(points) - 1) or not levels[place - 1] == levels[place] == levels[place + 1]
    ]
    path = "M" + "L".join(bends)
    return format_html(
        '<svg class="spark{}" width="{}" height="{}" viewBox="0 0 {} {}" {}><path d="{}"/>'
        '<circle cx="{}" cy="{}" r="2.4"/></svg>',
        f" spark-{tone}" if tone else "",
        width,
        height,
        width,
        height,
        _role(label),
        path,
        _n(points[-1][0]),
        _n(points[-1][1]),
    )


def bar(part: Value, *, mark: Value = None, label: str = "", width: int = 90, height: int = 8) -> SafeString:
    """A part of a whole (ratio 0..1, held within it) on its track; ``mark`` (ratio) is the expected point."""
    filled = _within(part) * width
    tick = ""
    if mark is not None:
        x = _n(max(1.0, _within(mark) * width - 1))
        tick = format_html('<line class="bar-mark" x1="{}" x2="{}" y1="-3" y2="{}"/>', x, x, height + 3)
    return format_html(
        '<svg class="bar" width="{}" height="{}" {}><rect class="bar-track" width="{}" height="{}" rx="2"/>'
        '<rect class="bar-fill" width="{}" height="{}" rx="2"/>{}</svg>',
        width,
        height,
        _role(label),
        width,
        height,
        _n(filled),
        height,
        tick,
    )


def diverging(value: Value, *, scale: Value, label: str = "", width: int = 130, height: int = 10) -> SafeString:
    """A movement around a middle axis: down to the left (ocre), up to the right (añil); ``scale``: the largest."""
    amount, biggest = float(value or 0), abs(float(scale or 0)) or 1.0
    half = width / 2
    size = min(1.0, abs(amount) / biggest) * (half - 2)
    x = half - size if amount < 0 else half
    return format_html(
        '<svg class="bar" width="{}" height="{}" {}><rect class="{}" x="{}" width="{}" height="{}" rx="1.5"/>'
        '<line class="bar-axis" x1="{}" x2="{}" y1="-6" y2="{}"/></svg>',
        width,
        height,
        _role(label),
        "bar-down" if amount < 0 else "bar-up",
        _n(x),
        _n(size),
        height,
        _n(half),
        _n(half),
        height + 6,
    )


def rfm_bars(scores: Sequence[int], *, best: int = 5) -> SafeString:
    """Three small columns R, F, M, each as high as its score of ``best``."""
    # One path, the tracks behind it in the style sheet: a list shows fifty of these.
    tops = [_n(14 - max(1.5, score / best * 14)) for score in scores]
    path = "".join(f"M{place * 8} 14V{top}h6V14z" for place, top in enumerate(tops))
    words = zip(("recencia", "frecuencia", "dinero"), scores, strict=True)
    label = ", ".join(f"{word} {score}" for word, score in words) + f" de {best}"
    return format_html('<svg class="rfm-bars" width="22" height="14" {}><path d="{}"/></svg>', _role(label), path)


@dataclass(frozen=True)
class Line:
    """A series of the line chart: values from left to right and what stands at its end."""

    values: Sequence[Value]
    name: str
    end: str = ""


def line_chart(
    series: Line,
    *,
    labels: Sequence[str],
    ticks: Sequence[tuple[float, str]],
    label: str,
    reference: Line | None = None,
    height: int = 150,
) -> SafeString:
    """One series, its dashed reference, 3 or 4 rules. ``ticks`` are (value, text) from the bottom up.

    ``labels`` name the points; at most seven are written. The picture takes the width it is given while its text
    keeps its size: the lines live in a stretched inner drawing, the words outside of it.
    """
    low, high = ticks[0][0], ticks[-1][0]
    span = (high - low) or 1.0

    def y(value: float) -> str:
        return _n(height - (value - low) / span * height)

    rules = format_html_join(
        "",
        '<line class="plot-rule" x1="0" x2="100%" y1="{0}" y2="{0}"/>'
        '<text x="-8" y="{0}" dy="4" text-anchor="end">{1}</text>',
        ((y(value), text) for value, text in ticks),
    )
    step = max(1, -(-len(labels) // 7))
    last = max(1, len(labels) - 1)
    shown = [index for index in range(len(labels)) if (last - index) % step == 0]
    names = format_html_join(
        "",
        '<text{} x="{}%" y="{}" text-anchor="middle">{}</text>',
        (
            (_OTHER if place % 2 else "", _n(index / last * 100), height + 20, labels[index])
            for place, index in enumerate(reversed(shown))
        ),
    )
    ends = _end_labels(series, reference, y)
    lines = (
        format_html('<path class="plot-reference" d="{}"/>', _path(reference.values, y)) if reference else ""
    ) + format_html('<path class="plot-line" d="{}"/>', _path(series.values, y))
    return format_html(
        '<div class="plot-wrap"><svg class="plot" width="100%" height="{0}" role="img" aria-label="{1}">{2}'
        '<svg width="100%" height="{0}" viewBox="0 0 1000 {0}" preserveAspectRatio="none" overflow="visible">{3}</svg>'
        "{4}{5}</svg></div>",
        height,
        label,
        rules,
        mark_safe(lines),  # noqa: S308 - made by format_html just above
        names,
        ends,
    )


def cell_edges(segments: Sequence[Sequence[str]]) -> list[list[str]]:
    """Classes for the cells of a map so that neighbours of one segment join and others part.

    ``segments`` holds the segment of each cell, row by row as drawn. Gives "edge-top edge-left …" for each.
    """
    rows, columns = len(segments), len(segments[0]) if segments else 0

    def at(row: int, column: int) -> str | None:
        return segments[row][column] if 0 <= row < rows and 0 <= column < columns else None

    sides = (("top", -1, 0), ("bottom", 1, 0), ("left", 0, -1), ("right", 0, 1))
    return [
        [
            " ".join(
                f"edge-{side}" for side, down, over in sides if at(row + down, column + over) != segments[row][column]
            )
            for column in range(columns)
        ]
        for row in range(rows)
    ]


def _end_labels(series: Line, reference: Line | None, y: Callable[[float], str]) -> SafeString:
    final = next((float(v) for v in reversed(series.values) if v is not None), None)
    if final is None:
        return mark_safe("")
    place = float(y(final))
    parts = [
        format_html('<circle class="plot-dot" cx="100%" cy="{}" r="4"/>', _n(place)),
        format_html(
            '<text class="plot-strong" x="100%" dx="10" y="{}" dy="4">{}</text>', _n(place), series.end or series.name
        ),
    ]
    if reference:
        beside = next((float(v) for v in reversed(reference.values) if v is not None), final)
        below = float(y(beside))
        if abs(below - place) < 15:  # two labels must not lie on each other
            below = place + 15 if below >= place else place - 15
        parts.append(
            format_html('<text x="100%" dx="10" y="{}" dy="4">{}</text>', _n(below), reference.end or reference.name)
        )
    return SafeString("".join(parts))


def _path(values: Sequence[Value], y: Callable[[float], str]) -> str:
    last = max(1, len(values) - 1)
    path, pen_down = [], False
    for index, value in enumerate(values):
        if value is None:
            pen_down = False
            continue
        path.append(f"{'L' if pen_down else 'M'}{_n(index / last * 1000)} {y(float(value))}")
        pen_down = True
    return "".join(path)


def _within(part: Value) -> float:
    return min(1.0, max(0.0, float(part or 0)))


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _role(label: str) -> SafeString:
    return format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
