"""From values to scores: the rule, its thresholds, the segment of a cell.

Shipped rule ("share"): the score of a customer in a variable is 1 + floor(bins × share of the customers with a
strictly worse value), recency counted backwards. With n customers sorted from the worst, k × n / bins of them or more
are strictly worse than v when v is greater than the value at place ceil(k × n / bins); so the score is 1 + the number
of those ``bins − 1`` places whose value v exceeds. Equal values get equal scores, in any order of rows.

Explicit cuts: the score is 1 + the number of cut points ≤ the value; for recency, bins − the number of cuts ≤ days.

Both end as thresholds "from this value on" (dates of the last purchase, orders, cents): score = 1 + thresholds ≤ value.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from analytics.enums import ScoreRule
from analytics.models import RfmScheme
from core.errors import DomainError

VARIABLES = ("recency_days", "frequency", "monetary")


@dataclass(frozen=True)
class Box:
    """A rectangle of the map and its segment."""

    code: str
    r_min: int
    r_max: int
    fm_min: int
    fm_max: int


@dataclass(frozen=True)
class Rule:
    """What a computation needs of a scheme. Weights are ratios that add up to 1; ``cuts`` only for the rule "cuts"."""

    weight_r: Decimal
    weight_f: Decimal
    weight_m: Decimal
    bins: int
    window_days: int | None
    cuts: Mapping[str, Sequence[Decimal]] | None
    segments: tuple[str, ...]  # of each cell, at (r − 1) × bins + fm − 1

    def window_from(self, as_of: date) -> date:
        """Orders count if placed after this day."""
        return days_before(as_of, self.window_days) if self.window_days else date.min


@dataclass(frozen=True)
class Thresholds:
    """Where each next score begins ("from this value on"), ascending, ``bins − 1`` of each."""

    last_on: list[date]
    frequency: list[int]
    monetary: list[int]  # minor units

    def as_json(self) -> dict[str, list[Any]]:
        return {
            "last_on": [day.isoformat() for day in self.last_on],
            "frequency": self.frequency,
            "monetary": self.monetary,
        }


def days_before(day: date, days: int) -> date:
    """``day`` less a number of days, however many."""
    return date.fromordinal(max(1, day.toordinal() - days))


def cells_of(boxes: Iterable[Box], bins: int) -> tuple[str, ...]:
    """Segment of each cell; raises ``DomainError`` where the rectangles overlap, stick out or leave a hole."""
    cells: list[str] = [""] * (bins * bins)
    for box in boxes:
        if box.r_max > bins or box.fm_max > bins or min(box.r_min, box.fm_min) < 1:
            raise DomainError(f"El segmento «{box.code}» se sale del mapa: los puntajes van de 1 a {bins}.")
        for r in range(box.r_min, box.r_max + 1):
            for fm in range(box.fm_min, box.fm_max + 1):
                place = (r - 1) * bins + fm - 1
                if cells[place]:
                    raise DomainError(
                        f"La celda R {r}, FM {fm} está en dos segmentos: «{cells[place]}» y «{box.code}». Deja uno."
                    )
                cells[place] = box.code
    if "" in cells:
        r, fm = divmod(cells.index(""), bins)
        raise DomainError(f"La celda R {r + 1}, FM {fm + 1} no está en ningún segmento. Ponla en uno.")
    return tuple(cells)


def rescaled(cells: Sequence[str], *, old_bins: int, bins: int) -> tuple[str, ...]:
    """The same map drawn with another number of scores: each new cell takes the segment of the old one it falls in."""

    def old(score: int) -> int:
        return math.ceil(score * old_bins / bins)

    return tuple(cells[(old(r) - 1) * old_bins + old(fm) - 1] for r in range(1, bins + 1) for fm in range(1, bins + 1))


def rule_of(scheme: RfmScheme) -> Rule:
    """The rule of a stored scheme."""
    boxes = [Box(s.code, s.r_min, s.r_max, s.fm_min, s.fm_max) for s in scheme.segments.all()]
    cuts = checked_cuts(scheme.cuts, scheme.bins) if scheme.rule == ScoreRule.CUTS else None
    return Rule(
        weight_r=scheme.weight_r,
        weight_f=scheme.weight_f,
        weight_m=scheme.weight_m,
        bins=scheme.bins,
        window_days=scheme.window_days,
        cuts=cuts,
        segments=cells_of(boxes, scheme.bins),
    )


def rule_from_json(data: Mapping[str, Any], *, base: Rule) -> Rule:
    """Rule of a SCHEME.json: missing parts come from ``base``. Raises ``DomainError`` on nonsense."""
    try:
        bins = int(data.get("bins", base.bins))
        window = data.get("window_days", base.window_days)
        window = None if window is None else int(window)
        weights = data.get("weights") or {"r": base.weight_r, "f": base.weight_f, "m": base.weight_m}
        r, f, m = (Decimal(str(weights[name])) for name in "rfm")
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise DomainError(f"La regla no se entiende: {error!r}. Revisa weights, bins y window_days.") from error
    if not 2 <= bins <= 9:
        raise DomainError("bins va de 2 a 9.")
    if min(r, f, m) < 0 or r + f + m != 1:
        raise DomainError("Los pesos no pueden ser negativos y deben sumar 1.")
    if window is not None and window < 1:
        raise DomainError("window_days es un número de días mayor que cero, o null para mirar toda la historia.")
    cuts = checked_cuts(data["cuts"], bins) if data.get("cuts") else None
    segments = base.segments if bins == base.bins else rescaled(base.segments, old_bins=base.bins, bins=bins)
    return Rule(r, f, m, bins, window, cuts, segments)


def checked_cuts(cuts: Mapping[str, Sequence[Any]], bins: int) -> dict[str, list[Decimal]]:
    """Explicit cut points as ascending decimals, ``bins − 1`` of each variable; raises ``DomainError``."""
    checked: dict[str, list[Decimal]] = {}
    for name in VARIABLES:
        try:
            values = [Decimal(str(value)) for value in cuts[name]]
        except (KeyError, TypeError, ArithmeticError) as error:
            raise DomainError(f"Faltan los cortes de {name}, o no son números.") from error
        if len(values) != bins - 1 or any(not value.is_finite() for value in values):
            raise DomainError(f"Para {bins} puntajes hacen falta {bins - 1} cortes de {name}.")
        if values != sorted(set(values)):
            raise DomainError(f"Los cortes de {name} deben ir de menor a mayor, sin repetirse.")
        checked[name] = values
    return checked


def explicit_thresholds(rule: Rule, as_of: date) -> Thresholds:
    """Thresholds of the rule "cuts" for an as-of date."""
    assert rule.cuts is not None  # noqa: S101 - for the reader and the type checker; the caller asked
    days = [math.ceil(value) for value in rule.cuts["recency_days"]]
    return Thresholds(
        last_on=sorted(days_before(as_of, day - 1) for day in days),
        frequency=[math.ceil(value) for value in rule.cuts["frequency"]],
        monetary=[math.ceil(value * 100) for value in rule.cuts["monetary"]],
    )


def places(customers: int, bins: int) -> list[float]:
    """Fractions that make ``percentile_disc`` give the value at places ceil(k × n / bins), k = 1..bins − 1.

    ``percentile_disc(p)`` gives the value at place ceil(p × n); the place less one half, over n, hits it without
    trusting the last bit of a float.
    """
    return [(-(-k * customers // bins) - 0.5) / customers for k in range(1, bins)]


def share_thresholds(last_on: list[date], frequency: list[int], monetary: list[int]) -> Thresholds:
    """Thresholds of the rule "share" from the values at the places: the next score begins just above each."""
    return Thresholds(
        last_on=[day + timedelta(days=1) for day in last_on],
        frequency=[value + 1 for value in frequency],
        monetary=[value + 1 for value in monetary],
    )
