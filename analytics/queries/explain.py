"""Why a customer has his scores and his segment, in sentences that a shop assistant would say."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from analytics.models import RfmHistory, RfmRun, SegmentRule
from core import formatting, house
from core.clock import week_of
from core.formatting import Locale
from customers.enums import segment_name
from customers.models import Customer

STEPS = 6


@dataclass(frozen=True)
class ScoreSaid:
    """A variable in words: ``next_step`` says what the next point would take ("" at the top)."""

    name: str
    score: int
    bins: int
    fact: str
    compared: str
    next_step: str


@dataclass(frozen=True)
class Step:
    """A change of segment."""

    week: str
    before: str
    after: str


@dataclass(frozen=True)
class Explanation:
    """All that the panel says. ``sum_said`` shows how the final score adds up."""

    week: str
    as_of: date
    segment: str
    meaning: str
    place: str
    scores: list[ScoreSaid]
    sum_said: str
    few: str
    steps: list[Step]


def explain(customer: Customer) -> Explanation | None:
    """The newest published week of a customer in words, in one query; ``None`` if he has no scores."""
    standing = customer.standing
    if standing.r is None or standing.f is None or standing.m is None or standing.last_order_on is None:
        return None
    run = _run_with(customer)
    if run is None:
        return None
    facts = house.current()
    scheme, locale = run.scheme, facts.locale
    days = (run.week_end - standing.last_order_on).days
    fm = (standing.f + standing.m + 1) // 2
    rule = run.rule_said or {}
    return Explanation(
        week=formatting.week(run.week, today=facts.today),
        as_of=run.week_end,
        segment=rule.get("name") or segment_name(standing.segment),
        meaning=rule.get("meaning", ""),
        place=f"Recencia {standing.r} y media de frecuencia y dinero {fm}",
        scores=[
            _recency(run, standing.r, days, locale),
            _frequency(run, standing.f, standing.frequency, locale),
            _money(run, standing.m, standing.monetary, locale),
        ],
        sum_said=_sum(scheme, (standing.r, standing.f, standing.m), standing.score, locale),
        few=_few(run, locale),
        steps=_steps(run.moves, facts.today),
    )


def _run_with(customer: Customer) -> Any:
    """The newest published run with its rule; with it what the rule says of his segment, and all his moves: the page
    of a customer has a budget of queries."""
    said = SegmentRule.objects.filter(scheme=OuterRef("scheme"), code=customer.standing.segment)
    moves = RfmHistory.objects.filter(customer=customer).order_by("week_end")
    return (
        RfmRun.objects.filter(is_current=True)
        .select_related("scheme")
        .annotate(
            rule_said=Subquery(said.values(one=JSONObject(name="name", meaning="meaning"))[:1]),
            moves=ArraySubquery(moves.values(one=JSONObject(week_end="week_end", segment="segment"))),
        )
        .order_by("-week_end")
        .first()
    )


def _recency(run: RfmRun, score: int, days: int, locale: Locale) -> ScoreSaid:
    starts = [date.fromisoformat(day) for day in run.cuts.get("last_on", [])]
    ahead = f"haber comprado {_lately((run.week_end - starts[score - 1]).days)}" if score <= len(starts) else ""
    when = "el último día" if days == 0 else f"hace {formatting.plural(days, 'día', 'días', locale)}"
    return _said(run, "r", score, f"Su última compra fue {when}.", "lleva más tiempo sin comprar", ahead, locale)


def _lately(days: int) -> str:
    return "el último día" if days <= 0 else f"en los últimos {days} días" if days > 1 else "en el último día"


def _frequency(run: RfmRun, score: int, orders: int, locale: Locale) -> ScoreSaid:
    starts: list[int] = run.cuts.get("frequency", [])
    ahead = formatting.plural(starts[score - 1], "pedido", "pedidos", locale) if score <= len(starts) else ""
    fact = f"Hizo {formatting.plural(orders, 'pedido', 'pedidos', locale)}."
    return _said(run, "f", score, fact, "hizo menos pedidos", ahead, locale)


def _money(run: RfmRun, score: int, spent: Decimal, locale: Locale) -> ScoreSaid:
    starts: list[int] = run.cuts.get("monetary", [])
    ahead = formatting.money(Decimal(starts[score - 1]) / 100, locale) if score <= len(starts) else ""
    fact = f"Compró {formatting.money(spent, locale)}, descontadas las devoluciones."
    return _said(run, "m", score, fact, "compró menos", ahead, locale)


NAMES = {"r": "Recencia", "f": "Frecuencia", "m": "Dinero"}


def _said(run: RfmRun, variable: str, score: int, fact: str, worse: str, ahead: str, locale: Locale) -> ScoreSaid:
    below = sum(run.shares.get(variable, [])[: score - 1])
    share = Decimal(below) / run.customers if run.customers else Decimal(0)
    compared = f"Al menos el {formatting.percent(share, locale)} de tus clientes {worse}." if below else ""
    next_step = f"Para tener {score + 1}: {ahead}." if ahead and score < run.scheme.bins else ""
    return ScoreSaid(NAMES[variable], score, run.scheme.bins, fact, compared, next_step)


def _sum(scheme: Any, scores: tuple[int, int, int], total: Decimal | None, locale: Locale) -> str:
    weights = (scheme.weight_r, scheme.weight_f, scheme.weight_m)
    parts = [f"{formatting.percent(weight, locale)} de {score}" for weight, score in zip(weights, scores, strict=True)]
    return f"Puntaje {formatting.number(total, locale, decimals=2)}: {', más '.join(parts)}."


def _few(run: RfmRun, locale: Locale) -> str:
    if run.customers >= 5 * run.scheme.bins:
        return ""
    people = formatting.plural(run.customers, "cliente", "clientes", locale)
    return f"Con {people} con compras, los puntajes son gruesos: tómalos como una pista."


def _steps(moves: list[dict[str, str]], today: date) -> list[Step]:
    """The newest changes of segment, newest first."""
    states = [(None, ""), *((date.fromisoformat(one["week_end"]), one["segment"]) for one in moves)]
    changes = [
        Step(formatting.week(week_of(end), today=today), segment_name(before) if before else "", segment_name(after))
        for (_, before), (end, after) in pairwise(states)
        if before != after and end is not None
    ]
    return changes[::-1][:STEPS]
