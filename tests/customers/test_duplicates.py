"""Who may be the same customer: how alike, who is compared, what people decide, and the warning while typing."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import Job
from crm_project.bench import duplicates as febrl
from customers.models import Customer, DuplicatePair
from customers.queries.duplicates import possible_duplicates
from customers.queries.likeness import facts_of, likeness, name_share, words
from customers.services.duplicates import find_duplicates, mark_different, start_search
from tests.factories.company import person
from tests.factories.customers import customer, customers

pytestmark = pytest.mark.django_db
QUEUE = "/clientes/duplicados/"


def _as(client: Client, username: str = "rocio", role: str = "gestor") -> Any:
    user = person(username, role)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def _alike(one: dict[str, Any], other: dict[str, Any]) -> tuple[float, tuple[str, ...]]:
    said = likeness(facts_of(one), facts_of(other))
    return said.score, said.reasons


def _open() -> set[tuple[str, str]]:
    return set(DuplicatePair.objects.filter(state="open").values_list("first__code", "second__code"))


@pytest.mark.parametrize(
    ("one", "other", "at_least"),
    [
        ("Rosa Quispe Mamani", "QUISPE MAMANI, Rosa", 1.0),  # order and signs are free
        ("José Núñez", "Jose Nunez", 1.0),
        ("Rosa Quispe", "Rsoa Quispe", 0.9),  # two letters swapped
        ("R. Quispe", "Rosa Quispe", 0.9),
        ("Rosa Quispe", "Rosa Quispe Mamani", 0.9),
    ],
)
def test_names_are_alike_in_spite_of(one: str, other: str, at_least: float) -> None:
    assert name_share(words(one), words(other)) >= at_least


def test_other_people_are_not_alike() -> None:
    assert name_share(words("Rosa Quispe"), words("Luis Paredes")) < 0.5


def test_forms_of_a_company_say_nothing() -> None:
    one = {"kind": "juridica", "legal_name": "Regalos del Sur S.A.C.", "phone": "+51900111222"}
    other = {"kind": "juridica", "legal_name": "REGALOS DEL SUR SAC", "phone": "+51900111222"}

    assert _alike(one, other)[1] == ("mismo teléfono", "mismo nombre")


def test_one_name_with_two_documents_is_two_people() -> None:
    base = {"first_name": "María", "last_name": "Flores Quispe", "document_kind": "dni", "district": "Lince"}

    score, _ = _alike({**base, "document_number": "45678912"}, {**base, "document_number": "10293847"})

    assert score < 0.5


def test_a_household_on_one_telephone_is_two_people() -> None:
    score, _ = _alike(
        {"first_name": "Rosa", "last_name": "Quispe", "phone": "+51900111222", "birth_date": date(1980, 1, 5)},
        {"first_name": "Luis", "last_name": "Paredes", "phone": "+51900111222", "birth_date": date(1955, 9, 21)},
    )

    assert score < 0.5


def test_the_known_file_is_found_whole_and_clean() -> None:
    true_pairs = febrl.load_febrl()

    find_duplicates(since=None)

    recall, precision = febrl.rates(true_pairs)
    assert recall >= 0.95
    assert precision >= 0.9


def test_the_known_file_is_found_without_documents_too() -> None:
    """The document gives most pairs away: without it names, days and addresses must carry the search."""
    true_pairs = febrl.load_febrl(without=("document_number", "document_kind"))

    find_duplicates(since=None)

    recall, precision = febrl.rates(true_pairs)
    assert recall >= 0.85
    assert precision >= 0.9


def test_only_what_changed_is_compared_and_a_pair_that_no_longer_holds_goes() -> None:
    customer("C-1", phone="+51900111222")
    customer("C-2", phone="+51900111222")
    customer("C-3", first_name="Bea", last_name="Salas", email="bea@correo.example")
    customer("C-4", first_name="Bea", last_name="Salas", email="bea@correo.example")
    Customer.objects.update(updated_at="2026-01-01T00:00:00Z")
    moment = timezone.now()

    assert find_duplicates(since=moment) == {"compared": 0, "found": 0, "gone": 0}
    find_duplicates(since=None)
    assert _open() == {("C-1", "C-2"), ("C-3", "C-4")}
    Customer.objects.filter(code="C-2").update(
        phone="+51900999888", first_name="Luis", last_name="Paredes", updated_at=moment
    )

    assert find_duplicates(since=moment)["gone"] == 1
    assert _open() == {("C-3", "C-4")}


def test_a_telephone_that_everybody_has_compares_nobody() -> None:
    customers(80, phone="+51900111222")

    assert find_duplicates(since=None)["compared"] < 80


def test_what_a_person_decided_stays_decided_until_taken_back() -> None:
    rocio = person("rocio", "gestor")
    customer("C-1", phone="+51900111222")
    customer("C-2", phone="+51900111222")
    find_duplicates(since=None)

    count, undo_url = mark_different(pairs=DuplicatePair.objects.all(), actor=rocio)
    find_duplicates(since=None)

    assert (count, _open()) == (1, set())
    client = Client()
    client.force_login(rocio, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post(undo_url)
    assert _open() == {("C-1", "C-2")}


def test_a_second_search_is_refused_while_one_waits() -> None:
    start_search(actor=None, full=True)

    with pytest.raises(Exception, match="ya está en marcha"):
        start_search(actor=None, full=False)


def test_the_report_looks_first_at_what_changed(capfdbinary: Any) -> None:
    customer("C-1", document_kind="otro", document_number="AB-1234", country="PE")
    customer("C-2", document_kind="otro", document_number="ab1234", country="PE", last_name="Quizpe")

    call_command("report", "duplicates", "--format", "csv")

    rows = list(csv.reader(io.StringIO(capfdbinary.readouterr().out.decode("utf-8-sig"))))
    assert rows[0] == ["code_a", "code_b", "score"]
    assert (rows[1][:2], float(rows[1][2]) > 0.9) == (["C-1", "C-2"], True)
    assert Job.objects.get().state == "done"


def test_the_queue_asks_as_much_for_few_as_for_many(client: Client) -> None:
    _as(client)

    def pairs(count: int, prefix: str) -> None:
        rows = customers(count * 2, prefix=prefix)
        DuplicatePair.objects.bulk_create(
            DuplicatePair(first=rows[2 * n], second=rows[2 * n + 1], score="0.9", reasons=["mismo teléfono"])
            for n in range(count)
        )

    pairs(2, "A")
    client.get(QUEUE)
    with CaptureQueriesContext(connection) as few:
        client.get(QUEUE)
    pairs(40, "B")
    with CaptureQueriesContext(connection) as many:
        page = client.get(QUEUE)

    assert len(page.context["list"].rows) == 42
    assert len(few) == len(many)


def test_chosen_pairs_are_told_apart_in_one_act(client: Client) -> None:
    _as(client)
    customer("C-1", phone="+51900111222")
    customer("C-2", phone="+51900111222")
    find_duplicates(since=None)

    asked = client.post(QUEUE, {"do": "bulk", "act": "different", "id": [DuplicatePair.objects.get().pk]})
    again = {"do": "bulk", "act": "different", "selection": asked.context["token"], "count": asked.context["count"]}
    client.post(QUEUE, again)

    pair = DuplicatePair.objects.get()
    assert (pair.state, pair.decided_by.username) == ("different", "rocio")


@pytest.mark.parametrize(
    "typed",
    [
        {"document_number": "45678912"},
        {"phone": "+51900111222"},
        {"email": "ROSA@correo.example"},
        {"first_name": "rosa", "last_name": "QUÍSPE"},
        {"first_name": "Rosa", "last_name": "Quispee"},
    ],
)
def test_who_types_somebody_known_is_told(typed: dict[str, str]) -> None:
    rocio = person("rocio", "ventas")
    rosa = customer(
        "C-1", document_kind="dni", document_number="45678912", phone="+51900111222", email="rosa@correo.example"
    )
    customer("C-2", first_name="Luis", last_name="Paredes")

    assert [one.customer for one in possible_duplicates(rocio, {"kind": "natural", **typed})] == [rosa]


def test_the_form_asks_once_and_saves_if_told_so(client: Client) -> None:
    _as(client)
    customer("C-1", phone="+51900111222")
    typed = {"first_name": "Rosa", "last_name": "Quispe", "phone": "900111222", "document_kind": ""}

    asked = client.post("/clientes/nuevo/", typed)
    assert Customer.objects.count() == 1
    assert "Ya hay alguien muy parecido" in asked.content.decode()
    client.post("/clientes/nuevo/", {**typed, "anyway": "1"})

    assert Customer.objects.count() == 2


def test_the_part_for_the_form_says_who_it_may_be(client: Client) -> None:
    _as(client, "luz", "ventas")
    customer("C-1", first_name="<b>Rosa", phone="+51900111222")

    part = client.get("/clientes/parecidos/", {"kind": "natural", "phone": "+51900111222"}).content.decode()

    assert "mismo teléfono" in part
    assert "<b>Rosa" not in part
    assert client.get("/clientes/parecidos/", {"first_name": "Zoila"}).content.decode().strip() == ""
