"""Columns of the list of tasks."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from activities import queries
from activities.enums import TaskState
from activities.models import Task
from activities.queries import wording
from company.queries import today
from core.clock import now
from core.lists import Col, ListTable


def url_of(task: Task) -> str:
    return reverse("activities:task", args=[task.pk])


def whom(task: Task) -> str:
    parts = (task.customer.name if task.customer else "", task.type.name.lower() if task.type else "")
    return " · ".join(part for part in parts if part)


def due_cell(task: Task) -> str:
    return wording.said_moment(task.due_at, all_day=task.all_day)


def due_second(task: Task) -> Any:
    if task.state != TaskState.OPEN:
        return wording.state_said(task)
    late = wording.lateness(task, now())
    return (late, "warn") if late else ""


def acts_cell(task: Task) -> SafeString | str:
    """Done opens its form; a chip moves it at once (the buttons post the list's own form to another address)."""
    if task.state != TaskState.OPEN:
        return ""
    chips = format_html_join(
        "",
        '<li><button type="submit" name="to" value="{}" formaction="{}" formnovalidate>{}</button></li>',
        ((chip.key, reverse("activities:task_move", args=[task.pk]), chip.label) for chip in queries.chips(today())),
    )
    done, move = wording.done_url(task), reverse("activities:task_move", args=[task.pk])
    return format_html(
        '<span class="row-acts"><a class="btn btn-sm" href="{0}" hx-get="{0}" hx-target="body" hx-swap="beforeend"'
        ' hx-push-url="false" aria-label="Hecha: {3}">Hecha</a><details class="menu"><summary class="btn btn-sm'
        ' btn-quiet" aria-label="Mover: {3}">Mover</summary><ul class="menu-list">{2}<li><a href="{1}" hx-get="{1}"'
        ' hx-target="body" hx-swap="beforeend" hx-push-url="false">Otro día u hora</a></li></ul></details></span>',
        done,
        move,
        chips,
        task.title,
    )


class TaskTable(ListTable):
    title = Col("Qué hay que hacer", at="title", to=url_of, second=whom, phone="main")
    due = Col("Para cuándo", at="due_at", kind="datetime", show=due_cell, second=due_second, sort="due", phone="figure")
    owner = Col("De quién", raw=lambda task: str(task.owner))
    acts = Col("Acciones", raw=lambda task: None, show=acts_cell, drawn=True, phone="act")
    customer = Col("Cliente", raw=lambda task: task.customer.name if task.customer else "")
    type = Col("Clase", raw=lambda task: task.type.name if task.type else "")
    state = Col("Estado", raw=lambda task: task.get_state_display())
    place = Col("Dónde", at="place")
    done = Col("Hecha el", at="done_at", kind="datetime")
