"""Home of who leads sellers: who needs help, what waits for his word, the team's day, where the target will land.

A supervisor sees persons; who leads supervisors (the national one, the director) sees their teams.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.urls import reverse

from company.models import User
from core.clock import now, week_of
from sales.enums import QuoteState
from sales.models import Quote
from sales.queries import redirected_visible_to, targets
from sales.queries.force import Work, work
from sales.queries.force_findings import State, reasons, states
from sales.queries.force_people import Place, places
from sales.queries.scope import owned_by_scope

from .homes import SHOWN, WorkGroup, WorkHome, sales_groups
from .wording import Finding, Piece, Voice, WorkRow, listed, say


@dataclass(frozen=True)
class _Team:
    """What is seen of the team, read once."""

    seen: list[Place]
    states: list[State]
    progress: dict[tuple[int, str], list[targets.Progress]]


def supervisor_home(user: User, *, voice: Voice) -> WorkHome:
    """The team's day and week. The number of queries is the same with three people and with thirty."""
    seen = places(user)
    progress = targets.progress_of(user, today=voice.today, rows=seen)
    team = _Team(seen, states(seen, at=now(), today=voice.today, found=progress), progress)
    rest = sales_groups(frozenset({user.pk} | {place.user.pk for place in seen}), voice=voice)
    findings = [*_landing(user, team, voice), *_week(user, team, voice), *rest.findings]
    groups = [_help(user, team, voice), _waiting_for_him(user, voice), _day(user, team, voice), *rest.groups]
    return WorkHome("Hoy", findings, [group for group in groups if group is not None])


def _landing(user: User, team: _Team, voice: Voice) -> list[Finding]:
    """Where the target of the whole team will land."""
    for one in team.progress.get((user.pk, "team"), []):
        if not one.is_money:
            continue
        url = reverse("sales:force")
        said: list[str | Piece] = [
            "El equipo lleva ", Piece(voice.money(one.done), url), " de una meta de ",
            Piece(voice.money(one.target.amount), reverse("sales:targets")), " este mes",
        ]  # fmt: skip
        if one.landing is None:
            return [say(*said, "; es pronto para decir dónde acabará.")]
        pace = Piece(voice.money(one.landing), url, tone="bad" if one.behind else "good")
        why = "Lo vendido entre los días hábiles que pasaron, por los días hábiles del mes."
        return [say(*said, ". A este paso acabará en ", pace, ".", why=why)]
    return []


def _week(user: User, team: _Team, voice: Voice) -> list[Finding]:
    """What the team did since Monday, beside what it sold the week before: one query."""
    if not team.seen:
        return []
    monday = voice.today - timedelta(days=voice.today.weekday())
    by_week = work(first=monday - timedelta(days=7), last=voice.today, by=("week",), user=user)
    this, before = (by_week.get((week_of(day),), Work()) for day in (monday, monday - timedelta(days=7)))
    page = reverse("sales:force_rows")

    def piece(what: str, said: str, period: str = "semana") -> Piece:
        return Piece(said, f"{page}?periodo={period}&que={what}")

    told = [
        piece(what, voice.count(value, one, many))
        for what, value, one, many in (
            ("visits", this.visits, "visita", "visitas"),
            ("calls_out", this.calls_out, "llamada", "llamadas"),
            ("proposals", this.proposals, "propuesta", "propuestas"),
            ("won", this.won, "venta ganada", "ventas ganadas"),
        )
        if value
    ]
    told.append(piece("sales", f"{voice.money(this.sales)} vendidos"))
    said: list[str | Piece] = ["Esta semana: "]
    for place, one in enumerate(told):
        said += ["" if not place else " y " if place == len(told) - 1 else ", ", one]
    last = piece("sales", voice.money(before.sales), "semana-pasada")
    return [say(*said, "; la semana pasada entera, ", last, ".")]


def _help(user: User, team: _Team, voice: Voice) -> WorkGroup | None:
    if not team.states:
        return None
    told = [(one, reasons(one, today=voice.today, locale=voice.locale)) for one in team.states]
    wanted = sorted((pair for pair in told if pair[1]), key=lambda pair: pair[0].weight, reverse=True)
    leaders = [place for place in team.seen if place.leads and place.user.pk != user.pk and _leads_sellers(place, team)]
    rows = (
        [row for place in leaders if (row := _team_row(place, wanted, voice))]
        if leaders
        else [_person_row(state, said, voice) for state, said in wanted[:SHOWN]]
    )
    return WorkGroup(
        "Quién necesita ayuda",
        rows,
        note="lo más pesado primero",
        more_label="Ver el equipo",
        more_url=reverse("sales:force"),
        empty="Todos van bien: sin tareas atrasadas, sin oportunidades estancadas y con sus metas a su alcance.",
    )


def _leads_sellers(place: Place, team: _Team) -> bool:
    """He leads people who sell, not other chiefs."""
    chiefs = {one.user.pk for one in team.seen if one.leads}
    return bool(place.below) and not place.below & chiefs


def _team_row(place: Place, wanted: list[tuple[State, list[str]]], voice: Voice) -> WorkRow | None:
    of_his = [(state, said) for state, said in wanted if state.user.pk in place.below]
    if not of_his:
        return None
    names = [state.user.first_name or str(state.user) for state, _ in of_his]
    stuck = sum((state.stuck_money for state, _ in of_his), Decimal(0))
    verb = "necesita" if len(names) == 1 else "necesitan"
    return WorkRow(
        title=f"Equipo de {place.user}: {listed(names)} {verb} ayuda",
        detail=f"{of_his[0][0].user}: {of_his[0][1][0]}",
        act="Ver el equipo",
        act_url=reverse("sales:force"),
        icon="users",
        figure=voice.money(stuck) if stuck else "",
        figure_label="estancado" if stuck else "",
    )


def _person_row(state: State, said: list[str], voice: Voice) -> WorkRow:
    page = reverse("sales:force_person", args=[state.user.pk])
    return WorkRow(
        title=str(state.user),
        detail=" · ".join(said)[:1].upper() + " · ".join(said)[1:],
        act="Ver su trabajo",
        act_url=page,
        icon="user",
        figure=voice.money(state.stuck_money) if state.stuck_money else "",
        figure_label="estancado" if state.stuck_money else "",
        url=page,
    )


def _waiting_for_him(user: User, voice: Voice) -> WorkGroup | None:
    """Discounts to approve, and redirected orders that nobody has called."""
    quotes = owned_by_scope(user, Quote.objects.filter(state=QuoteState.WAITING)).exclude(owner=user)
    rows = [
        WorkRow(
            title=f"{quote.owner} pide aprobar un descuento",
            detail=f"{quote.number} para {quote.customer.name}",
            act="Revisar",
            act_url=reverse("sales:quote", args=[quote.pk]),
            icon="check",
            figure=voice.money(quote.total),
        )
        for quote in quotes.select_related("customer", "owner").order_by("-total", "-id")[:SHOWN]
    ]
    loose = redirected_visible_to(user).filter(status__in=["waiting", "assigned"]).select_related("customer", "seller")
    rows += [
        WorkRow(
            title=f"Nadie ha llamado a {one.who}",
            detail=f"Pedido redirigido {one.number}, de {one.seller or 'nadie todavía'}",
            act="Ver y asignar",
            act_url=reverse("sales:redirected", args=[one.pk]),
            icon="arrow-guide",
            figure=voice.money(one.amount) if one.amount else "",
        )
        for one in loose.order_by("-amount", "-id")[:3]
    ]
    return WorkGroup("Espera tu palabra", rows) if rows else None


def _day(user: User, team: _Team, voice: Voice) -> WorkGroup | None:
    """Who has what today."""
    busy = [one for one in team.states if one.due_today or one.late]
    if not busy:
        return None
    tasks = reverse("activities:tasks")
    rows = [
        WorkRow(
            title=str(one.user),
            detail=listed(
                [
                    voice.count(one.due_today, "tarea para hoy", "tareas para hoy") if one.due_today else "",
                    voice.count(one.late, "atrasada", "atrasadas") if one.late else "",
                ]
            ),
            act="Ver sus tareas",
            act_url=f"{tasks}?owner={one.user.pk}",
            icon="calendar",
        )
        for one in sorted(busy, key=lambda one: (-one.late, -one.due_today))[:SHOWN]
    ]
    return WorkGroup("El día del equipo", rows, note="lo atrasado primero")
