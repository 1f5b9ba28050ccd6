"""The grid of targets of a month."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core import formatting, house, notices
from core.errors import Conflict, DomainError
from sales.enums import Metric, TargetScope
from sales.forms.targets import cell_name, read_grid, read_shown, shown_name
from sales.models import Target
from sales.queries.force_people import Place, places
from sales.services import targets as services

Key = tuple[int, str, str]


@dataclass(frozen=True)
class Cell:
    name: str
    label: str
    value: str
    fault: str
    shown_name: str
    shown: str


@dataclass(frozen=True)
class Line:
    """A person or a team. ``note`` says how a team's target compares with the sum of its people's."""

    name: str
    depth: int
    team: bool
    may: bool
    cells: list[Cell]
    note: str


@dataclass(frozen=True)
class Posted:
    """What came with a post that was not saved: cells as ``typed``, what they said when ``shown``, ``own`` changes."""

    saved: bool = False
    typed: dict[str, str] = field(default_factory=dict)
    shown: dict[Key, Decimal | None] = field(default_factory=dict)
    own: list[Key] = field(default_factory=list)
    faults: dict[Key, str] = field(default_factory=dict)
    conflict: str = ""

    def clashes(self, stands: dict[Key, Any]) -> list[Key]:
        """Cells that this person changed and somebody else too."""
        own = self.own if self.conflict else []
        return [cell for cell in own if cell in self.shown and stands.get(cell) != self.shown[cell]]


@require_http_methods(["GET", "HEAD", "POST"])
def grid(request: HttpRequest) -> HttpResponse:
    """See and set the targets of a month (``mes=2026-11``)."""
    user: Any = request.user
    facts = house.current()
    month = _month(request.GET.get("mes", ""), facts.today)
    seen = places(user)
    lines = [(place, scope) for place in seen for scope in _scopes(place)]
    cells = [
        (place.user.pk, scope, metric)
        for place, scope in lines
        if services.may_set(user, place.user.pk)
        for metric in Metric.values
    ]
    posted = Posted()
    if request.method == "POST":
        posted = _post(request, month, cells, seen)
        if posted.saved:
            return redirect(f"{reverse('sales:targets')}?mes={month:%Y-%m}")
    stands = {
        (one.user_id, one.scope, one.metric): one.amount
        for one in Target.objects.filter(month=month, user_id__in=[place.user.pk for place in seen])
    }
    faults = posted.faults or {cell: _now(stands.get(cell)) for cell in posted.clashes(stands)}
    context = {
        "month": month,
        "before": (month - timedelta(days=1)).replace(day=1),
        "after": (month + timedelta(days=32)).replace(day=1),
        "metrics": Metric.choices,
        "lines": [_line(place, scope, user, stands, posted, faults, seen) for place, scope in lines],
        "may_any": bool(cells),
        "conflict": posted.conflict,
        "faults": len(faults),
        "trail": [("Equipo", reverse("sales:force"))],
    }
    return render(request, "sales/targets.html", context, status=409 if posted.conflict else 422 if faults else 200)


def _post(request: HttpRequest, month: date, cells: list[Key], seen: list[Place]) -> Posted:
    """Save the grid or bring the month before; what cannot be saved comes back as it was typed."""
    if request.POST.get("copiar"):
        brought = services.copy_month(month=month, people=[place.user.pk for place in seen], actor=request.user)
        said = formatting.plural(brought, "meta traída", "metas traídas", house.current().locale)
        notices.done(request, f"{said} del mes anterior" if brought else "El mes anterior no trae nada nuevo")
        return Posted(saved=True)
    values, faults = read_grid(request.POST, cells)
    shown = read_shown(request.POST, cells)
    own = [cell for cell in values if cell not in shown or shown[cell] != values[cell]]
    conflict = ""
    if not faults:
        try:
            changed = services.set_targets(month=month, values=values, actor=request.user, shown=shown)
        except Conflict as error:
            conflict = str(error)
        except DomainError as error:
            notices.failed(request, str(error))
        else:
            notices.done(request, "Guardado" if changed else "No cambió nada")
            return Posted(saved=True)
    # After a conflict only what this person changed stands as typed; the rest says what it says now.
    names = {cell_name(*cell) for cell in own} if conflict else set(request.POST)
    typed = {key: value for key, value in request.POST.items() if key in names and isinstance(value, str)}
    return Posted(typed=typed, shown=shown, own=own, faults=faults, conflict=conflict)


def _now(amount: Decimal | None) -> str:
    """What a cell says that two people changed."""
    said = "" if amount is None else formatting.number(amount, house.current().locale)
    return f"Ahora dice {said}." if said else "Ahora está vacía."


def _scopes(place: Place) -> list[str]:
    return [str(TargetScope.TEAM), str(TargetScope.OWN)] if place.leads else [str(TargetScope.OWN)]


def _line(
    place: Place,
    scope: str,
    user: Any,
    stands: dict[Key, Any],
    posted: Posted,
    faults: dict[Key, str],
    seen: list[Place],
) -> Line:
    team, may = scope == TargetScope.TEAM, services.may_set(user, place.user.pk)
    cells = []
    for metric, label in Metric.choices:
        key = (place.user.pk, scope, metric)
        name = cell_name(*key)
        amount = stands.get(key)
        said = posted.typed.get(name, "" if amount is None else f"{amount.normalize():f}")
        if amount is not None and not may:
            say = formatting.money_short if metric == Metric.SALES else formatting.number
            said = say(amount, house.current().locale)
        whose = f"equipo de {place.user}" if team else str(place.user)
        shown = amount if posted.conflict else posted.shown.get(key, amount)
        was = "" if shown is None else f"{shown:f}"
        cells.append(Cell(name, f"{label}, {whose}", said, faults.get(key, ""), shown_name(*key), was))
    note = _note(place, stands, seen) if team else ""
    name = f"Equipo de {place.user}" if team else str(place.user)
    return Line(name, place.depth, team, may, cells, note)


def _note(place: Place, stands: dict[Key, Any], seen: list[Place]) -> str:
    locale = house.current().locale
    below = {one.user.pk for one in seen if not one.leads} & place.below
    parts = sum((stands.get((pk, TargetScope.OWN.value, Metric.SALES.value), 0) for pk in below), 0)
    return f"Su gente suma {formatting.money_short(parts, locale)} en ventas" if parts else ""


def _month(text: str, today: date) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
