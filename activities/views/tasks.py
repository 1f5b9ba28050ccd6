"""Tasks: the form, and the acts of a row: done, moved, cancelled, pending again."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from activities import queries
from activities.enums import TaskState
from activities.forms.work import LEAD, MoveForm, TaskForm
from activities.models import Task
from activities.queries import wording
from activities.services import tasks
from company.queries import time_zone, today
from core import named, notices
from core.clock import now
from core.editing import tell_changes
from core.errors import Conflict, DomainError
from core.idempotency import once
from customers.models import Customer

from .log import back_to, hits, load_customer, who


def _load(request: HttpRequest, pk: int) -> Task:
    rows = queries.tasks_visible_to(request.user).select_related("customer", "owner", "type", "contact")
    task = rows.filter(pk=pk).first()
    if task is None:
        raise Http404
    return task


@once
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new task; ``?customer=`` says with whom, a post with ``draft`` only opens the form with its title."""
    saving = request.method == "POST" and "draft" not in request.POST
    asked = request.POST if request.method == "POST" else request.GET
    customer = load_customer(request, asked.get("customer"))
    initial = {
        "title": asked.get("text", "")[:160],
        "date": _asked(asked.get("dia"), date.fromisoformat) or today() + timedelta(days=1),
        "time": _asked(asked.get("hora"), time.fromisoformat) or queries.days.MORNING,
        "owner": request.user.pk,
        "type": getattr(queries.type_by_code("llamada"), "pk", None),
    }
    form = TaskForm(request.POST if saving else None, initial=initial)
    if saving and form.is_valid():
        try:
            task, undo_url = tasks.create(actor=request.user, customer=customer, **form.values())
        except DomainError as error:
            _blame(form, error)
        else:
            said = wording.said_moment(task.due_at, all_day=task.all_day)
            notices.done(request, f"Tarea anotada: {task.title}, {said}.", undo_url=undo_url)
            return redirect(back_to(request, reverse("activities:tasks")))
    return _show(request, form, None, customer)


@once
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One task: read, changed, finished, cancelled."""
    task = _load(request, pk)
    form = TaskForm(request.POST or None, initial=_initial(task))
    if request.method == "POST" and form.is_valid():
        values = {**form.values(), "customer": load_customer(request, request.POST.get("customer"))}
        try:
            _, undo_url = tasks.update(
                task=task, version=form.cleaned_data["version"] or 0, actor=request.user, **values
            )
        except Conflict:
            tell_changes(form, _load(request, pk), stamp="version")
        except DomainError as error:
            _blame(form, error)
        else:
            notices.done(request, "Guardado", undo_url=undo_url)
            return redirect(back_to(request, reverse("activities:tasks")))
    return _show(request, form, task, task.customer)


def _asked(text: str | None, read: Callable[[str], Any]) -> Any:
    """What the calendar put into the address, or nothing."""
    try:
        return read(text) if text else None
    except ValueError:
        return None


def _initial(task: Task) -> dict[str, Any]:
    due = task.due_at.astimezone(time_zone())
    lead = task.due_at - task.remind_at if task.remind_at else None
    return {
        "version": task.version,
        "title": task.title,
        "date": due.date(),
        "time": None if task.all_day else due.time(),
        "minutes": round((task.ends_at - task.due_at).total_seconds() / 60) if task.ends_at else None,
        "type": task.type_id,
        "owner": task.owner_id,
        "place": task.place,
        "note": task.note,
        "lead": next((key for key, value in LEAD.items() if value == lead), ""),
    }


def _blame(form: TaskForm, error: DomainError) -> None:
    names = {"due_at": "date", "ends_at": "minutes"}
    field = names.get(error.field or "", error.field)
    form.add_error(None if isinstance(error, Conflict) or field not in form.fields else field, str(error))


def _show(request: HttpRequest, form: TaskForm, task: Task | None, customer: Customer | None) -> HttpResponse:
    kind = queries.type_by_code("llamada") or queries.action_types()[0]
    context = {
        "form": form,
        "task": task,
        "may": task is None or queries.may_change_task(request.user, task),
        "open": task is None or task.state == TaskState.OPEN,
        "state": wording.state_said(task) if task else "",
        "kind": kind,
        "done_url": wording.done_url(task) if task else "",
        "back": back_to(request, reverse("activities:tasks")),
        **who(request.user, customer, chosen=None, kind=kind, at=now()),
        **hits(request, request.GET.get("q", "") if request.method == "GET" else ""),
        "contacts": [],
        "address": request.path,
    }
    drawer = bool(request.headers.get("HX-Request"))
    template = "activities/task_drawer.html" if drawer else "activities/task.html"
    return render(request, template, context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Done. With a customer the form of its kind asks how it was and what comes next; without one it is closed."""
    task = _load(request, pk)
    if task.customer_id and task.state == TaskState.OPEN:
        return redirect(wording.done_url(task))
    if request.method != "POST":
        return redirect("activities:task", pk=pk)
    return _act(request, task, lambda version: tasks.finish(task=task, actor=request.user, at=now(), version=version))


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day: by chip in one click, or with day and hour."""
    task = _load(request, pk)
    local = task.due_at.astimezone(time_zone())
    posted = request.POST if "to" in request.POST or "date" in request.POST else request.GET
    form = MoveForm(
        posted if request.method == "POST" else None, at=now(), initial={"date": local.date(), "time": local.time()}
    )
    if request.method == "POST" and form.is_valid():
        to = form.moment_for(task.due_at)
        version = form.cleaned_data["version"]
        return _act(
            request,
            task,
            lambda _: tasks.postpone(task=task, actor=request.user, to=to, version=version),
            said=f"Movida a {wording.said_moment(to, all_day=task.all_day)}.",
        )
    context = {"form": form, "task": task, "back": back_to(request, reverse("activities:tasks"))}
    drawer = bool(request.headers.get("HX-Request"))
    template = "activities/move_drawer.html" if drawer else "activities/move.html"
    return render(request, template, context, status=422 if form.errors else 200)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    task, reason = _load(request, pk), request.POST.get("reason", "")
    return _act(
        request, task, lambda version: tasks.cancel(task=task, actor=request.user, reason=reason, version=version)
    )


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    task = _load(request, pk)
    return _act(request, task, lambda version: tasks.reopen(task=task, actor=request.user, version=version))


def _act(request: HttpRequest, task: Task, act: Any, *, said: str = "") -> HttpResponse:
    try:
        changed, undo_url = act(named.number(request.POST.get("version"), digits=9) or None)
    except DomainError as error:
        notices.failed(request, str(error))
    else:
        notices.done(request, said or f"{changed.get_state_display()}: {changed.title}.", undo_url=undo_url)
    return redirect(back_to(request, reverse("activities:tasks")))
