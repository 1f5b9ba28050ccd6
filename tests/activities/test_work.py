"""What happened, what comes next: services of interactions and tasks, and who may see and change them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.forms import model_to_dict

from activities import queries
from activities.enums import TASK_MOVES, Outcome, TaskState
from activities.models import Comment, Interaction, PhoneCall, Task
from activities.services import interactions, tasks
from activities.services.interactions import NextStep
from company.models import User
from core.errors import Conflict, DomainError, NotAllowed
from core.undo import take_back
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.work import NOON, action, interaction, place, task

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return person("ana", "ventas")


def undo(url: str, actor: User) -> str:
    return take_back(step_id=url.strip("/").split("/")[-1], actor=actor)


def state_of(row: Any) -> dict[str, Any]:
    row.refresh_from_db()
    return {key: value for key, value in model_to_dict(row).items() if key != "version"}


def test_a_call_with_everything_is_one_act_and_its_undo_leaves_nothing_behind(ana: User) -> None:
    rosa = customer()
    promised = task(ana, rosa)
    line = PhoneCall.objects.create(number="987", direction="out", answered=True, started_at=NOON, seconds=120)
    before = state_of(promised)

    done = interactions.log(
        actor=ana,
        at=NOON,
        customer=rosa,
        kind=action(),
        outcome=Outcome.WILL_BUY,
        text="Quiere 30 velas",
        task=promised,
        version=1,
        call=line,
        next_step=NextStep("Llamar a Rosa", NOON + timedelta(days=1), action()),
        voice="Ojalá hubiera velas de lavanda",
    )

    promised.refresh_from_db()
    line.refresh_from_db()
    assert (promised.state, promised.done_by, promised.done_at) == (TaskState.DONE, done.interaction, NOON)
    assert line.interaction == done.interaction
    assert done.interaction.cost == action().cost
    assert done.next_task is not None
    assert (done.next_task.came_from, done.next_task.customer) == (done.interaction, rosa)
    assert Comment.objects.get().interaction == done.interaction

    undo(done.undo_url, ana)

    line.refresh_from_db()
    assert state_of(promised) == before
    assert line.interaction is None
    assert [Interaction.objects.count(), Task.objects.count(), Comment.objects.count()] == [0, 1, 0]


def test_a_failure_at_the_end_leaves_nothing(ana: User) -> None:
    rosa = customer()
    with pytest.raises(DomainError, match="qué hay que hacer"):
        interactions.log(
            actor=ana, at=NOON, customer=rosa, kind=action(), task=task(ana, rosa), next_step=NextStep(" ", NOON)
        )

    assert Interaction.objects.count() == 0
    assert Task.objects.get().state == TaskState.OPEN


def test_the_next_task_that_somebody_changed_survives_the_undo(ana: User) -> None:
    done = interactions.log(
        actor=ana, at=NOON, customer=customer(), kind=action(), next_step=NextStep("Llamar", NOON + timedelta(days=1))
    )
    assert done.next_task is not None
    tasks.postpone(task=done.next_task, actor=ana, to=NOON + timedelta(days=2))

    said = undo(done.undo_url, ana)

    assert "se queda" in said
    assert Task.objects.get().came_from is None


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"happened_at": NOON + timedelta(hours=1)}, "todavía no pasó"),
        ({"task": "other"}, "otro cliente"),
        ({"contact": "other"}, "otro cliente"),
    ],
)
def test_what_cannot_be_is_refused(ana: User, more: dict[str, Any], words: str) -> None:
    stranger = customer("C-2")
    given = dict(more)
    if "task" in given:
        given["task"] = task(ana, stranger)
    if "contact" in given:
        given["contact"] = stranger.contacts.create(first_name="Ivo")
    with pytest.raises(DomainError, match=words):
        interactions.log(actor=ana, at=NOON, customer=customer(), kind=action(), **given)

    assert Interaction.objects.count() == 0


def test_a_deleted_interaction_comes_back_with_everything_that_pointed_to_it(ana: User) -> None:
    rosa = customer()
    done = interactions.log(
        actor=ana, at=NOON, customer=rosa, kind=action(), task=task(ana, rosa), voice="Muy caro", text="Nota"
    )
    before = Interaction.objects.values().get()

    undo_url = interactions.delete(interaction=done.interaction, actor=ana)
    assert Interaction.objects.count() == 0
    undo(undo_url, ana)

    assert Interaction.objects.values().get() == before
    assert Task.objects.get().done_by_id == Comment.objects.get().interaction_id == before["id"]


def test_a_correction_is_refused_to_the_second_and_can_be_taken_back(ana: User) -> None:
    made = interaction(ana, customer(), text="uno")
    _, undo_url = interactions.edit(interaction=made, version=1, actor=ana, at=NOON, text="dos")

    with pytest.raises(Conflict):
        interactions.edit(interaction=made, version=1, actor=ana, at=NOON, text="tres")
    assert Interaction.objects.get().text == "dos"
    undo(undo_url, ana)
    assert Interaction.objects.get().text == "uno"


ACTS = {
    TaskState.DONE: lambda row, who: tasks.finish(task=row, actor=who, at=NOON),
    TaskState.CANCELLED: lambda row, who: tasks.cancel(task=row, actor=who, reason="ya compró"),
    TaskState.OPEN: lambda row, who: tasks.reopen(task=row, actor=who),
}


@pytest.mark.parametrize("start", TaskState.values)
@pytest.mark.parametrize("target", TaskState.values)
def test_the_table_of_moves_is_the_only_way(ana: User, start: str, target: str) -> None:
    row = task(ana, state=start, done_at=NOON if start == TaskState.DONE else None)
    before = state_of(row)
    if target not in TASK_MOVES[start]:
        with pytest.raises(DomainError):
            ACTS[target](row, ana)
        assert state_of(row) == before
        return

    _, undo_url = ACTS[target](row, ana)

    assert state_of(row)["state"] == target
    undo(undo_url, ana)
    assert state_of(row) == before


def test_a_moved_task_keeps_its_length_and_the_lead_of_its_reminder(ana: User) -> None:
    hour = timedelta(hours=1)
    row = task(ana, ends_at=NOON + hour, remind_at=NOON - hour, reminded_at=NOON - hour)

    _, undo_url = tasks.postpone(task=row, actor=ana, to=NOON + 24 * hour, version=1)

    row.refresh_from_db()
    assert (row.due_at, row.ends_at, row.remind_at) == (NOON + 24 * hour, NOON + 25 * hour, NOON + 23 * hour)
    assert row.reminded_at is None
    undo(undo_url, ana)
    row.refresh_from_db()
    assert (row.due_at, row.ends_at, row.reminded_at) == (NOON, NOON + hour, NOON - hour)


def test_two_people_at_one_task_the_second_hears_of_it(ana: User) -> None:
    row = task(ana)
    tasks.postpone(task=row, actor=ana, to=NOON + timedelta(days=1), version=1)

    with pytest.raises(Conflict):
        tasks.finish(task=row, actor=ana, at=NOON, version=1)
    assert Task.objects.get().state == TaskState.OPEN


def test_many_tasks_change_hands_and_come_back(ana: User) -> None:
    luis = person("luis", "ventas")
    mine = [task(ana, title=f"Tarea {n}") for n in range(3)]
    closed = task(ana, state=TaskState.DONE, done_at=NOON)

    count, undo_url = tasks.reassign(tasks=Task.objects.all(), owner=luis, actor=ana)

    assert count == 3
    assert set(Task.objects.filter(owner=luis)) == set(mine)
    closed.refresh_from_db()
    assert closed.owner == ana
    undo(undo_url, ana)
    assert Task.objects.filter(owner=ana).count() == 4


def test_tasks_are_seen_and_changed_by_owner_chief_and_who_steers(ana: User) -> None:
    chief, other, gestor, service = (
        person("jefa", "supervisor"),
        person("otro", "ventas"),
        person("gestora", "gestor"),
        person("gladys", "servicio"),
    )
    place(chief, level=3)
    place(ana, under=chief)
    place(other)
    row = task(ana)

    sees = {one.username: queries.tasks_visible_to(one).exists() for one in (ana, chief, other, gestor, service)}
    may = {one.username: queries.may_change_task(one, row) for one in (ana, chief, other, gestor, service)}

    assert sees == {"ana": True, "jefa": True, "otro": False, "gestora": True, "gladys": True}
    assert may == {"ana": True, "jefa": True, "otro": False, "gestora": True, "gladys": False}
    with pytest.raises(NotAllowed):
        tasks.finish(task=row, actor=service, at=NOON)
    with pytest.raises(NotAllowed):
        interactions.delete(interaction=interaction(ana, customer()), actor=other)
    assert not queries.tasks_visible_to(person("nadie")).exists()


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("2026-11-18", 1, "2026-11-19"),  # Wednesday
        ("2026-11-20", 1, "2026-11-23"),  # Friday
        ("2026-11-21", 0, "2026-11-23"),  # Saturday
        ("2026-11-21", 3, "2026-11-25"),
        ("2026-11-22", 1, "2026-11-23"),  # Sunday
    ],
)
def test_business_days_step_over_the_weekend(start: str, count: int, expected: str) -> None:
    assert queries.after_business_days(date.fromisoformat(start), count) == date.fromisoformat(expected)


def test_the_chips_are_three_different_days_in_words() -> None:
    wednesday = [(chip.label, chip.day.day) for chip in queries.chips(date(2026, 11, 18))]
    sunday = [(chip.label, chip.day.day) for chip in queries.chips(date(2026, 11, 22))]

    assert wednesday == [("Mañana, jue 19", 19), ("3 días, sáb 21", 21), ("Lunes 23", 23)]
    assert sunday == [("Mañana, lun 23", 23), ("3 días, mié 25", 25), ("Lunes 30", 30)]


@pytest.mark.parametrize(
    ("code", "outcome", "follows", "day"),
    [
        ("llamada", Outcome.WILL_BUY, "llamada", 19),
        ("llamada", Outcome.WANTS_QUOTE, "cotizar", 19),
        ("llamada", Outcome.THINKING, "llamada", 23),
        ("visita", Outcome.COMPLAINT, "atender-queja", 19),
        ("visita", "", "llamada", 20),
        ("reunion", Outcome.DONE, "correo", 19),
    ],
)
def test_the_rule_of_outcome_and_chain_proposes_what_comes_next(
    code: str, outcome: str, follows: str, day: int
) -> None:
    proposal = queries.propose_next(kind=action(code), outcome=outcome, at=NOON)

    assert proposal.type is not None
    assert (proposal.type.code, proposal.day) == (follows, date(2026, 11, day))


def test_who_does_not_want_is_left_in_peace() -> None:
    proposal = queries.propose_next(kind=action(), outcome=Outcome.NOT_INTERESTED, at=NOON)

    assert (proposal.type, proposal.day, proposal.reason) == (None, None, "No quiere por ahora")
