"""Agenda: places and crossings, whose days one sees, moving with care, the subscription."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from activities.models import CalendarFeed, Task
from activities.queries.calendar import Placed, lay_out, midnight, span
from activities.services import feeds, tasks
from company.enums import SalesLevel
from company.models import Company
from company.queries import forget
from company.services import sales_tree
from core.slots import CalendarEvent
from tests.factories.company import person

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 14, tzinfo=UTC)  # 9:00 in Lima
DAY = "/agenda/?vista=dia&dia=2026-11-23"


def _task(owner: Any, title: str = "Llamar a Rosa", *, at: datetime = MONDAY, minutes: int = 60, **more: Any) -> Task:
    ends = at + timedelta(minutes=minutes) if minutes else None
    return Task.objects.create(title=title, owner=owner, due_at=at, ends_at=ends, **more)


def _in(client: Client, user: Any) -> Any:
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def _placed(key: int, start: int, end: int, *, person: int = 1) -> Placed:
    at = MONDAY.replace(hour=0) + timedelta(minutes=start)
    event = CalendarEvent(key, f"t{key}", at, at + timedelta(minutes=end - start), "/", person, movable=True)
    return Placed("tareas", "checkbox", event)


def test_what_ends_at_ten_does_not_cross_what_begins_at_ten() -> None:
    first, second = lay_out([_placed(1, 840, 900), _placed(2, 900, 960)])

    assert [(one.lane, one.lanes, one.crosses) for one in (first, second)] == [(1, 1, ""), (1, 1, "")]


def test_crossing_events_stand_side_by_side_and_say_it() -> None:
    laid = lay_out([_placed(1, 840, 960), _placed(2, 870, 900), _placed(3, 900, 930), _placed(4, 1000, 1030)])

    assert [(one.event.id, one.lane, one.lanes) for one in laid] == [(1, 1, 2), (2, 2, 2), (3, 2, 2), (4, 1, 1)]
    assert [one.crosses for one in laid] == ["t2, t3", "t1", "t1", ""]


def test_two_short_calls_of_the_same_minutes_do_not_hide_each_other() -> None:
    laid = lay_out([_placed(1, 840, 842), _placed(2, 845, 847), _placed(3, 855, 885)])

    assert [(one.event.id, one.lane, one.lanes) for one in laid] == [(1, 1, 3), (2, 2, 3), (3, 3, 3)]


def test_events_of_two_people_at_one_hour_do_not_cross() -> None:
    laid = lay_out([_placed(1, 840, 900, person=1), _placed(2, 840, 900, person=2)])

    assert [(one.lanes, one.crosses) for one in laid] == [(2, ""), (2, "")]


def test_a_month_shows_whole_weeks() -> None:
    assert span("mes", date(2026, 11, 18)) == (date(2026, 10, 26), date(2026, 12, 7))
    assert span("mes", date(2027, 2, 3)) == (date(2027, 2, 1), date(2027, 3, 1))
    assert span("semana", date(2026, 11, 22)) == (date(2026, 11, 16), date(2026, 11, 23))


def test_the_day_of_the_clock_change_has_its_own_midnights() -> None:
    Company.objects.update_or_create(pk=1, defaults={"time_zone": "Europe/Madrid"})
    forget()

    hours = (midnight(date(2026, 10, 26)) - midnight(date(2026, 10, 25))).total_seconds() / 3600

    forget()
    real = midnight(date(2026, 10, 26)).astimezone(UTC) - midnight(date(2026, 10, 25)).astimezone(UTC)
    assert (hours, real) == (24, timedelta(hours=25))


def test_a_seller_sees_his_own_a_chief_his_team_and_nobody_a_stranger(client: Client) -> None:
    chief, ana, stranger = person("karla", "supervisor"), person("ana", "ventas"), person("luis", "ventas")
    head = sales_tree.place(person=chief, level=SalesLevel.SUPERVISOR, parent=None, actor=None)
    sales_tree.place(person=ana, level=SalesLevel.SELLER, parent=head, actor=None)
    _task(ana, "De Ana")
    _task(stranger, "Canario")

    _in(client, ana)
    own, others = client.get(DAY), client.get(f"{DAY}&quien={stranger.pk}")
    _in(client, chief)
    team = client.get(f"{DAY}&quien=equipo").content.decode()

    assert "De Ana" in own.content.decode()
    assert others.status_code == 404
    assert "De Ana" in team
    assert "Canario" not in own.content.decode() + team


def test_a_full_day_draws_what_is_still_to_do_and_counts_the_rest(client: Client) -> None:
    ana = _in(client, person("ana", "ventas"))
    done = [_task(ana, f"Hecha {n}") for n in range(45)]
    Task.objects.filter(pk__in=[one.pk for one in done]).update(state="done", done_at=MONDAY)
    for n in range(3):
        _task(ana, f"Por hacer {n}", at=MONDAY + timedelta(hours=8))

    week, month, day = (client.get(f"/agenda/?vista={view}&dia=2026-11-23") for view in ("semana", "mes", "dia"))

    assert week.content.decode().count('<span class="cal-title">') == 40
    assert "y 8 más" in week.content.decode()
    assert "48 cosas" in week.content.decode()
    drawn = month.content.decode()
    assert all(f"Por hacer {n}" in drawn for n in range(3))
    assert "Hecha" not in drawn
    assert "y 45 más" in drawn
    assert day.content.decode().count('<span class="cal-title">') == 48


def _move(client: Client, task: Task, **more: str) -> Any:
    values = {
        "source": "tareas",
        "id": str(task.pk),
        "version": str(task.version),
        "day": "2026-11-24",
        "hour": "10:15",
    }
    return client.post("/agenda/mover/", {**values, **more})


def test_an_event_moves_and_the_move_is_taken_back(client: Client) -> None:
    ana = _in(client, person("ana", "ventas"))
    task = _task(ana)

    answer = _move(client, task, back="/agenda/?vista=dia&dia=2026-11-23")

    moved = Task.objects.get(pk=task.pk)
    assert answer.url == "/agenda/?vista=dia&dia=2026-11-23"
    assert moved.due_at == datetime(2026, 11, 24, 15, 15, tzinfo=UTC)
    assert moved.ends_at - moved.due_at == timedelta(hours=1)


def test_crossing_another_is_asked_once(client: Client) -> None:
    ana = _in(client, person("ana", "ventas"))
    task = _task(ana)
    _task(ana, "Visitar a Inti", at=datetime(2026, 11, 24, 15, 0, tzinfo=UTC))

    asked = _move(client, task)
    Task.objects.get(pk=task.pk, due_at=MONDAY)
    again = _move(client, task, anyway="2026-11-24T11:00:00-05:00")
    done = _move(client, task, anyway="2026-11-24T10:15:00-05:00")

    assert (asked.status_code, again.status_code) == (422, 422)
    assert "Se cruza con Visitar a Inti" in asked.content.decode()
    assert done.status_code == 302
    assert Task.objects.get(pk=task.pk).due_at != MONDAY


def test_who_moves_second_moves_nothing(client: Client) -> None:
    ana = _in(client, person("ana", "ventas"))
    task = _task(ana)
    tasks.postpone(task=task, actor=ana, to=MONDAY + timedelta(hours=1), version=task.version)

    answer = _move(client, task)

    assert answer.status_code == 422
    assert "Otra persona la movió" in answer.content.decode()
    assert Task.objects.get(pk=task.pk).due_at == MONDAY + timedelta(hours=1)


def test_the_task_of_a_stranger_is_not_there_to_move(client: Client) -> None:
    _in(client, person("ana", "ventas"))
    task = _task(person("luis", "ventas"))

    assert _move(client, task).status_code == 404
    assert Task.objects.get(pk=task.pk).due_at == MONDAY


@pytest.mark.parametrize("view", ["dia", "semana", "mes", "lista"])
def test_each_view_costs_the_same_with_one_event_and_with_many(client: Client, view: str) -> None:
    ana = _in(client, person("ana", "ventas"))
    _task(ana)
    address = f"/agenda/?vista={view}&dia=2026-11-23"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for n in range(40):
        _task(ana, f"Otra {n}", at=MONDAY + timedelta(minutes=15 * n))

    with CaptureQueriesContext(connection) as many:
        answer = client.get(address)

    assert answer.status_code == 200
    assert len(many) == len(few) <= 12


def _feed(client: Client, secret: str) -> Any:
    return client.get(f"/agenda/feed/{secret}.ics")


def _events(answer: Any) -> dict[str, Any]:
    return {str(one["UID"]): one for one in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_a_subscription_keeps_its_uid_when_the_task_moves_and_tells_what_is_off(client: Client) -> None:
    ana = person("ana", "ventas")
    task, off = _task(ana), _task(ana, "Ya no", at=MONDAY + timedelta(days=1))
    secret = feeds.make_feed(actor=ana)
    before = _events(_feed(client, secret))
    tasks.postpone(task=task, actor=ana, to=MONDAY + timedelta(days=3))
    tasks.cancel(task=off, actor=ana, reason="cambió de idea")

    after = _events(_feed(client, secret))

    assert set(before) == set(after) == {key for key in before if key.startswith("tareas-")}
    moved = next(one for key, one in after.items() if key.startswith(f"tareas-{task.pk}@"))
    gone = next(one for key, one in after.items() if key.startswith(f"tareas-{off.pk}@"))
    assert moved.decoded("DTSTART") == MONDAY + timedelta(days=3)
    assert int(moved["SEQUENCE"]) == task.version + 1
    assert str(gone["STATUS"]) == "CANCELLED"


def test_only_the_newest_secret_of_somebody_who_works_here_opens(client: Client) -> None:
    ana = person("ana", "ventas")
    old = feeds.make_feed(actor=ana)
    new = feeds.make_feed(actor=ana)

    assert [_feed(client, one).status_code for one in (old, new, "x" * 500, "nadie")] == [404, 200, 404, 404]
    assert new not in CalendarFeed.objects.get(user=ana).secret_hash

    ana.is_active = False
    ana.save()
    assert _feed(client, new).status_code == 404


def test_a_revoked_subscription_is_gone(client: Client) -> None:
    ana = _in(client, person("ana", "ventas"))
    secret = feeds.make_feed(actor=ana)
    client.post("/agenda/suscripcion/", {"act": "revoke"})

    assert _feed(client, secret).status_code == 404
