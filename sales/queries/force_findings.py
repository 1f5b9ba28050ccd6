"""Who of the team needs help, and why in words: late tasks, deals that stand still, a target out of reach, silence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Sum,
    TextField,
    Value,
)
from django.db.models.functions import Cast, JSONObject, Now

from activities.enums import TaskState
from activities.models import Interaction, Task
from company.models import User
from core import formatting
from core.formatting import Locale
from sales.enums import OpportunityState
from sales.models import Opportunity, OpportunityTask

from .force_people import Place
from .targets import Progress

SILENT_DAYS = 3


@dataclass(frozen=True)
class State:
    """How a person stands now. ``silent`` = nothing was written down for so many days (``None`` = never)."""

    user: User
    due_today: int = 0
    late: int = 0
    stuck: int = 0
    stuck_money: Decimal = Decimal(0)
    adrift: int = 0  # open deals without a next step
    open_money: Decimal = Decimal(0)
    last_touch: date | None = None
    progress: tuple[Progress, ...] = ()

    @property
    def behind(self) -> list[Progress]:
        return [one for one in self.progress if one.behind]

    @property
    def weight(self) -> tuple[int, Decimal, int]:
        """Who needs help most comes first."""
        return (len(self.behind) + bool(self.late) + bool(self.stuck), self.stuck_money, self.late)


def states(
    seen: Iterable[Place], *, at: datetime, today: date, found: dict[tuple[int, str], list[Progress]]
) -> list[State]:
    """One ``State`` a person who sells, in the order given: one query however many they are."""
    people = [place for place in seen if not place.leads]
    told = dict(
        User.objects.filter(pk__in=[place.user.pk for place in people])
        .annotate(told_tasks=_tasks(at, today), told_deals=_deals(), told_last=_last_touch())
        .values_list("pk", JSONObject(tasks="told_tasks", deals="told_deals", last="told_last"))
    )
    return [
        _state(place.user, told.get(place.user.pk, {}), tuple(found.get((place.user.pk, "own"), ())))
        for place in people
    ]


def _state(user: User, told: dict[str, Any], progress: tuple[Progress, ...]) -> State:
    tasks, deals, last = told.get("tasks") or {}, told.get("deals") or {}, told.get("last")
    return State(
        user=user,
        due_today=tasks.get("soon", 0),
        late=tasks.get("late", 0),
        stuck=deals.get("stuck", 0),
        stuck_money=Decimal(deals.get("stuck_money") or 0),
        adrift=deals.get("adrift", 0),
        open_money=Decimal(deals.get("money") or 0),
        last_touch=date.fromisoformat(last) if last else None,
        progress=progress,
    )


def _tasks(at: datetime, today: date) -> Subquery:
    """His open tasks: those whose hour has passed, those of today."""
    mine = Task.objects.filter(owner=OuterRef("pk"), state=TaskState.OPEN).order_by().values("owner")
    late, soon = Count("id", filter=Q(due_at__lt=at)), Count("id", filter=Q(due_at__date=today))
    return Subquery(mine.annotate(told=JSONObject(late=late, soon=soon)).values("told"))


def _deals() -> Subquery:
    """His open deals. Money goes as text: a number of JSON would come back rounded."""
    stands = ExpressionWrapper(Now() - F("stage_since"), output_field=DurationField())
    allowed = ExpressionWrapper(F("stage__max_days") * Value(timedelta(days=1)), output_field=DurationField())
    stuck = Q(stage__max_days__isnull=False, stands__gt=F("allowed"))
    adrift = ~Exists(OpportunityTask.objects.filter(opportunity=OuterRef("pk"), task__state=TaskState.OPEN))
    mine = (
        Opportunity.objects.filter(owner=OuterRef("pk"), state=OpportunityState.OPEN)
        .annotate(stands=stands, allowed=allowed, adrift=adrift)
        .order_by()
        .values("owner")
    )
    told = JSONObject(
        money=Cast(Sum("amount"), TextField()),
        stuck=Count("id", filter=stuck),
        stuck_money=Cast(Sum("amount", filter=stuck), TextField()),
        adrift=Count("id", filter=Q(adrift=True)),
    )
    return Subquery(mine.annotate(told=told).values("told"))


def _last_touch() -> Subquery:
    """The day of his newest touch: an index look-up a person."""
    newest = Interaction.objects.filter(user=OuterRef("pk")).order_by("-happened_at", "-id")
    return Subquery(newest.values("happened_at__date")[:1])


def reasons(state: State, *, today: date, locale: Locale) -> list[str]:
    """Why he needs help, the weightiest first; empty = all goes well."""
    said = []
    for one in state.behind:
        amount = formatting.money_short if one.is_money else formatting.number
        lands, wanted = amount(one.landing, locale), amount(one.target.amount, locale)
        said.append(f"a este paso llegará a {lands} de {wanted} en {str(one.target.get_metric_display()).lower()}")
    if state.stuck:
        many = formatting.plural(state.stuck, "oportunidad estancada", "oportunidades estancadas", locale)
        said.append(f"{many} por {formatting.money_short(state.stuck_money, locale)}")
    if state.late:
        said.append(formatting.plural(state.late, "tarea atrasada", "tareas atrasadas", locale))
    if state.last_touch is None:
        said.append("todavía no ha registrado ninguna acción")
    elif (today - state.last_touch).days > SILENT_DAYS:
        said.append(f"no registra nada desde {formatting.ago(state.last_touch, today=today)}")
    return said
