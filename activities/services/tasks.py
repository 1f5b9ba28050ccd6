"""Tasks made, changed, moved from state to state. ``_move`` is the only way to change a state (``TASK_MOVES``)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from activities.enums import TASK_MOVES, TaskState
from activities.models import Task
from activities.queries import may_change_task
from company.models import User
from core import undo
from core.audit import acting
from core.errors import Conflict, DomainError, NotAllowed

from .images import former, image

FIELDS = frozenset(
    ["title", "type", "customer", "contact", "due_at", "ends_at", "all_day", "place", "note", "remind_at", "owner"]
)
MADE, CHANGED = "activities.task_made", "activities.tasks_changed"
# What an undo must find again, besides the field that the act is about.
MOVING = ("state", "done_at", "done_by_id", "cancel_reason")
TIMES = ("due_at", "ends_at", "remind_at", "reminded_at")


def create(*, actor: Any, title: str, due_at: datetime, owner: User, **values: Any) -> tuple[Task, str]:
    """A new task for ``owner``; gives it and the address that takes it back. Raises ``DomainError`` without a title."""
    _only_fields(values)
    if not title.strip():
        raise DomainError("Escribe qué hay que hacer.", field="title")
    _check_times({"due_at": due_at, **values})
    with transaction.atomic(), acting(actor=actor, why="tarea nueva"):
        task = Task.objects.create(
            title=title.strip()[:160], due_at=due_at, owner=owner, created_by=actor, **{"all_day": False, **values}
        )
        return task, undo.remember(kind=MADE, actor=actor, said=f"Tarea: {task.title}", payload={"id": task.pk})


def update(*, task: Task, version: int, actor: Any, **values: Any) -> tuple[Task, str]:
    """Change an open task. ``version`` = the one on the screen; if somebody was faster: ``Conflict``."""
    _only_fields(values)
    with transaction.atomic(), acting(actor=actor, why="tarea cambiada"):
        held = _held(task, version, actor)
        if held.state != TaskState.OPEN:
            raise DomainError("Esta tarea ya no está pendiente. Reábrela para cambiarla.")
        _check_times({"due_at": held.due_at, "ends_at": held.ends_at, **values})
        if "remind_at" in values and values["remind_at"] != held.remind_at:
            values = {**values, "reminded_at": None}
        return _write(held, actor=actor, said=f"Tarea: {held.title}", **_columns(values))


def finish(
    *, task: Task, actor: Any, at: datetime, version: int | None = None, interaction: Any = None
) -> tuple[Task, str]:
    """Done at ``at`` (aware), with the ``interaction`` that did it, if there was one."""
    values = {"done_at": at, "done_by_id": interaction.pk if interaction else None}
    return _move(task, TaskState.DONE, actor=actor, version=version, said="Hecha", **values)


def cancel(*, task: Task, actor: Any, reason: str, version: int | None = None) -> tuple[Task, str]:
    """It will not be done; ``reason`` in a few words, required."""
    if not reason.strip():
        raise DomainError("Escribe por qué ya no hace falta.", field="reason")
    return _move(
        task, TaskState.CANCELLED, actor=actor, version=version, said="Cancelada", cancel_reason=reason.strip()[:160]
    )


def reopen(*, task: Task, actor: Any, version: int | None = None) -> tuple[Task, str]:
    """Pending again."""
    values = {"done_at": None, "done_by_id": None, "cancel_reason": ""}
    return _move(task, TaskState.OPEN, actor=actor, version=version, said="Pendiente otra vez", **values)


def postpone(
    *, task: Task, actor: Any, to: datetime, version: int | None = None, ends_at: datetime | None = None
) -> tuple[Task, str]:
    """Another moment; its length and the lead of its reminder stay, unless ``ends_at`` says another end."""
    with transaction.atomic(), acting(actor=actor, why="tarea movida"):
        held = _held(task, version, actor)
        if held.state != TaskState.OPEN:
            raise DomainError("Esta tarea ya no está pendiente: no se puede mover.")
        step = to - held.due_at
        end = ends_at or (held.ends_at + step if held.ends_at else None)
        _check_times({"due_at": to, "ends_at": end})
        remind = held.remind_at + step if held.remind_at else None
        values = {"due_at": to, "ends_at": end, "remind_at": remind, "reminded_at": None}
        return _write(held, actor=actor, said=f"Movida: {held.title}", **values)


def postpone_many(*, tasks: QuerySet[Task], to: Callable[[Task], datetime], actor: Any) -> tuple[int, str]:
    """Move open tasks, each to the moment that ``to`` gives for it; gives how many and the address of undo."""
    with transaction.atomic(), acting(actor=actor, why="tareas movidas"):
        before = []
        for held in _held_many(tasks, actor):
            step = to(held) - held.due_at
            before.append([held.pk, held.version + 1, image(held, TIMES)])
            _update(
                held,
                due_at=held.due_at + step,
                ends_at=held.ends_at + step if held.ends_at else None,
                remind_at=held.remind_at + step if held.remind_at else None,
                reminded_at=None,
            )
        return len(before), _remember(actor, "Tareas movidas", before)


def reassign(*, tasks: QuerySet[Task], owner: User, actor: Any) -> tuple[int, str]:
    """Give open tasks to ``owner``; gives how many changed and the address of undo."""
    if not owner.is_active:
        raise DomainError(f"{owner} ya no trabaja aquí. Elige a otra persona.", field="owner")
    with transaction.atomic(), acting(actor=actor, why=f"tareas para {owner}"):
        before = []
        for held in _held_many(tasks.exclude(owner=owner), actor):
            before.append([held.pk, held.version + 1, image(held, ("owner_id",))])
            _update(held, owner_id=owner.pk)
        return len(before), _remember(actor, f"Tareas para {owner}", before)


def finish_many(*, tasks: QuerySet[Task], actor: Any, at: datetime) -> tuple[int, str]:
    """Mark open tasks as done at ``at``."""
    with transaction.atomic(), acting(actor=actor, why="tareas hechas"):
        before = []
        for held in _held_many(tasks, actor):
            before.append([held.pk, held.version + 1, image(held, MOVING)])
            _update(held, state=TaskState.DONE, done_at=at)
        return len(before), _remember(actor, "Tareas hechas", before)


def take_back_made(actor: Any, payload: dict[str, Any]) -> str:
    """Undo of ``create``: the task goes, unless somebody worked on it since."""
    gone, _ = Task.objects.filter(pk=payload["id"], version=payload.get("version", 1), state=TaskState.OPEN).delete()
    if not gone:
        raise DomainError("Esa tarea ya cambió: ábrela y cancélala si no hace falta.")
    return "Deshecho"


def take_back_changes(actor: Any, payload: dict[str, Any]) -> str:
    """Undo of every other act: each task gets its former values, unless somebody changed it since."""
    rows = payload["rows"]
    back = sum(
        Task.objects.filter(pk=pk, version=version).update(**former(kept), version=F("version") + 1, updated_at=Now())
        for pk, version, kept in rows
    )
    if not back:
        raise DomainError("Alguien lo cambió después: ya no se puede deshacer.")
    return "Deshecho" if back == len(rows) else f"Deshecho en {back} de {len(rows)}: las demás cambiaron después"


def image_of_state(task: Task) -> str:
    """What the undo of a move needs of a task as it stood before."""
    return image(task, MOVING)


def _move(task: Task, state: str, *, actor: Any, version: int | None, said: str, **values: Any) -> tuple[Task, str]:
    with transaction.atomic(), acting(actor=actor, why=f"tarea: {said.lower()}"):
        held = _held(task, version, actor)
        if state not in TASK_MOVES[held.state]:
            now = held.get_state_display().lower()
            raise DomainError(f"Esta tarea ya está {now}. Actualiza la página para verla como está.")
        return _write(held, actor=actor, said=f"{said}: {held.title}", state=state, **values)


def _held(task: Task, version: int | None, actor: Any) -> Task:
    held = Task.objects.select_for_update().get(pk=task.pk)
    must_may(actor, held)
    if version is not None and held.version != version:
        raise Conflict("Otra persona cambió esta tarea mientras la mirabas.")
    return held


def _held_many(tasks: QuerySet[Task], actor: Any) -> list[Task]:
    rows = Task.objects.filter(pk__in=tasks.order_by().values("pk"), state=TaskState.OPEN)
    held = list(rows.order_by("pk").select_for_update())
    for one in held:
        must_may(actor, one)
    return held


def must_may(actor: Any, task: Task) -> None:
    """Raises ``NotAllowed`` where the task belongs to somebody outside the actor's team. ``None`` is the system."""
    if actor is not None and not may_change_task(actor, task):
        raise NotAllowed(f"Esta tarea es de {task.owner}: pídele el cambio o que te la pase.")


def _write(held: Task, *, actor: Any, said: str, **values: Any) -> tuple[Task, str]:
    kept = image(held, values)
    _update(held, **values)
    undo_url = _remember(actor, said, [[held.pk, held.version + 1, kept]])
    held.refresh_from_db()
    return held, undo_url


def _update(held: Task, **values: Any) -> None:
    Task.objects.filter(pk=held.pk).update(**values, version=F("version") + 1, updated_at=Now())


def _remember(actor: Any, said: str, rows: list[list[Any]]) -> str:
    return undo.remember(kind=CHANGED, actor=actor, said=said, payload={"rows": rows})


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    """Field values as column values, so that their former image can be kept."""
    columns = {field.name: field.attname for field in Task._meta.concrete_fields}
    return {columns[name]: getattr(value, "pk", value) for name, value in values.items()}


def _check_times(values: dict[str, Any]) -> None:
    due, end = values["due_at"], values.get("ends_at")
    if end is not None and end <= due:
        raise DomainError("Termina antes de empezar: corrige la hora.", field="ends_at")
    if end is not None and end - due > timedelta(days=14):
        raise DomainError("Una tarea dura como mucho dos semanas: pártela en varias.", field="ends_at")


def _only_fields(values: dict[str, Any]) -> None:
    unknown = set(values) - FIELDS - {"came_from", "rule_key"}
    if unknown:
        raise TypeError(f"not fields of a task: {sorted(unknown)}")
