"""Filters of opportunities: the list, the board and every figure that leads to them. The names are the addresses."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

import django_filters as df
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict

from company.enums import Role
from company.models import SalesPosition, User
from company.queries import team_of, today
from core import formatting
from core.clock import now
from core.lists import ListFilter, Words
from customers.models import Customer
from sales.enums import Entry, OpportunityState
from sales.models import Competitor, LossReason, Opportunity, Pipeline, Stage
from sales.queries.board import AGE_LABELS, of_age, only_stuck, with_step, without_step
from sales.queries.funnel import THEN, span, that_passed
from sales.queries.scope import sees_whole_house

from .orders import DATE, _KeyWidget, day_said

Rows = QuerySet[Opportunity]
NEXT_STEP = [("no", "Sin próximo paso"), ("late", "Con el próximo paso vencido"), ("yes", "Con próximo paso")]
DUE = [("late", "Ya pasó"), ("soon", "En los próximos 30 días"), ("none", "Sin fecha")]
DUE_SAID = {"late": "cuya fecha ya pasó", "soon": "que se cierran en 30 días", "none": "sin fecha de cierre"}
NEXT_SAID = {"no": "sin próximo paso", "late": "con el próximo paso vencido", "yes": "con próximo paso"}
# These ask for closed ones too, or for whatever state.
ANY_STATE = frozenset({"state", "reason", "competitor", "closed_from", "closed_to", "through"})


def month_of(value: str) -> tuple[date, date]:
    """First and last day of a month written ``2026-12``; raises ``ValueError``."""
    first = datetime.strptime(value, "%Y-%m").date()
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def a_month(value: str) -> None:
    try:
        month_of(value)
    except (ValueError, OverflowError) as error:
        raise ValidationError("Escribe el mes como 2026-12.") from error


def month_said(value: str) -> str:
    """ "diciembre", with its year if it is another than this."""
    first = month_of(value)[0]
    name = formatting.MONTHS[first.month - 1]
    return name if first.year == today().year else f"{name} de {first.year}"


def stage_said(stage: Stage) -> str:
    return f"«{stage.name}»"


def owners_of(user: Any) -> QuerySet[User]:
    """People by whom the person may narrow: who sells in his scope, and whoever holds a deal there.

    The scope is part of the statement: making a filter asks nothing. ``None`` is the machine, which sees all.
    """
    sells = Q(is_active=True, groups__name__in=(Role.SELLER.value, Role.SUPERVISOR.value, Role.GESTOR.value))
    rows = User.objects.filter(sells | Exists(Opportunity.objects.filter(owner=OuterRef("pk"))))
    if user is not None and not sees_whole_house(user):
        own = SalesPosition.objects.filter(user_id=user.pk).exclude(path="").values("path")[:1]
        below = SalesPosition.objects.filter(path__startswith=Subquery(own))
        rows = rows.filter(Q(pk=user.pk) | Q(pk__in=below.values("user")))
    return rows.distinct().order_by("first_name", "last_name", "username")


def leaders_of(user: Any) -> QuerySet[User]:
    """Those in his scope who have people below."""
    led = SalesPosition.objects.filter(parent__isnull=False).values("parent__user")
    return User.objects.filter(Q(pk__in=owners_of(user).order_by().values("pk")), pk__in=led).order_by(
        "first_name", "last_name", "username"
    )


class OpportunityFilter(ListFilter):
    """What deals can be narrowed by. People are those of the person's own scope: others do not exist for him."""

    stage = df.ModelMultipleChoiceFilter(label="Etapa", queryset=Stage.objects.select_related("pipeline"))
    owner = df.ModelChoiceFilter(label="De quién", queryset=User.objects.none(), empty_label="De cualquiera")
    team = df.ModelChoiceFilter(
        label="Del equipo de", queryset=User.objects.none(), empty_label="De cualquiera", method="by_team"
    )
    pipeline = df.ModelChoiceFilter(
        label="Proceso", queryset=Pipeline.objects.all(), to_field_name="code", empty_label="Cualquiera"
    )
    state = df.MultipleChoiceFilter(label="Estado", choices=OpportunityState.choices)
    entry = df.MultipleChoiceFilter(label="Por dónde llegó", choices=Entry.choices)
    next = df.ChoiceFilter(label="Próximo paso", choices=NEXT_STEP, method="by_next", empty_label="Da igual")
    stuck = df.BooleanFilter(label="Estancadas", method="by_stuck")
    age = df.ChoiceFilter(
        label="Días en la etapa", choices=list(AGE_LABELS.items()), method="by_age", empty_label="Da igual"
    )
    due = df.ChoiceFilter(label="Fecha de cierre", choices=DUE, method="by_due", empty_label="Da igual")
    month = df.CharFilter(
        label="Se cierra en el mes", method="by_month", validators=[a_month], help_text="Como 2026-12."
    )
    amount_min = df.NumberFilter(label="Importe desde", field_name="amount", lookup_expr="gte")
    amount_max = df.NumberFilter(label="Importe hasta", field_name="amount", lookup_expr="lte")
    opened_from = df.DateFilter(label="Abiertas desde", field_name="opened_on", lookup_expr="gte", widget=DATE)
    opened_to = df.DateFilter(label="Abiertas hasta", field_name="opened_on", lookup_expr="lte", widget=DATE)
    closed_from = df.DateFilter(label="Cerradas desde", method="by_closed", widget=DATE)
    closed_to = df.DateFilter(label="Cerradas hasta", method="by_closed", widget=DATE)
    reason = df.ModelChoiceFilter(
        label="Por qué se perdió",
        field_name="lost_reason",
        queryset=LossReason.objects.all(),
        to_field_name="code",
        empty_label="Cualquiera",
    )
    competitor = df.ModelChoiceFilter(
        label="La ganó", field_name="lost_to", queryset=Competitor.objects.all(), empty_label="Cualquiera"
    )
    customer = df.ModelChoiceFilter(label="Cliente", queryset=Customer.objects.all(), widget=_KeyWidget)
    # Behind the figures of the funnel: what came into a stage between two days, and what became of it.
    through = df.ModelChoiceFilter(label="Pasó por", queryset=Stage.objects.all(), widget=_KeyWidget, method="whole")
    through_from = df.DateFilter(label="Pasó desde", widget=_KeyWidget, method="by_through")
    through_to = df.DateFilter(label="Pasó hasta", widget=_KeyWidget, method="whole")
    then = df.ChoiceFilter(label="Después", choices=list(THEN.items()), widget=_KeyWidget, method="whole")

    words: ClassVar[dict[str, Words]] = {
        "stage": Words("en", lambda stages: " o ".join(stage_said(one) for one in stages)),
        "owner": Words("de", str),
        "team": Words("del equipo de", str),
        "pipeline": Words("del proceso", str),
        "entry": Words("que llegaron por"),
        "next": Words("", lambda value: NEXT_SAID[value]),
        "stuck": Words("", lambda value: "estancadas" if value else "que no están estancadas"),
        "age": Words("con", lambda value: f"{AGE_LABELS[value][:1].lower()}{AGE_LABELS[value][1:]} en la etapa"),
        "due": Words("", lambda value: DUE_SAID[value]),
        "month": Words("que se cierran en", month_said),
        "amount_min": Words("desde", str),
        "amount_max": Words("hasta", str),
        "opened_from": Words("abiertas desde el", day_said),
        "opened_to": Words("abiertas hasta el", day_said),
        "closed_from": Words("cerradas desde el", day_said),
        "closed_to": Words("cerradas hasta el", day_said),
        "reason": Words("perdidas por", lambda value: str(value).lower()),
        "competitor": Words("que ganó", str),
        "customer": Words("de", str),
        "through": Words("que pasaron por", stage_said),
        "through_from": Words("desde el", day_said),
        "through_to": Words("hasta el", day_said),
        "then": Words("", lambda value: THEN[value]),
    }

    class Meta:
        model = Opportunity
        fields: ClassVar[list[str]] = []

    def __init__(self, data: QueryDict, queryset: Any, *, user: Any) -> None:
        super().__init__(data, queryset, user=user)
        for name, people in (("owner", owners_of), ("team", leaders_of)):
            self.filters[name].queryset = people(user)

    def by_team(self, rows: Rows, name: str, value: User) -> Rows:
        return rows.filter(owner__in=team_of(value))

    def by_next(self, rows: Rows, name: str, value: str) -> Rows:
        if value == "no":
            return without_step(rows)
        return with_step(rows, late_at=now() if value == "late" else None)

    def by_stuck(self, rows: Rows, name: str, value: bool) -> Rows:
        stuck = only_stuck(rows, on=today())
        return stuck if value else rows.exclude(pk__in=stuck.order_by().values("pk"))

    def by_age(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(of_age(value, on=today()))

    def by_due(self, rows: Rows, name: str, value: str) -> Rows:
        on = today()
        if value == "none":
            return rows.filter(expected_on=None)
        if value == "late":
            return rows.filter(expected_on__lt=on)
        return rows.filter(expected_on__range=(on, on + timedelta(days=30)))

    def by_month(self, rows: Rows, name: str, value: str) -> Rows:
        """What is expected in the month and not late already, as the forecast counts it."""
        first, last = month_of(value)
        return rows.filter(expected_on__range=(max(first, today()), last))

    def by_closed(self, rows: Rows, name: str, value: date) -> Rows:
        start, end = span(value, value)
        return rows.filter(closed_at__gte=start) if name == "closed_from" else rows.filter(closed_at__lt=end)

    def by_through(self, rows: Rows, name: str, value: date) -> Rows:
        told = self.form.cleaned_data
        stage, last = told.get("through"), told.get("through_to") or today()
        if stage is None or last < value:
            return rows
        return that_passed(rows, stage, first=value, last=last, then=told.get("then") or "")

    def whole(self, rows: Rows, name: str, value: Any) -> Rows:
        """Read by ``by_through`` together with the first day."""
        return rows


def only_open(rows: Rows, asked: ListFilter) -> Rows:
    """What is closed stays out unless it was asked for, or searched by its words."""
    if ANY_STATE & {name for chip in asked.chips() for name in chip.names} or asked.data.get("q"):
        return rows
    return rows.filter(state=OpportunityState.OPEN)
