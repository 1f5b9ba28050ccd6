"""Pages of calls and tasks: one post, sent twice once, other teams unseen, queries that do not grow."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities.enums import Outcome, TaskState
from activities.models import Comment, Interaction, Task
from activities.queries import after_business_days, moment
from company.models import User
from company.queries import today
from core.clock import now
from core.idempotency import FIELD, new_key
from core.slots import TODAY
from customers.models import Customer
from tests.factories.company import person
from tests.factories.customers import customer, customers
from tests.factories.work import action, interaction, place, task

pytestmark = pytest.mark.django_db
CALL = "/actividades/llamada/"


@pytest.fixture
def ana(client: Client) -> User:
    user = person("ana", "ventas")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def _queries(client: Client, address: str) -> list[str]:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in asked.captured_queries]


def test_a_call_is_saved_with_its_next_step_in_one_post_and_twice_counts_once(client: Client, ana: User) -> None:
    rosa = customer()
    post = {"customer": rosa.pk, "outcome": Outcome.WILL_BUY, "text": "Quiere velas", FIELD: new_key()}

    first, second = client.post(CALL, post), client.post(CALL, post)

    assert [first.status_code, second.status_code] == [302, 302]
    assert first["Location"] == second["Location"] == f"/clientes/{rosa.pk}/"
    made = Interaction.objects.get()
    follows = Task.objects.get()
    assert (made.user, made.outcome, made.text, made.customer) == (ana, "will_buy", "Quiere velas", rosa)
    assert (follows.title, follows.owner, follows.came_from) == ("Llamar a Rosa", ana, made)
    assert follows.due_at == moment(after_business_days(today(), 1))


def test_the_voice_becomes_a_comment_and_the_task_is_closed(client: Client, ana: User) -> None:
    rosa = customer()
    promised = task(ana, rosa, type=action())
    page = client.get(f"{CALL}?task={promised.pk}")
    assert page.context["customer"] == rosa

    client.post(
        CALL,
        {"customer": rosa.pk, "task": promised.pk, "task_version": 1, "outcome": "thinking", "voice": "Muy caro"},
    )

    promised.refresh_from_db()
    assert promised.state == TaskState.DONE
    assert Comment.objects.get().text == "Muy caro"


def test_a_possible_customer_is_met_in_the_same_post(client: Client, ana: User) -> None:
    answer = client.post(
        CALL, {"new_name": "Julia Ccori", "new_phone": "987 654 321", "outcome": "no_answer", "when": "never"}
    )
    assert answer.status_code == 422
    assert Customer.objects.count() == 0

    client.post(
        CALL,
        {
            "new_name": "Julia Ccori",
            "new_phone": "987 654 321",
            "outcome": "no_answer",
            "when": "never",
            "never_reason": "Número de la competencia",
        },
    )

    julia = Customer.objects.get()
    assert (julia.name, julia.phone, julia.lifecycle, julia.owner) == ("Julia Ccori", "+51987654321", "lead", ana)
    assert Interaction.objects.get().no_next_reason == "Número de la competencia"
    assert Task.objects.count() == 0


@pytest.mark.parametrize(
    ("post", "field"),
    [
        ({"outcome": "will_buy"}, "new_name"),
        ({"customer": "mine"}, "outcome"),
        ({"customer": "mine", "outcome": "will_buy", "when": "date"}, "next_date"),
        ({"customer": "mine", "outcome": "will_buy", "happened_at": "2099-01-01T10:00"}, "happened_at"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(client: Client, ana: User, post: dict[str, Any], field: str) -> None:
    given = {**post, "customer": customer().pk} if "customer" in post else post

    answer = client.post(CALL, given)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Interaction.objects.count() == 0


@pytest.mark.parametrize("text", ["quispe", "rosa qui", "45231", "987 654"])
def test_the_picker_finds_by_name_document_or_phone(client: Client, ana: User, text: str) -> None:
    rosa = customer(document_number="45231876", phone="+51987654321")
    customer("C-2", first_name="Otro", last_name="Nombre")

    answer = client.get("/actividades/cliente/", {"q": text}, headers={"HX-Request": "true"})

    assert answer.context["hits"] == [rosa]


def test_without_text_the_picker_offers_the_last_ones(client: Client, ana: User) -> None:
    rows = [customer(f"C-{n}") for n in range(3)]
    for hours, one in enumerate(rows):
        interaction(ana, one, at=now() - timedelta(hours=hours))

    assert client.get(CALL).context["hits"] == rows


def test_tasks_of_another_team_are_not_there(client: Client, ana: User) -> None:
    other, chief = person("otro", "ventas"), person("jefe", "supervisor")
    place(chief, level=3)
    place(ana, under=chief)
    place(other)
    canary = task(other, customer(), title="CANARIO")

    addresses = [f"/tareas/{canary.pk}/", f"/tareas/{canary.pk}/mover/", f"{CALL}?task={canary.pk}"]
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    acts = ["hecha", "mover", "cancelar", "reabrir"]
    assert {client.post(f"/tareas/{canary.pk}/{act}/", {"to": "tomorrow"}).status_code for act in acts} == {404}
    assert "CANARIO" not in client.get("/tareas/?state=all").content.decode()
    assert b"CANARIO" not in b"".join(client.get("/tareas/?format=csv").streaming_content or [])
    client.force_login(chief, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/tareas/{canary.pk}/").status_code == 404
    canary.refresh_from_db()
    assert (canary.state, canary.version) == (TaskState.OPEN, 1)


def test_a_chip_moves_a_task_at_once_and_it_can_be_taken_back(client: Client, ana: User) -> None:
    row = task(ana, customer(), due_at=moment(today()))

    answer = client.post(f"/tareas/{row.pk}/mover/", {"to": "tomorrow", "back": "/tareas/"}, follow=True)

    row.refresh_from_db()
    assert row.due_at == moment(today() + timedelta(days=1))
    assert "Deshacer" in answer.content.decode()


def test_a_task_without_customer_is_closed_by_its_button(client: Client, ana: User) -> None:
    row = task(ana)

    client.post(f"/tareas/{row.pk}/hecha/", {"version": 1})

    row.refresh_from_db()
    assert row.state == TaskState.DONE


def test_a_changed_task_is_not_overwritten_by_an_old_page(client: Client, ana: User) -> None:
    row = task(ana, title="Uno", version=2)
    post = {"title": "Dos", "date": "2026-12-01", "time": "10:00", "owner": ana.pk, "version": 1}

    answer = client.post(f"/tareas/{row.pk}/", post)

    assert answer.status_code == 422
    assert "Otra persona cambió" in answer.content.decode()
    row.refresh_from_db()
    assert row.title == "Uno"


def test_pages_ask_as_much_with_many_rows_as_with_few(client: Client, ana: User) -> None:
    rows = customers(60)
    for one in rows[:3]:
        task(ana, one, type=action(), due_at=now() - timedelta(hours=1))
        interaction(ana, one)
    addresses = ["/tareas/", CALL, f"/clientes/{rows[0].pk}/", "/actividades/cliente/?q=persona"]
    few = [len(_queries(client, address)) for address in addresses]
    for one in rows[3:]:
        task(ana, one, type=action(), due_at=now() - timedelta(hours=1))
        interaction(ana, one)
        interaction(ana, rows[0])

    assert [len(_queries(client, address)) for address in addresses] == few
    assert few[0] <= 8


def test_the_day_asks_once_for_all_tasks(ana: User, django_assert_num_queries: Any) -> None:
    for one in customers(12):
        task(ana, one, type=action(), due_at=now() - timedelta(hours=1))
    source = TODAY.get("activities.tasks")
    source.find(ana, now(), 20)

    with django_assert_num_queries(1):
        found = source.find(ana, now(), 20)

    assert len(found) == 12
    assert found[0].act.url == f"{reverse('activities:log', args=['llamada'])}?task={found[0].key}"
