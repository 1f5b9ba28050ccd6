"""The board of the team as the page, the files and the command show it: one table object for all of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from company.models import User
from core.exports import Column, Dataset, Kind
from inventory.queries import sees_costs
from sales.filters.force import ForceFilter

from .force import Work, total, work, works
from .force_people import Place, of_person, of_team, outside, places

Value = int | Decimal | None


@dataclass(frozen=True)
class Measure:
    """A column. ``rows`` = its key in ``force_rows.FIGURES`` (of a ratio: what it is made of)."""

    key: str
    label: str
    kind: Kind
    of: Callable[[Work], Value]
    rows: str = ""
    costs: bool = False  # only for who sees costs
    why: str = ""


MEASURES = (
    Measure("visits", "Visitas", Kind.INTEGER, lambda one: one.visits, "visits"),
    Measure("calls_out", "Llamadas hechas", Kind.INTEGER, lambda one: one.calls_out, "calls_out"),
    Measure("calls_in", "Contestadas", Kind.INTEGER, lambda one: one.calls_in, "calls_in"),
    Measure("calls_missed", "Perdidas", Kind.INTEGER, lambda one: one.calls_missed, "calls_missed"),
    Measure("proposals", "Propuestas", Kind.INTEGER, lambda one: one.proposals, "proposals"),
    Measure("versions", "Versiones", Kind.INTEGER, lambda one: one.versions, "versions"),
    Measure("rejections", "Rechazos", Kind.INTEGER, lambda one: one.rejections, "rejections"),
    Measure("won", "Ganadas", Kind.INTEGER, lambda one: one.won, "won"),
    Measure("lost", "No ganadas", Kind.INTEGER, lambda one: one.lost, "lost"),
    Measure("conversion", "Conversión", Kind.PERCENT, lambda one: one.conversion, "closed",
            why="Ganadas entre las oportunidades que se cerraron."),
    Measure("visits_per_closing", "Visitas por cierre", Kind.DECIMAL, lambda one: one.visits_per_closing,
            "closing_visits",
            why="Visitas de las oportunidades ganadas, entre las ganadas. Vacío si no se ganó ninguna."),
    Measure("cycle_days", "Días de ciclo", Kind.DECIMAL, lambda one: one.cycle_days, "won",
            why="Media de días desde que se abrió hasta que se ganó."),
    Measure("sales", "Ventas", Kind.MONEY, lambda one: one.sales, "sales",
            why="Pedidos en pie menos devoluciones, sin impuesto."),
    Measure("margin", "Margen", Kind.MONEY, lambda one: one.margin, "margin", costs=True,
            why="Lo vendido de costo conocido menos ese costo. Vacío si no se conoce ninguno; si falta alguno, dice de "
            "qué parte de lo vendido se conoce."),
    Measure("cost", "Costo de vender", Kind.MONEY, lambda one: one.cost, "cost",
            why="Lo que cuesta cada visita, llamada o correo que registró; cada precio se pone en Ajustes."),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A person or a team. ``place`` is ``None`` for who has no place in the tree (the last line) and for the total."""

    name: str
    place: Place | None
    team: bool
    now: Work
    before: Work

    @property
    def loose(self) -> bool:
        """The line of who has no place in the tree."""
        return self.place is None and not self.team

    @property
    def depth(self) -> int:
        return 0 if self.place is None else self.place.depth


@dataclass(frozen=True)
class Board:
    """Lines in the order of the tree, each team before its people; ``whole`` = everything that is seen."""

    chosen: ForceFilter
    measures: tuple[Measure, ...]
    lines: list[Line]
    whole: Line


def measures_for(user: Any) -> tuple[Measure, ...]:
    """The columns that the person may see."""
    costs = user is None or sees_costs(user)
    return tuple(one for one in MEASURES if costs or not one.costs)


def board(user: Any, chosen: ForceFilter, *, seen: list[Place] | None = None) -> Board:
    """The board over ``seen`` (whom ``user`` sees, read here if not given); one query and the tree's."""
    seen = places(user) if seen is None else seen
    now, before = works([(chosen.first, chosen.last), chosen.before], user=user, segment=chosen.segment)
    lines = list(_lines(seen, now, before))
    loose_now, loose_before = outside(now, seen), outside(before, seen)
    if not (loose_now.idle and loose_before.idle):
        lines.append(Line("Sin puesto en el árbol de ventas", None, False, loose_now, loose_before))
    whole = Line("Total", None, True, total(now), total(before))
    return Board(chosen, measures_for(user), lines, whole)


def _lines(seen: list[Place], now: dict[Any, Work], before: dict[Any, Work]) -> Iterable[Line]:
    for place in seen:
        if place.leads:
            yield Line(f"Equipo de {place.user}", place, True, of_team(now, place), of_team(before, place))
        own, was = of_person(now, place.user.pk), of_person(before, place.user.pk)
        if not place.leads or not (own.idle and was.idle):
            yield Line(str(place.user), place, False, own, was)


KNOWN = Measure("known", "Ventas de costo conocido", Kind.PERCENT, lambda one: one.known, costs=True,
                why="De qué parte de lo vendido se conoce el costo.")  # fmt: skip


def dataset(found: Board) -> Dataset:
    """The same table for print, Excel, CSV, PDF and Word; the known share, on the page under the margin, beside it."""
    measures = tuple(two for one in found.measures for two in ((one, KNOWN) if one.key == "margin" else (one,)))
    columns = (Column("name", "Quién"), *(Column(one.key, one.label, one.kind) for one in measures))
    rows = [(("  " * line.depth) + line.name, *(one.of(line.now) for one in measures)) for line in found.lines]
    return Dataset(
        name=f"equipo-{found.chosen.first}-{found.chosen.last}",
        title=f"Equipo de ventas, del {found.chosen.first:%d/%m/%Y} al {found.chosen.last:%d/%m/%Y}",
        columns=columns,
        rows=rows,
        notes=(
            "Ventas y costo en la moneda de la empresa, sin impuesto. La línea de un equipo suma a su gente.",
            *(f"{one.label}: {one.why}" for one in measures if one.why),
        ),
        totals={one.key: one.of(found.whole.now) for one in measures},
    )


ORDER = (
    "visits", "calls_out", "calls_in", "calls_missed", "proposals", "versions", "rejections", "won", "lost", "sales",
    "margin", "cost", "visits_per_closing", "cycle_days",
)  # fmt: skip


def report(*, first: date, last: date) -> Dataset:
    """``manage.py report sales_force``: one row a seller (his username), the whole house, no teams."""
    found = work(first=first, last=last)
    by_key = {one.key: one for one in MEASURES}
    sellers = User.objects.filter(pk__in=[pk for (pk,) in found]).order_by("username")
    placed = User.objects.filter(sales_position__isnull=False, is_active=True)
    people = sorted({*sellers, *placed}, key=lambda one: one.username)
    rows = [(one.username, *(by_key[key].of(found.get((one.pk,), Work())) for key in ORDER)) for one in people]
    return Dataset(
        name=f"fuerza-de-ventas-{first}-{last}",
        title=f"Fuerza de ventas, del {first:%d/%m/%Y} al {last:%d/%m/%Y}",
        columns=(Column("seller", "Vendedor"), *(Column(key, by_key[key].label, by_key[key].kind) for key in ORDER)),
        rows=rows,
    )
