"""What this app puts into the calendar: tasks to do, and visits, meetings and calls that were."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse

from activities import queries
from activities.enums import Channel, TaskState
from activities.models import Task
from activities.services import tasks
from core.errors import DomainError
from core.slots import CALENDAR, NAVIGATION, CalendarEvent, CalendarSource, NavItem

MET = (Channel.VISIT, Channel.MEETING, Channel.CALL_OUT, Channel.CALL_IN)


def find_tasks(user: Any, people: frozenset[int], start: datetime, end: datetime) -> list[CalendarEvent]:
    """Open and done tasks of these people that ``user`` may see."""
    rows = queries.tasks_visible_to(user).filter(
        Q(state=TaskState.OPEN) | Q(state=TaskState.DONE), owner_id__in=people, due_at__gte=start, due_at__lt=end
    )
    return [task_event(task) for task in rows.select_related("customer", "owner").defer("note", "customer__search")]


def task_event(task: Task) -> CalendarEvent:
    """A task as the calendar shows it."""
    who = task.customer.name if task.customer else ""
    return CalendarEvent(
        id=task.pk,
        title=task.title,
        starts=task.due_at,
        ends=task.ends_at,
        url=reverse("activities:task", args=[task.pk]),
        person=task.owner_id,
        detail=" · ".join(part for part in (who, task.place) if part),
        all_day=task.all_day,
        done=task.state != TaskState.OPEN,
        movable=task.state == TaskState.OPEN,
        version=task.version,
        cancelled=task.state == TaskState.CANCELLED,
    )


def one_task(user: Any, pk: int) -> CalendarEvent | None:
    """An open task that ``user`` may see, wherever it stands now."""
    task = queries.tasks_visible_to(user).filter(pk=pk, state=TaskState.OPEN).select_related("customer").first()
    return task_event(task) if task else None


def feed_tasks(user: Any, start: datetime, end: datetime) -> list[CalendarEvent]:
    """One's own tasks of any state, for his subscription: a cancelled one must be told as such."""
    rows = Task.objects.filter(owner_id=user.pk, due_at__gte=start, due_at__lt=end).select_related("customer")
    return [task_event(task) for task in rows.defer("note", "customer__search").order_by("due_at", "id")]


def move_task(*, actor: Any, id: int, starts: datetime, version: int) -> str:  # noqa: A002 - the slot's word
    """Move a task that ``actor`` may see; gives the address of undo. Raises ``DomainError``."""
    task = queries.tasks_visible_to(actor).filter(pk=id).first()
    if task is None:
        raise DomainError("Esa tarea ya no está.")
    return tasks.postpone(task=task, actor=actor, to=starts, version=version)[1]


def find_interactions(user: Any, people: frozenset[int], start: datetime, end: datetime) -> list[CalendarEvent]:
    """Visits, meetings and calls that these people had."""
    rows = queries.interactions_visible_to(user).filter(
        user_id__in=people, happened_at__gte=start, happened_at__lt=end, channel__in=MET
    )
    return [
        CalendarEvent(
            id=one.pk,
            title=f"{one.get_channel_display()}: {one.customer.name}",
            starts=one.happened_at,
            ends=one.happened_at + timedelta(seconds=one.seconds) if one.seconds else None,
            url=reverse("activities:interaction", args=[one.pk]),
            person=one.user_id,
            detail=one.get_outcome_display(),
            done=True,
        )
        for one in rows.select_related("customer").defer("customer__search", "text")
    ]


CALENDAR.add("tareas", CalendarSource("Tareas", "checkbox", find_tasks, one_task, move_task, feed_tasks), order=10)
CALENDAR.add("contactos", CalendarSource("Contactos", "phone", find_interactions), order=20)
NAVIGATION.add("activities.calendar", NavItem("Agenda", "activities:calendar", "calendar"), order=18)
