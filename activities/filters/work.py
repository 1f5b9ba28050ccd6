"""Filters of the list of tasks, and how they read."""

from datetime import time, timedelta
from typing import Any, ClassVar

import django_filters as df
from django import forms
from django.db.models import QuerySet

from activities import queries
from activities.enums import TaskState
from activities.models import ActionType, Task
from company.models import User
from company.queries import today
from core.clock import now
from core.lists import ListFilter, Words
from core.slots import TASK_RULES
from customers.models import Customer

Rows = QuerySet[Task]
_MIDNIGHT = time()
DUE = [("late", "Atrasadas"), ("today", "Para hoy"), ("week", "De esta semana"), ("later", "Más adelante")]


def people(request: Any = None) -> QuerySet[User]:
    return queries.people_of_house()


def rules() -> list[tuple[str, str]]:
    """The rules of the upper apps that make tasks."""
    return [choice for source in TASK_RULES for choice in source()]


class _KeyWidget(forms.TextInput):
    """A record by its id: kept in the address, chosen elsewhere."""

    input_type = "hidden"


class TaskFilter(ListFilter):
    """What the list of tasks can be narrowed by."""

    due = df.ChoiceFilter(label="Para cuándo", choices=DUE, empty_label="Cuando sea", method="by_due")
    owner = df.ModelChoiceFilter(label="De quién", queryset=people, empty_label="Quien sea")
    type = df.ModelChoiceFilter(
        label="Clase", queryset=ActionType.objects.all(), to_field_name="code", empty_label="Cualquiera"
    )
    customer = df.ModelChoiceFilter(label="Cliente", queryset=Customer.objects.all(), widget=_KeyWidget)
    state = df.ChoiceFilter(
        label="Estado",
        choices=[("done", "Solo hechas"), ("cancelled", "Solo canceladas"), ("all", "También las cerradas")],
        empty_label="Pendientes",
        method="by_state",
    )

    rule = df.ChoiceFilter(label="Regla", choices=rules, empty_label="Con regla o sin ella", method="by_rule")
    made = df.ChoiceFilter(
        label="Creada", choices=[("weeks", "En las últimas 4 semanas")], empty_label="Cuando sea", method="by_made"
    )

    words: ClassVar[dict[str, Words]] = {
        "owner": Words("de"),
        "customer": Words("con"),
        "type": Words("de clase"),
        "rule": Words("de la regla"),
        "made": Words("creadas"),
    }

    def by_due(self, rows: Rows, name: str, value: str) -> Rows:
        """Days are the company's; what is late is so by the minute, except what has the whole day."""
        day = today()
        start, end = queries.moment(day, _MIDNIGHT), queries.moment(day + timedelta(days=1), _MIDNIGHT)
        monday = queries.moment(day + timedelta(days=7 - day.weekday()), _MIDNIGHT)
        if value == "late":
            return rows.filter(due_at__lt=now()).exclude(all_day=True, due_at__gte=start)
        if value == "today":
            return rows.filter(due_at__gte=start, due_at__lt=end)
        return rows.filter(due_at__gte=start, due_at__lt=monday) if value == "week" else rows.filter(due_at__gte=monday)

    def by_rule(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(rule_key__startswith=f"{value}:")

    def by_made(self, rows: Rows, name: str, value: str) -> Rows:
        """Made by the program or a person since the first minute of the day four weeks ago."""
        return rows.filter(created_at__gte=queries.moment(today() - timedelta(weeks=4), _MIDNIGHT))

    def by_state(self, rows: Rows, name: str, value: str) -> Rows:
        return rows


def without_closed(rows: Rows, asked: ListFilter) -> Rows:
    """What is done or cancelled stays out unless it is asked for."""
    asked.chips()
    value = asked.form.cleaned_data.get("state")
    return rows if value == "all" else rows.filter(state=value or TaskState.OPEN)
