"""The list of tasks."""

from typing import Any

from django.db.models import QuerySet

from activities import queries
from activities.filters.work import TaskFilter, without_closed
from activities.forms.work import DayForm, OwnerForm
from activities.models import Task
from activities.services import tasks
from activities.tables.work import TaskTable, url_of
from company.queries import time_zone
from core.clock import now
from core.lists import BuiltInView, BulkAction, BulkDone, Empty, HeadAct, ListSpec, Sort, list_view

Rows = QuerySet[Task]


def _said(count: int, did: str) -> str:
    return f"{count} {'tarea' if count == 1 else 'tareas'}: {did}"


def finish(*, actor: Any, rows: Rows, values: dict[str, Any]) -> BulkDone:
    count, undo_url = tasks.finish_many(tasks=rows, actor=actor, at=now())
    return BulkDone(_said(count, "hechas"), undo_url)


def move(*, actor: Any, rows: Rows, values: dict[str, Any]) -> BulkDone:
    day, zone = values["date"], time_zone()
    count, undo_url = tasks.postpone_many(
        tasks=rows, to=lambda task: queries.moment(day, task.due_at.astimezone(zone).time()), actor=actor
    )
    return BulkDone(_said(count, "pasadas a otro día"), undo_url)


def reassign(*, actor: Any, rows: Rows, values: dict[str, Any]) -> BulkDone:
    count, undo_url = tasks.reassign(tasks=rows, owner=values["owner"], actor=actor)
    return BulkDone(_said(count, f"ahora de {values['owner']}"), undo_url)


NEW = HeadAct("Nueva tarea", "activities:task_create", "plus", primary=True, key="n")
allowed = queries.tasks_changeable_by

TASKS = ListSpec(
    key="tareas",
    title="Tareas",
    one="tarea",
    many="tareas",
    base=queries.tasks_listed,
    table=TaskTable,
    filters=TaskFilter,
    narrow=without_closed,
    columns=("title", "due", "owner", "acts"),
    sorts={"due": Sort("Por fecha", "due_at", "id")},
    order="due",
    url_name="activities:tasks",
    placeholder="Qué hay que hacer, o el cliente",
    search=queries.search_tasks,
    alike=None,
    all_label="Todas",
    row_url=url_of,
    views=(
        BuiltInView("mias", "Mías", "owner={user}"),
        BuiltInView("atrasadas", "Atrasadas", "due=late"),
        BuiltInView("hoy", "Hoy", "due=today"),
        BuiltInView("semana", "Esta semana", "due=week"),
        BuiltInView("hechas", "Hechas", "state=done&sort=-due"),
    ),
    bulk=(
        BulkAction("finish", "Hechas", "check", "Marcar como hechas", finish, None, allowed),
        BulkAction("move", "Mover", "calendar-event", "Mover", move, DayForm, allowed),
        BulkAction("reassign", "Pasar a otro", "user-share", "Pasar", reassign, OwnerForm, allowed),
    ),
    acts=(NEW,),
    empty=Empty(
        icon="checkbox",
        title="Aquí está lo que prometiste, por fecha",
        text="Cada llamada o visita deja aquí su próximo paso. También puedes anotar uno ahora.",
        act=NEW,
    ),
)

task_list = list_view(TASKS)
