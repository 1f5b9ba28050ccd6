"""Each reminder comes once, also with two beats at once and after a pause."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from activities.enums import TaskState
from activities.models import Task
from activities.services import reminders
from company.models import Notice, User
from company.queries import time_zone
from tests.factories.company import person
from tests.racing import both

MINUTE = timedelta(minutes=1)


def at_ten() -> datetime:
    return datetime(2026, 11, 23, 10, tzinfo=time_zone()).astimezone(UTC)


def to_remind(owner: User, **values: object) -> Task:
    due = at_ten()
    given = {"title": "Llamar a Rosa", "due_at": due, "remind_at": due - 15 * MINUTE, **values}
    return Task.objects.create(owner=owner, **given)


@pytest.mark.django_db
def test_the_owner_is_told_once_at_the_hour() -> None:
    task = to_remind(person("eva", "ventas"))

    told = [reminders.remind(at=at_ten() - gap * MINUTE) for gap in (16, 15, 14)]

    assert told == [0, 1, 0]
    notice = Notice.objects.get()
    assert (notice.user_id, notice.text) == (task.owner_id, "Llamar a Rosa, hoy a las 10:00")
    assert notice.url == reverse("activities:task", args=[task.pk])


@pytest.mark.django_db
def test_after_a_pause_each_comes_once_with_the_hour_it_missed() -> None:
    eva = person("eva", "ventas")
    to_remind(eva)
    to_remind(eva, title="Llevar muestras", all_day=True)

    assert reminders.remind(at=at_ten() + 24 * 60 * MINUTE) == 2
    assert reminders.remind(at=at_ten() + 24 * 60 * MINUTE) == 0
    assert sorted(Notice.objects.values_list("text", flat=True)) == [
        "Llamar a Rosa, ayer a las 10:00 (debía avisarte ayer a las 09:45)",
        "Llevar muestras, ayer (debía avisarte ayer a las 09:45)",
    ]


@pytest.mark.django_db
def test_what_is_done_or_has_no_reminder_stays_silent() -> None:
    eva = person("eva", "ventas")
    to_remind(eva, remind_at=None)
    to_remind(eva, state=TaskState.DONE, done_at=at_ten())

    assert reminders.remind(at=at_ten()) == 0


def two_beats() -> int:
    """Two workers at the same moment: each has begun its claim before either ends. Gives how many notices there are."""
    to_remind(person("eva", "ventas"))
    moment = at_ten()
    both(lambda: reminders.remind(at=moment))
    return Notice.objects.count()


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_remind_once() -> None:
    assert two_beats() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_two_beats_remind_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the test above can fail."""
    bare = reminders.CLAIM.replace(" AND reminded_at IS NULL", "").replace(" SKIP LOCKED", "")
    assert bare != reminders.CLAIM
    monkeypatch.setattr(reminders, "CLAIM", bare)
    assert two_beats() == 2
