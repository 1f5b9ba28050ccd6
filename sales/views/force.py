"""The board of the sales force, a person's own page, and the rows behind a figure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from company.models import User
from company.queries import team_of, today
from core import clock, exports, formatting, house, named
from core.exports import FORMATS, Column, Dataset, Kind
from core.formatting import Locale
from customers.enums import NO_SEGMENT, Segment
from inventory.queries import sees_costs
from sales.filters.force import PERIODS, ForceFilter, force_filter
from sales.queries import force_board, force_findings, force_rows, targets
from sales.queries.force import Work, work
from sales.queries.force_board import Board, Line, Measure
from sales.queries.force_people import places, seen_person
from sales.queries.scope import LEAD, sees_whole_house

WEEKS = 12
PAGE = 100
NOBODY_PLACED = "sin-puesto"
WHOLE = Decimal("0.995")  # from here on the known share reads 100 %


@dataclass(frozen=True)
class Cell:
    """A figure with the rows behind it and the one of the period before."""

    text: str
    url: str = ""
    before: str = ""
    note: str = ""


@dataclass(frozen=True)
class Row:
    name: str
    url: str
    depth: int
    team: bool
    cells: list[Cell]


@require_safe
def board(request: HttpRequest) -> HttpResponseBase:
    """The team in a period; a seller goes to his own page. With ``format`` the same as a file."""
    user: Any = request.user
    if not user.roles & LEAD:
        return redirect("sales:force_person", user.pk)
    chosen = force_filter(request.GET, today=today())
    seen = places(user)
    found = force_board.board(user, chosen, seen=seen)
    if request.GET.get("format") in FORMATS:
        return exports.download(force_board.dataset(found), request.GET["format"])
    facts = house.current()
    progress = targets.progress_of(user, today=facts.today, rows=seen)
    people = force_findings.states(seen, at=clock.now(), today=facts.today, found=progress)
    told = [(one, force_findings.reasons(one, today=facts.today, locale=facts.locale)) for one in people]
    help_wanted = sorted((pair for pair in told if pair[1]), key=lambda pair: pair[0].weight, reverse=True)
    context = {
        "chosen": chosen,
        "periods": PERIODS.items(),
        "segments": [*Segment.choices, (NO_SEGMENT, "Sin segmento")],
        "measures": found.measures,
        "rows": [_row(line, found, facts.locale) for line in found.lines],
        "whole": _row(found.whole, found, facts.locale),
        "help_wanted": help_wanted[:5],
        "wanting": len(help_wanted),
        "fine": len(people) - len(help_wanted),
        "people": len(people),
        "teams": [
            (place.user, progress[(place.user.pk, "team")]) for place in seen if (place.user.pk, "team") in progress
        ],
        "exports": [(label, f"?{chosen.query(format=kind)}") for kind, label in FORMATS.items()],
    }
    return render(request, "sales/force.html", context)


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: targets, the last weeks, rejections with their reasons, deals that stand still."""
    user: Any = request.user
    who = seen_person(user, pk)
    if who is None:
        raise Http404
    facts = house.current()
    first = facts.today - timedelta(days=facts.today.weekday() + 7 * (WEEKS - 1))
    found = work(first=first, last=facts.today, by=("week",), people=[pk])
    by_week = {week: one for (week,), one in found.items()}
    weeks = [clock.week_of(first + timedelta(days=7 * n)) for n in range(WEEKS)]
    measures = force_board.measures_for(user)
    rows = [
        (
            formatting.week(week, today=facts.today),
            _cells(by_week.get(week, Work()), None, measures, facts.locale, _week_url(week, pk, facts.today)),
        )
        for week in reversed(weeks)
    ]
    chosen = force_filter({"periodo": "90"}, today=facts.today)
    context = {
        "who": who,
        "own": who.pk == user.pk,
        "progress": targets.own_progress(who, today=facts.today),
        "measures": measures,
        "weeks": rows,
        "sales": [by_week.get(week, Work()).sales for week in weeks],
        "rejections": _rows("rejections", frozenset({pk}), chosen).between(0, 20),
        "lost": _rows("lost", frozenset({pk}), chosen).between(0, 20),
        "trail": [("Equipo", reverse("sales:force"))] if user.roles & LEAD else [],
    }
    return render(request, "sales/force_person.html", context)


def _week_url(week: str, pk: int, day: date) -> str:
    """The rows of a person in a week, up to today."""
    chosen = ForceFilter(clock.monday_of(week), min(clock.sunday_of(week), day), "")
    return f"{reverse('sales:force_rows')}?{chosen.query(quien=pk)}"


@require_safe
def rows(request: HttpRequest) -> HttpResponseBase:
    """The rows behind a figure: of one person, of his team (``equipo=1``), or of all that are seen."""
    user: Any = request.user
    what = request.GET.get("que", "visits")
    if what not in force_rows.FIGURES:
        raise Http404
    chosen = force_filter(request.GET, today=today())
    people, whose = _people(user, request.GET.get("quien", ""), team=request.GET.get("equipo") == "1")
    found = _rows(what, people, chosen, _within(request))
    figure = force_rows.FIGURES[what]
    if figure.costs and not sees_costs(user):
        raise Http404
    if request.GET.get("format") in FORMATS:
        return exports.download(_dataset(figure, found, chosen, whose), request.GET["format"])
    said = {"que": what, **{name: request.GET.get(name, "") for name in ("quien", "equipo", "cliente", "oportunidad")}}
    first = min(named.number(request.GET.get("desde_fila")) or 0, max(0, found.count - 1)) // PAGE * PAGE
    context = {
        "figure": figure,
        "whose": whose,
        "chosen": chosen,
        "rows": found.between(first, first + PAGE),
        "count": found.count,
        "sum": found.sum if figure.money else None,
        "pager": _pager(found.count, first, lambda place: f"?{chosen.query(**said, desde_fila=place)}"),
        "exports": [(label, f"?{chosen.query(**said, format=kind)}") for kind, label in FORMATS.items()],
        "trail": [("Equipo", f"{reverse('sales:force')}?{chosen.query()}")],
    }
    return render(request, "sales/force_rows.html", context)


def _pager(count: int, first: int, url: Callable[[int], str]) -> dict[str, str] | None:
    """The words and addresses of a page of rows; ``None`` where all stand on one."""
    if count <= PAGE:
        return None
    return {
        "said": f"{first + 1} a {min(first + PAGE, count)} de {count}",
        "previous_url": url(first - PAGE) if first else "",
        "next_url": url(first + PAGE) if first + PAGE < count else "",
    }


def _people(user: Any, whose: str, *, team: bool) -> tuple[frozenset[int] | None, str]:
    """Whose rows; ``None`` = everybody's. Somebody outside what is seen is 404."""
    seen = {place.user.pk: place for place in places(user)}
    if whose == NOBODY_PLACED:
        known = User.objects.values_list("pk", flat=True) if sees_whole_house(user) else team_of(user)
        return frozenset(known) - frozenset(seen), "de quien no tiene puesto en el árbol de ventas"
    if not whose:
        if sees_whole_house(user):
            return None, "de toda la casa"
        return frozenset(team_of(user)), "de tu equipo"
    pk = named.number(whose)
    if pk == user.pk and pk not in seen:
        return frozenset({pk}), f"de {user}"
    if pk not in seen:
        raise Http404
    place = seen[pk]
    if team:
        return place.below | {pk}, f"del equipo de {place.user}"
    return frozenset({pk}), f"de {place.user}"


def _rows(what: str, people: frozenset[int] | None, chosen: ForceFilter, within: Q | None = None) -> force_rows.Rows:
    return force_rows.rows_behind(
        what, people=people, first=chosen.first, last=chosen.last, segment=chosen.segment, within=within
    )


def _within(request: HttpRequest) -> Q:
    """Of which customer (``cliente=``) or deal (``oportunidad=``, "0" = of none) the touches are."""
    customer, deal = (named.number(request.GET.get(name)) for name in ("cliente", "oportunidad"))
    wanted = Q(customer_id=customer) if customer else Q()
    if request.GET.get("oportunidad") == "0":
        return wanted & Q(opportunity_link__opportunity=None)
    return wanted & Q(opportunity_link__opportunity_id=deal) if deal else wanted


def _dataset(figure: force_rows.Figure, found: force_rows.Rows, chosen: ForceFilter, whose: str) -> Dataset:
    return Dataset(
        name=f"equipo-filas-{chosen.first}-{chosen.last}",
        title=f"{figure.label} {whose}, del {chosen.first:%d/%m/%Y} al {chosen.last:%d/%m/%Y}",
        columns=(
            Column("at", "Día", Kind.DATE),
            Column("who", "Cliente"),
            Column("what", "Qué"),
            Column("seller", "Quién"),
            *((Column("money", figure.money, Kind.MONEY),) if figure.money else ()),
        ),
        rows=((one.at, one.who, one.what, one.seller, *((one.money,) if figure.money else ())) for one in found.all()),
        totals={"money": found.sum} if figure.money else {},
    )


def _row(line: Line, found: Board, locale: Locale) -> Row:
    place = line.place
    query: dict[str, Any] = {}
    if place is not None:
        query = {"quien": place.user.pk, "equipo": 1 if line.team else ""}
    opens = place is not None or line is found.whole or line.loose
    if line.loose:
        query = {"quien": NOBODY_PLACED}
    base = f"{reverse('sales:force_rows')}?{found.chosen.query(**query)}" if opens else ""
    url = reverse("sales:force_person", args=[place.user.pk]) if place is not None and not line.team else ""
    return Row(line.name, url, line.depth, line.team, _cells(line.now, line.before, found.measures, locale, base))


def _cells(now: Work, before: Work | None, measures: tuple[Measure, ...], locale: Locale, base: str) -> list[Cell]:
    made = []
    for one in measures:
        value, was = one.of(now), one.of(before) if before is not None else None
        url = f"{base}&que={one.rows}" if base and one.rows and value else ""
        text, note = _said(value, one.kind, locale), ""
        if one.costs:
            text, note = _margin(now, text, locale)
        made.append(Cell(text, url, _said(was, one.kind, locale) if was else "", note))
    return made


def _margin(now: Work, text: str, locale: Locale) -> tuple[str, str]:
    """The margin and what it does not know: "sin costo", or of which part of the sales the cost is known."""
    if now.margin is None:
        return ("sin costo" if now.sales else "–"), ""
    known = now.known
    whole = known is None or known > WHOLE
    return text, "" if whole else f"del {formatting.percent(known, locale)} vendido"


def _said(value: Any, kind: Kind, locale: Locale) -> str:
    if value is None or value == 0:
        return "–"
    if kind == Kind.MONEY:
        return formatting.money_short(value, locale)
    if kind == Kind.PERCENT:
        return formatting.percent(value, locale)
    return formatting.number(value, locale, decimals=1 if kind == Kind.DECIMAL else 0)
