"""Who may see which opportunities, how far each is in its process, and what it lacks.

The progress of an opportunity is counted, not guessed: required steps that are done ÷ required steps of its whole
process (active stages and steps only, whatever the stage in which it stands). A process without required steps has no
progress. A step done by an action that was taken back since does not count.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value

from activities.enums import TaskState
from activities.models import Task
from core import history
from core.lists import find
from customers.models import Customer
from sales.enums import OpportunityState, StepBy
from sales.models import Opportunity, OpportunityTask, Pipeline, Stage, StageStep, StepDone

from .scope import owned_by_scope


@dataclass(frozen=True)
class Progress:
    """Required steps done, of how many."""

    done: int
    total: int

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down; ``None`` where the process asks for nothing."""
        return self.done * 100 // self.total if self.total else None


@dataclass(frozen=True)
class StepState:
    """A step of a stage in one opportunity; ``done`` is what did it, if it is done."""

    step: StageStep
    done: StepDone | None

    @property
    def by_hand(self) -> bool:
        return self.step.by == StepBy.HAND


@dataclass(frozen=True)
class StageState:
    """A stage of the process of one opportunity: ``place`` is "past", "now" or "ahead"."""

    stage: Stage
    place: str
    steps: list[StepState]

    @property
    def missing(self) -> list[StageStep]:
        """Its required steps that are not done."""
        return [one.step for one in self.steps if one.step.required and one.done is None]


def opportunities_visible_to(user: Any) -> QuerySet[Opportunity]:
    """The owner's and those of the people below him in the sales tree; all for who sees the whole house."""
    return owned_by_scope(user, Opportunity.objects.all())


def opportunities_listed(user: Any) -> QuerySet[Opportunity]:
    """The base of lists and of the page of one."""
    return opportunities_visible_to(user).select_related("customer", "pipeline", "stage", "owner", "lost_reason")


def default_pipeline() -> Pipeline:
    """The usual process, else the first one in use."""
    rows = Pipeline.objects.filter(is_active=True, stages__is_active=True).distinct()
    return rows.order_by("-is_default", "order", "name")[0]


def stages_of(pipeline: Pipeline | int) -> list[Stage]:
    """The active stages of a process in their order."""
    return list(Stage.objects.filter(pipeline=pipeline, is_active=True).order_by("position", "id"))


def done_steps() -> QuerySet[StepDone]:
    """Steps that count as done: what an action did counts only while the action stands."""
    return StepDone.objects.exclude(step__by=StepBy.ACTION, interaction=None)


def required_steps() -> QuerySet[StageStep]:
    """The steps by which progress is measured."""
    return StageStep.objects.filter(required=True, is_active=True, stage__is_active=True)


def progress_of(opportunities: Iterable[Opportunity]) -> dict[int, Progress]:
    """Progress by opportunity: one query, however many they are."""
    process = {one.pk: one.pipeline_id for one in opportunities}
    if not process:
        return {}
    asked = required_steps().filter(stage__pipeline__in=set(process.values())).order_by()
    counted = done_steps().filter(
        opportunity__in=process,
        step__in=required_steps(),
        step__stage__pipeline=F("opportunity__pipeline"),
    )
    sums = asked.values_list("stage__pipeline", Value("total")).annotate(n=Count("pk"))
    sums = sums.union(
        counted.order_by().values_list("opportunity", Value("done")).annotate(n=Count("pk")),
        all=True,
    )
    totals: dict[int, int] = {}
    done: dict[int, int] = {}
    for key, what, n in sums:
        (totals if what == "total" else done)[key] = n
    return {pk: Progress(done.get(pk, 0), totals.get(pipeline, 0)) for pk, pipeline in process.items()}


def process_of(opportunity: Opportunity) -> list[StageState]:
    """The stages of its process with their steps, and which are done: three queries.

    The stage in which it stands is there even if it is no longer in use.
    """
    wanted = Q(is_active=True) | Q(pk=opportunity.stage_id)
    stages = list(Stage.objects.filter(wanted, pipeline_id=opportunity.pipeline_id).order_by("position", "id"))
    done = {one.step_id: one for one in done_steps().filter(opportunity=opportunity).select_related("actor")}
    steps: dict[int, list[StepState]] = {}
    for step in StageStep.objects.filter(is_active=True, stage__in=stages).select_related("action_type"):
        steps.setdefault(step.stage_id, []).append(StepState(step, done.get(step.pk)))
    here = next(one.position for one in stages if one.pk == opportunity.stage_id)
    return [StageState(one, _place(one, opportunity, here), steps.get(one.pk, [])) for one in stages]


def _place(stage: Stage, opportunity: Opportunity, here: int) -> str:
    if stage.pk == opportunity.stage_id:
        return "now"
    return "past" if stage.position < here else "ahead"


def missing_before(opportunity: Opportunity, stage: Stage) -> list[StageStep]:
    """Required steps not done in the stages that a move to ``stage`` leaves behind: the present one, those jumped."""
    rows = required_steps().filter(
        stage__pipeline_id=stage.pipeline_id,
        stage__position__gte=opportunity.stage.position,
        stage__position__lt=stage.position,
    )
    done = done_steps().filter(opportunity=opportunity).values("step")
    return list(rows.exclude(pk__in=done).order_by("stage__position", "position", "id"))


def next_steps_of(ids: Collection[int]) -> dict[int, Task]:
    """The next open commitment of each opportunity: one query."""
    rows = OpportunityTask.objects.filter(opportunity__in=ids, task__state=TaskState.OPEN)
    found: dict[int, Task] = {}
    for row in rows.select_related("task").order_by("task__due_at", "task_id"):
        if row.task is not None:
            found.setdefault(row.opportunity_id, row.task)
    return found


def open_of_customer(user: Any, customer: Customer) -> list[Opportunity]:
    """His open ones that the person may see, what closes first on top."""
    return _open_of(opportunities_listed(user), customer)


def open_with_steps(user: Any, customer: Customer) -> list[Opportunity]:
    """The same, each with the title and the moment of its next open commitment (``step_title``, ``step_due``): one
    query."""
    steps = OpportunityTask.objects.filter(opportunity=OuterRef("pk"), task__state=TaskState.OPEN)
    first = steps.order_by("task__due_at", "task_id")
    return _open_of(
        opportunities_listed(user).annotate(
            step_title=Subquery(first.values("task__title")[:1]), step_due=Subquery(first.values("task__due_at")[:1])
        ),
        customer,
    )


def _open_of(rows: QuerySet[Opportunity], customer: Customer) -> list[Opportunity]:
    found = rows.filter(customer=customer, state=OpportunityState.OPEN)
    return list(found.order_by(F("expected_on").asc(nulls_last=True), "id")[:20])


def search_opportunities(rows: QuerySet[Opportunity], text: str) -> QuerySet[Opportunity]:
    """By number, by what is wanted, or by the customer."""
    text = text.replace("\0", "").strip()
    wanted = Q(name__icontains=text) | Q(customer__in=find(Customer.objects.all(), text).order_by().values("pk"))
    if any(letter.isdigit() for letter in text):
        wanted |= Q(number__istartswith=text) | Q(external_id=text)
    return rows.filter(wanted)


def find_opportunities(user: Any, text: str, limit: int) -> list[Opportunity]:
    """For the palette: by the beginning of the number or part of what is wanted, open ones first; one query."""
    text = text.replace("\0", "").strip()
    if len(text) < 3:
        return []
    rows = opportunities_listed(user).filter(Q(number__istartswith=text) | Q(name__icontains=text))
    return list(rows.annotate(closed=Q(closed_at__isnull=False)).order_by("closed", "-opened_on", "-id")[:limit])


def who_was_faster(held: Opportunity, version: int) -> str:
    """Who changed what since that version, in a sentence."""
    events: Any = apps.get_model("sales", "OpportunityEvent")._default_manager
    since = set(events.filter(pgh_obj_id=held.pk, version__gte=version).values_list("pgh_id", flat=True))
    told = [one for one in history.entries(held, limit=20) if one.event_id in since]
    changes = {one.field: one for entry in reversed(told) for one in entry.changes}
    if not changes:
        return "Otra persona la cambió mientras la mirabas."
    who = told[0].who or "El programa"
    if "state" in changes:
        return f"{who} ya la dejó como {str(held.get_state_display()).lower()}."
    if "stage" in changes:
        return f"{who} ya la pasó de «{changes['stage'].before}» a «{changes['stage'].after}»."
    parts = [f"{one.label}: {one.before} → {one.after}" for one in changes.values() if one.field != "stage_since"]
    return f"{who} la cambió mientras la mirabas ({'; '.join(parts[:4])})."
