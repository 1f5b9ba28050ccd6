"""Reminding people of their tasks, once each."""

from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.urls import reverse

from activities.models import Task
from company.enums import NoticeKind
from company.queries import time_zone
from company.services import notify
from core import clock

LATE = timedelta(minutes=10)
BATCH = 500
# The row is claimed by the condition of its own UPDATE: who comes second finds it taken. A row that somebody is
# changing this moment waits for the next minute.
CLAIM = """
    UPDATE activities_task SET reminded_at = %(at)s
    WHERE id IN (
        SELECT id FROM activities_task
        WHERE state = 'open' AND remind_at <= %(at)s AND reminded_at IS NULL
        ORDER BY remind_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    ) RETURNING id
"""


def remind(*, at: datetime) -> int:
    """Tell the owners of open tasks whose reminder is due at ``at``; gives how many.

    After a pause each is told once, late ones with the hour at which they should have come. Claim and notice are one
    transaction: a worker that dies in between leaves neither.
    """
    total = 0
    while told := _remind_some(at):
        total += told
        if told < BATCH:
            break
    return total


def _remind_some(at: datetime) -> int:
    with transaction.atomic():
        ids = _claim(at)
        for task in Task.objects.filter(pk__in=ids).order_by("remind_at", "pk"):
            notify(
                users=[task.owner_id],
                text=sentence(task, at=at),
                url=reverse("activities:task", args=[task.pk]),
                level="warning",
                kind=NoticeKind.REMINDER,
            )
        return len(ids)


def _claim(at: datetime) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"at": at, "limit": BATCH})
        return [pk for (pk,) in cursor.fetchall()]


def sentence(task: Task, *, at: datetime) -> str:
    """What the bell says: "Llamar a Rosa, hoy a las 10:00"."""
    zone = time_zone()
    today, due = clock.business_date(at, zone), task.due_at.astimezone(zone)
    when = _day(due.date(), today)
    if not task.all_day:
        when += f" a las {due:%H:%M}"
    said = f"{task.title}, {when}"
    if task.remind_at is not None and at - task.remind_at > LATE:
        meant = task.remind_at.astimezone(zone)
        day = "" if meant.date() == today else f"{_day(meant.date(), today)} "
        said += f" (debía avisarte {day}a las {meant:%H:%M})"
    return said


def _day(day: date, today: date) -> str:
    near = {-1: "ayer", 0: "hoy", 1: "mañana"}.get((day - today).days)
    return near or f"el {day:%d/%m/%Y}"
