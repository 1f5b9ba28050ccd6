"""Who of the team needs help, and why in words: late tasks, deals that stand still, a target out of reach, silence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Now

from activities.enums import TaskState
from activities.models import Interaction, Task
from company.models import User
from core import formatting
from core.formatting import Locale
from sales.enums import OpportunityState
from sales.models import Opportunity

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
    """One ``State`` a person who sells, in the order given: three queries however many they are."""
    people = [place for place in seen if not place.leads]
    ids = [place.user.pk for place in people]
    tasks: dict[int, Any] = {
        one["owner"]: one
        for one in Task.objects.filter(owner__in=ids, state=TaskState.OPEN)
        .order_by()
        .values("owner")
        .annotate(late=Count("id", filter=Q(due_at__lt=at)), soon=Count("id", filter=Q(due_at__date=today)))
    }
    stands = ExpressionWrapper(Now() - F("stage_since"), output_field=DurationField())
    allowed = ExpressionWrapper(F("stage__max_days") * Value(timedelta(days=1)), output_field=DurationField())
    stuck = Q(stage__max_days__isnull=False, stands__gt=F("allowed"))
    adrift = ~Q(pk__in=Opportunity.objects.filter(tasks__task__state=TaskState.OPEN).values("pk"))
    deals: dict[int, Any] = {
        one["owner"]: one
        for one in Opportunity.objects.filter(owner__in=ids, state=OpportunityState.OPEN)
        .annotate(stands=stands, allowed=allowed)
        .order_by()
        .values("owner")
        .annotate(
            money=Sum("amount"),
            stuck=Count("id", filter=stuck),
            stuck_money=Sum("amount", filter=stuck),
            adrift=Count("id", filter=adrift),
        )
    }
    touched = last_touches(ids)
    return [
        State(
            user=place.user,
            due_today=tasks.get(place.user.pk, {}).get("soon", 0),
            late=tasks.get(place.user.pk, {}).get("late", 0),
            stuck=deals.get(place.user.pk, {}).get("stuck", 0),
            stuck_money=deals.get(place.user.pk, {}).get("stuck_money") or Decimal(0),
            adrift=deals.get(place.user.pk, {}).get("adrift", 0),
            open_money=deals.get(place.user.pk, {}).get("money") or Decimal(0),
            last_touch=touched.get(place.user.pk),
            progress=tuple(found.get((place.user.pk, "own"), ())),
        )
        for place in people
    ]


def last_touches(ids: list[int]) -> dict[int, date]:
    """The day of the newest touch of each: an index look-up a person, one statement."""
    newest = (
        User.objects.filter(pk__in=ids)
        .annotate(
            last=Subquery(
                Interaction.objects.filter(user=OuterRef("pk"))
                .order_by("-happened_at", "-id")
                .values("happened_at__date")[:1]
            )
        )
        .values_list("pk", "last")
    )
    return {pk: day for pk, day in newest if day}


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
