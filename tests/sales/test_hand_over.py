"""A customer passes to another seller: the dossier, who reads it, what passes with him and comes back."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from activities.models import Interaction, Task
from company.models import Notice, User
from company.services import sales_tree
from core import undo
from core.models import Job, UndoStep
from core.slots import PERSONAL_DATA
from customers.models import Consent, Contact, Customer
from customers.services import assign, update_customer
from sales.models import HandOver, Opportunity, Pipeline, Quote, Stage, StageStep
from sales.services import hand_over
from tests.factories.company import person
from tests.factories.customers import customer, customers
from tests.factories.sales import plain_order

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 18)


@pytest.fixture
def people() -> dict[str, User]:
    """Jefa leads Ana and Beto; Luis is of another team; the others have no part in it."""
    jefa, ana, beto, luis = (
        person("jefa", "supervisor"),
        person("ana", "ventas"),
        person("beto", "ventas"),
        person("luis", "ventas"),
    )
    head = sales_tree.place(person=jefa, level=3, parent=None, actor=None)
    for one in (ana, beto):
        sales_tree.place(person=one, level=4, parent=head, actor=None)
    return {"jefa": jefa, "ana": ana, "beto": beto, "luis": luis, "gestor": person("g", "gestor")}


def task(who: Customer, owner: User, title: str = "Llevar muestras", **more: Any) -> Task:
    more.setdefault("due_at", datetime(2020, 1, 3, 5, tzinfo=UTC))
    return Task.objects.create(title=title, customer=who, owner=owner, **more)


def deal(who: Customer, owner: User, number: str = "OP-1") -> Opportunity:
    stage = Stage.objects.filter(pipeline=Pipeline.objects.get(is_default=True)).order_by("position")[0]
    return Opportunity.objects.create(
        number=number, name="Vajilla nueva", customer=who, pipeline=stage.pipeline, stage=stage, owner=owner,
        amount=Decimal("4500.00"), opened_on=DAY, stage_since=datetime(2026, 11, 1, tzinfo=UTC),
    )  # fmt: skip


def quote(who: Customer, owner: User, number: str = "COT-1", **more: Any) -> Quote:
    values = {"state": "sent", "sent_at": datetime(2026, 11, 10, 15, tzinfo=UTC), "total": Decimal("900.00")} | more
    return Quote.objects.create(
        number=number, title="Vajilla", customer=who, owner=owner, made_on=DAY, valid_until=DAY, **values
    )


def owners(who: Customer) -> tuple[Any, ...]:
    """Who has the customer, his tasks, deals and quotes: everything that passes."""
    return (
        Customer.objects.get(pk=who.pk).owner_id,
        list(Task.objects.filter(customer=who).order_by("pk").values_list("owner_id", flat=True)),
        list(Opportunity.objects.filter(customer=who).order_by("pk").values_list("owner_id", flat=True)),
        list(Quote.objects.filter(customer=who).order_by("pk").values_list("owner_id", flat=True)),
    )


def test_the_dossier_holds_what_the_next_one_must_know(people: dict[str, User]) -> None:
    ana, beto, luis = people["ana"], people["beto"], people["luis"]
    who = customer("C-1", owner=ana, phone="+51987654321", preferences="Solo por la mañana")
    Contact.objects.create(customer=who, first_name="Marta", last_name="Ríos", phone="+51911111111")
    promised = task(who, ana)
    task(who, ana, "Ya hecha", state="done", done_at=datetime(2026, 11, 1, tzinfo=UTC))
    task(who, luis, "Cosa de otro")
    made, _ = deal(who, ana), deal(who, luis, "OP-2")
    sent, _ = quote(who, ana), quote(who, luis, "COT-2")
    pending = plain_order("P-1", who, total="300.00", status="confirmed", delivery_on=DAY)
    owed = plain_order("P-2", who, total="118.00", due_on=date(2026, 10, 1))
    Interaction.objects.create(
        customer=who, channel="call_out", outcome="wants_quote", text="Quiere 12 juegos",
        happened_at=datetime(2026, 11, 12, 16, tzinfo=UTC), user=ana,
    )  # fmt: skip
    Consent.objects.create(
        customer=who, channel="whatsapp", purpose="advertising", granted=False, evidence="call",
        given_at=datetime(2026, 11, 1, tzinfo=UTC),
    )  # fmt: skip

    update_customer(customer=who, version=who.version, actor=people["jefa"], owner=beto)

    row = HandOver.objects.get()
    it = row.dossier
    assert (row.from_user, row.to_user, row.made_by) == (ana, beto, people["jefa"])
    assert it["customer"]["name"] == "Rosa Quispe"
    assert it["customer"]["preferences"] == "Solo por la mañana"
    assert [one["name"] for one in it["contacts"]] == ["Marta Ríos"]
    assert it["promises"] == [{"id": promised.pk, "what": "Llevar muestras", "due": "2020-01-03", "note": ""}]
    steps = list(StageStep.objects.filter(stage=made.stage, required=True).order_by("position"))
    assert [(one["number"], one["amount"], one["missing"]) for one in it["opportunities"]] == [
        ("OP-1", "4500.00", [step.name for step in steps])
    ]
    assert [(one["id"], one["state"], one["sent"]) for one in it["quotes"]] == [(sent.pk, "sent", "2026-11-10")]
    assert [(one["id"], one["delivery"]) for one in it["orders"]] == [(pending.pk, "2026-11-18")]
    assert [(one["id"], one["balance"]) for one in it["debt"]] == [(owed.pk, "118.00")]
    assert [(one["how"], one["text"], one["who"]) for one in it["touches"]] == [
        ("Llamada hecha", "Quiere 12 juegos", "Ana")
    ]
    assert it["next"][:3] == [
        "Preséntate con una llamada y cuéntale que ahora lo atiendes tú.",
        "Cumple lo que se le prometió y está atrasado: Llevar muestras.",
        "Pregunta por la cotización COT-1 (Vajilla), enviada y sin respuesta.",
    ]
    assert it["refused"] == ["No quiere WhatsApp de publicidad"]
    assert "OP-2" not in str(it)
    assert "COT-2" not in str(it)
    assert "Cosa de otro" not in str(it)


def test_the_new_one_is_told_with_the_way_to_the_dossier(client: Client, people: dict[str, User]) -> None:
    who = customer("C-1", owner=people["ana"])
    update_customer(customer=who, version=who.version, actor=people["jefa"], owner=people["beto"])
    row = HandOver.objects.get()

    notice = Notice.objects.get(user=people["beto"])
    assert notice.url == f"/equipo/entregas/{row.pk}/"
    client.force_login(people["beto"], backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(notice.url).content.decode()
    assert "Preséntate con una llamada" in page
    assert "Rosa Quispe ahora es tuyo" in client.get("/hoy/").content.decode()
    client.post(f"/equipo/entregas/{row.pk}/leido/")
    row.refresh_from_db()
    assert row.read_at is not None
    assert client.get(f"/equipo/entregas/{row.pk}/pdf/").content[:4] == b"%PDF"


def test_who_sees_which(client: Client, people: dict[str, User]) -> None:
    who = customer("C-1", owner=people["ana"])
    update_customer(customer=who, version=who.version, actor=people["jefa"], owner=people["beto"])
    address = f"/equipo/entregas/{HandOver.objects.get().pk}/"
    expected = {"ana": 200, "beto": 200, "jefa": 200, "gestor": 200, "luis": 404}

    found, listed, read = {}, {}, {}
    for name in expected:
        client.force_login(people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
        found[name] = client.get(address).status_code
        listed[name] = len(client.get("/equipo/entregas/").context["list"].rows)
        read[name] = client.post(f"{address}leido/").status_code
    client.force_login(person("m", "marketing"), backend="allauth.account.auth_backends.AuthenticationBackend")

    assert found == expected
    assert listed == {name: int(status == 200) for name, status in expected.items()}
    assert read["luis"] == 404
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("pass_work", [True, False])
def test_work_passes_if_so_asked_and_undo_brings_back_exactly_what_was(
    people: dict[str, User], pass_work: bool
) -> None:
    ana, beto, luis, jefa = (people[name] for name in ("ana", "beto", "luis", "jefa"))
    one, two = customer("C-1", owner=ana), customer("C-2", owner=luis)
    for who in (one, two):
        task(who, ana, f"De Ana {who.code}")
        task(who, luis, f"De Luis {who.code}")
        task(who, ana, "Hecha", state="done", done_at=datetime(2026, 11, 1, tzinfo=UTC))
        deal(who, ana, f"OP-{who.code}")
        quote(who, ana, f"COT-{who.code}")
        quote(who, luis, f"COTL-{who.code}", state="rejected", sent_at=None)
    before = [owners(one), owners(two)]

    count, address = assign(customers=Customer.objects.all(), owner=beto, actor=jefa, pass_work=pass_work)
    assert count == 2
    if pass_work:
        assert owners(one) == (beto.pk, [beto.pk, luis.pk, ana.pk], [beto.pk], [beto.pk, luis.pk])
        assert owners(two) == (beto.pk, [ana.pk, beto.pk, ana.pk], [ana.pk], [ana.pk, luis.pk])
    else:
        assert [owners(one)[1:], owners(two)[1:]] == [before[0][1:], before[1][1:]]
    assert HandOver.objects.count() == 2

    undo.take_back(step_id=UndoStep.objects.latest("created_at").pk, actor=jefa)
    assert address
    assert [owners(one), owners(two)] == before
    assert not HandOver.objects.exists()


def test_undo_leaves_what_somebody_changed_since(people: dict[str, User]) -> None:
    ana, beto, luis, jefa = (people[name] for name in ("ana", "beto", "luis", "jefa"))
    one, two = customer("C-1", owner=ana), customer("C-2", owner=ana)
    kept, given = task(one, ana), task(two, ana)
    assign(customers=Customer.objects.all(), owner=beto, actor=jefa)
    Customer.objects.filter(pk=one.pk).update(owner=luis)
    Task.objects.filter(pk=kept.pk).update(owner=luis)

    said = undo.take_back(step_id=UndoStep.objects.latest("created_at").pk, actor=jefa)

    assert said.startswith("Deshecho en 1 de 2")
    assert owners(one)[:2] == (luis.pk, [luis.pk])
    assert owners(two)[:2] == (ana.pk, [ana.pk])
    assert list(HandOver.objects.values_list("customer_id", flat=True)) == [one.pk]
    assert given.pk


def test_a_first_owner_gets_no_dossier_but_one_after_nobody_does(people: dict[str, User]) -> None:
    who = customer("C-1")
    ids = Customer.objects.all()
    assign(customers=ids, owner=people["ana"], actor=people["jefa"])
    assert not HandOver.objects.exists()

    assign(customers=ids, owner=None, actor=people["jefa"])
    assign(customers=ids, owner=people["beto"], actor=people["jefa"])

    assert list(HandOver.objects.order_by("pk").values_list("from_user", "to_user")) == [
        (people["ana"].pk, None),
        (people["ana"].pk, people["beto"].pk),
    ]
    assert who.pk


def test_many_are_prepared_by_a_job_and_the_queries_do_not_grow(people: dict[str, User]) -> None:
    rows = customers(hand_over.AT_ONCE + 20, owner=people["ana"])

    with CaptureQueriesContext(connection) as many:
        assign(customers=Customer.objects.all(), owner=people["beto"], actor=people["jefa"])
    job = Job.objects.get(kind=hand_over.JOB)
    assert HandOver.objects.filter(dossier={}).count() == len(rows)
    hand_over.build([*job.payload["ids"], 999_999])
    assert not HandOver.objects.filter(dossier={}).exists()
    assert len(many) < 45

    ids = list(HandOver.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as one:
        hand_over.build(ids[:1])
    with CaptureQueriesContext(connection) as all_of_them:
        hand_over.build(ids)
    assert len(all_of_them) == len(one)


def test_the_dossier_goes_with_the_person(people: dict[str, User]) -> None:
    who = customer("C-1", owner=people["ana"])
    update_customer(customer=who, version=who.version, actor=people["jefa"], owner=people["beto"])

    told = PERSONAL_DATA.get("sales.hand_over").rows([who.pk])
    PERSONAL_DATA.get("sales.hand_over").erase([who.pk], people["gestor"])

    assert "Rosa" in str(told)
    assert HandOver.objects.get().dossier == {}


def test_the_page_of_an_erased_dossier_says_so(client: Client, people: dict[str, User]) -> None:
    who = customer("C-1", owner=people["ana"])
    row = HandOver.objects.create(customer=who, from_user=people["ana"], to_user=people["beto"])
    client.force_login(people["beto"], backend="allauth.account.auth_backends.AuthenticationBackend")

    assert "todavía se prepara" in client.get(f"/equipo/entregas/{row.pk}/").content.decode()


@pytest.mark.parametrize("pass_work", [True, False])
def test_the_form_of_the_customer_asks_whether_the_open_work_passes(
    client: Client, people: dict[str, User], pass_work: bool
) -> None:
    ana, beto = people["ana"], people["beto"]
    who, idle = customer("C-1", owner=ana), customer("C-2", owner=ana)
    mine, other = task(who, ana), task(who, people["luis"])
    deal(who, ana)
    quote(who, ana)
    quote(who, ana, "COT-2", state="rejected")
    client.force_login(people["jefa"], backend="allauth.account.auth_backends.AuthenticationBackend")

    page = client.get(f"/clientes/{who.pk}/editar/").content.decode()
    bare = client.get(f"/clientes/{idle.pk}/editar/").content.decode()
    values = {"first_name": "Rosa", "last_name": "Quispe", "owner": beto.pk, "shown_version": who.version}
    answer = client.post(f"/clientes/{who.pk}/editar/", values | ({"pass_work": "on"} if pass_work else {}))

    assert "1 tarea, 1 oportunidad y 1 cotización" in page.replace("\xa0", " ")
    assert "pass_work" not in bare
    assert answer.status_code == 302
    who.refresh_from_db()
    owners = {model.objects.get(**{key: value}).owner for model, key, value in (
        (Task, "pk", mine.pk), (Opportunity, "customer", who), (Quote, "number", "COT-1"))}  # fmt: skip
    assert (who.owner, owners) == (beto, {beto if pass_work else ana})
    assert Task.objects.get(pk=other.pk).owner == people["luis"]
