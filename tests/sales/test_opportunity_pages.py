"""Pages of opportunities: the sales tree decides, posts work without script, queries do not grow with the rows."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities.models import Interaction, Task
from company.models import User
from company.queries.company import forget
from company.services import sales_tree
from core.clock import now
from core.models import StoredFile
from sales.models import Competitor, LossReason, Opportunity, OpportunityTask, StageStep, StepDone
from sales.services import opportunities, opportunity_parts
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import product
from tests.factories.opportunities import opportunity, stage, touched

pytestmark = pytest.mark.django_db
CANARY = "Canario deotroequipo"


def _as(client: Client, user: User) -> Client:
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def at(name: str, of: Opportunity, *more: int) -> str:
    return reverse(f"sales:opportunity{name and '_' + name}", args=[of.pk, *more])


@pytest.fixture
def ana() -> User:
    return person("ana", "ventas")


@pytest.fixture
def tree() -> dict[str, User]:
    """Director over a national supervisor over two supervisors, each over a seller; a gestor and marketing beside."""
    people = {name: person(name, "supervisor") for name in ("dir", "nac", "jefa", "jefe")}
    people |= {name: person(name, "ventas") for name in ("ana", "luis")}
    places: dict[str, Any] = {}
    for name, level, over in (("dir", 1, None), ("nac", 2, "dir"), ("jefa", 3, "nac"), ("jefe", 3, "nac"),
                              ("ana", 4, "jefa"), ("luis", 4, "jefe")):  # fmt: skip
        places[name] = sales_tree.place(
            person=people[name], level=level, parent=places[over] if over else None, actor=None
        )
    return people | {"gestor": person("ges", "gestor"), "mk": person("mk", "marketing")}


@pytest.mark.parametrize(
    ("who", "sees"),
    [("ana", True), ("jefa", True), ("nac", True), ("dir", True), ("gestor", True), ("luis", False), ("jefe", False)],
)
def test_the_sales_tree_decides_in_page_acts_search_and_files(
    client: Client, tree: dict[str, User], who: str, sees: bool
) -> None:
    deal = opportunity(tree["ana"], name=CANARY)
    kept = opportunity_parts.attach(
        opportunity=deal, upload=SimpleUploadedFile("plano.csv", b"a,b\n1,2\n"), actor=tree["ana"]
    )
    _as(client, tree[who])
    posts = [at(name, deal) for name in ("move", "win", "lose", "reopen", "note", "person", "rival", "promise")]
    step = StageStep.objects.get(name="Anotar qué necesita")
    posts += [at("tick", deal, step.pk), at("detach", deal, kept.pk), at("attach", deal), at("edit", deal)]

    page = client.get(at("", deal)).status_code
    file = client.get(reverse("core:file", args=[kept.file_id])).status_code
    search = client.get("/buscar/?q=Canario").content.decode()
    acts = [] if sees else [client.post(one, {"version": 1, "text": "x", "done": 1}).status_code for one in posts]

    assert (page, file) == ((200, 200) if sees else (404, 404))
    assert ("deotroequipo" in search) is sees
    assert set(acts) <= {404}
    if not sees:
        deal.refresh_from_db()
        assert (deal.version, deal.state, deal.notes.count(), deal.files.count()) == (1, "open", 0, 1)


def test_who_does_not_sell_does_not_come_in(client: Client, tree: dict[str, User]) -> None:
    deal = opportunity(tree["ana"])

    assert _as(client, tree["mk"]).get(at("", deal)).status_code == 403


def test_of_another_team_the_page_of_the_customer_says_nothing(client: Client, tree: dict[str, User]) -> None:
    of = customer("C-1", owner=tree["luis"])
    opportunity(tree["ana"], of, name=CANARY)

    theirs = _as(client, tree["luis"]).get(reverse("customers:detail", args=[of.pk])).content.decode()
    hers = _as(client, tree["ana"]).get(reverse("customers:detail", args=[of.pk])).content.decode()
    log = _as(client, tree["luis"]).get(f"/actividades/llamada/?customer={of.pk}")

    assert (CANARY in theirs, CANARY in hers) == (False, True)
    assert CANARY not in log.content.decode()


# ── A new one ──────────────────────────────────────────────────────────────────────────────────────────────


def _new(**more: Any) -> dict[str, Any]:
    from sales.models import Pipeline

    lines = {"line-TOTAL_FORMS": "3", "line-INITIAL_FORMS": "0"}
    process = Pipeline.objects.get(code="consultiva").pk
    return {"name": "40 tazas", "pipeline": process, "entry": "phone", "expected_on": "2026-12-20", **lines, **more}


def test_a_new_one_by_its_form_with_lines(client: Client, ana: User) -> None:
    of = customer("C-1", owner=ana)
    product("TAZA-1", price=Decimal("12.50"))
    _as(client, ana)
    given = client.get(f"/oportunidades/nueva/?customer={of.pk}").context["form"].initial["customer"]

    answer = client.post(
        "/oportunidades/nueva/",
        _new(customer=given, owner=ana.pk, amount="", **{"line-0-product": "TAZA-1", "line-0-quantity": "40"}),
    )

    made = Opportunity.objects.get()
    assert answer.headers["Location"] == at("", made)
    assert (made.customer, made.amount, made.entry) == (of, Decimal("500.00"), "phone")


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("USD 500", "La empresa vende en PEN: pasa el importe de USD a PEN."),
        ("500 dólares", "La empresa vende en PEN: pasa el importe de USD a PEN."),
        ("€ 20", "pasa el importe de EUR a PEN"),
        ("-5", "no puede ser negativo"),
        ("mucho", "con números"),
    ],
)
def test_money_that_cannot_be_is_told_beside_its_field(client: Client, ana: User, amount: str, said: str) -> None:
    customer("C-1", owner=ana)

    answer = _as(client, ana).post("/oportunidades/nueva/", _new(customer="C-1", owner=ana.pk, amount=amount))

    assert answer.status_code == 422
    assert said in answer.context["form"].errors["amount"][0]
    assert not Opportunity.objects.exists()


def test_money_as_people_write_it(client: Client, ana: User) -> None:
    customer("C-1", owner=ana)

    _as(client, ana).post("/oportunidades/nueva/", _new(customer="C-1", owner=ana.pk, amount="S/ 1,500.50"))

    assert Opportunity.objects.get().amount == Decimal("1500.50")


def test_a_customer_who_is_not_found_is_told(client: Client, ana: User) -> None:
    answer = _as(client, ana).post("/oportunidades/nueva/", _new(customer="Nadie Conocido", owner=ana.pk))

    assert "No encuentro" in answer.context["form"].errors["customer"][0]


# ── Its acts ───────────────────────────────────────────────────────────────────────────────────────────────


def test_moving_without_what_is_missing_asks_why_and_then_goes(client: Client, ana: User) -> None:
    deal = opportunity(ana)
    target = stage("visita")
    _as(client, ana)

    asked = client.post(at("move", deal), {"stage": target.pk, "version": 1})
    assert asked.status_code == 422
    assert "Hablar con quien decide" in asked.context["form"].errors["reason"][0]

    went = client.post(at("move", deal), {"stage": target.pk, "version": 1, "reason": "Ya nos conoce"})
    deal.refresh_from_db()
    assert (went.status_code, deal.stage) == (302, target)


def test_who_comes_second_reads_who_was_faster_and_decides_again(client: Client, ana: User) -> None:
    deal, boss = opportunity(ana), person("karla", "gestor")
    opportunities.move(opportunity=deal, stage=stage("visita"), version=1, actor=boss, reason="La visité")
    _as(client, ana)

    answer = client.post(at("move", deal), {"stage": stage("propuesta").pk, "version": 1, "reason": "x"})

    assert answer.status_code == 409
    assert "Karla ya la pasó de «Primer contacto» a «Visita y diagnóstico»" in answer.content.decode()
    assert 'name="version" value="2"' in answer.content.decode()
    assert Opportunity.objects.get(pk=deal.pk).stage.code == "visita"


def test_an_edit_that_came_second_keeps_what_was_typed_and_overwrites_nothing(client: Client, ana: User) -> None:
    deal, boss = opportunity(ana), person("karla", "gestor")
    opportunities.change(opportunity=deal, version=1, actor=boss, amount=Decimal(900))
    form = _new(customer=deal.customer.code, owner=ana.pk, amount="100", name="Otra cosa", version=1)

    answer = _as(client, ana).post(at("edit", deal), form)

    assert answer.status_code == 422
    assert "Karla la cambió" in answer.content.decode()
    assert "Otra cosa" in answer.content.decode()
    assert Opportunity.objects.get(pk=deal.pk).amount == 900


def test_lost_with_its_reason_and_who_won_it(client: Client, ana: User) -> None:
    deal = opportunity(ana)
    rival, reason = Competitor.objects.create(name="Regalos del Sur"), LossReason.objects.get(code="precio")
    _as(client, ana)

    without = client.post(at("lose", deal), {"version": 1})
    client.post(at("lose", deal), {"version": 1, "reason": reason.pk, "lost_to": rival.pk, "note": "12 % menos"})

    deal.refresh_from_db()
    assert (without.status_code, deal.state, deal.lost_to, deal.lost_note) == (422, "lost", rival, "12 % menos")
    page = client.get(at("", deal)).content.decode()
    assert "Regalos del Sur" in page
    assert "12 % menos" in page


def test_what_is_added_on_its_page(client: Client, ana: User) -> None:
    deal = opportunity(ana)
    boss = deal.customer.contacts.create(first_name="Elsa", last_name="Ríos")
    stranger = customer("C-99").contacts.create(first_name="Otro")
    _as(client, ana)

    client.post(at("note", deal), {"text": "Decide en diciembre"})
    client.post(at("person", deal), {"contact": boss.pk, "role": "Decide"})
    client.post(at("person", deal), {"contact": stranger.pk, "role": "Se coló"})
    client.post(at("rival", deal), {"name": "Andes Promo", "price": "S/ 900", "note": "Entrega en 3 días"})
    client.post(at("rival", deal), {"name": "andes promo", "price": "S/ 850"})
    client.post(at("promise", deal), {"title": "Mandar muestras", "date": "2026-12-01"})
    client.post(at("attach", deal), {"file": SimpleUploadedFile("logo.exe", b"MZ")})
    client.post(at("attach", deal), {"file": SimpleUploadedFile("lista.csv", b"a,b\n1,2\n")})

    assert [one.text for one in deal.notes.all()] == ["Decide en diciembre"]
    assert [(one.contact, one.role) for one in deal.contacts.all()] == [(boss, "Decide")]
    assert [(one.competitor.name, one.price) for one in deal.competitors.all()] == [("Andes Promo", 850)]
    assert [one.task.title for one in deal.tasks.all() if one.task] == ["Mandar muestras"]
    assert [one.file.name for one in deal.files.all()] == ["lista.csv"]
    page = client.get(at("", deal)).content.decode()
    for text in ("Decide en diciembre", "Elsa Ríos", "Andes Promo", "Mandar muestras", "lista.csv"):
        assert text in page

    held = deal.files.get()
    client.post(at("detach", deal, held.pk))
    assert not StoredFile.objects.filter(pk=held.file_id).exists()


# ── A call for this deal ───────────────────────────────────────────────────────────────────────────────────


def _call(**more: Any) -> dict[str, Any]:
    return {
        "outcome": "thinking",
        "when": "date",
        "next_date": (now() + timedelta(days=3)).date().isoformat(),
        **more,
    }


def test_a_call_logged_for_the_deal_does_its_step_and_its_next_step_follows(client: Client, ana: User) -> None:
    deal = opportunity(ana)
    _as(client, ana)
    address = f"/actividades/llamada/?customer={deal.customer_id}&opportunity={deal.pk}"
    assert f'<option value="{deal.pk}" selected>' in client.get(address).content.decode()

    answer = client.post(address, _call(customer=deal.customer_id, opportunity=deal.pk))

    assert answer.status_code == 302, answer.context["form"].errors
    [touch] = deal.interactions.all()
    assert StepDone.objects.get(opportunity=deal).interaction_id == touch.interaction_id
    assert [one.task.customer_id for one in deal.tasks.all() if one.task] == [deal.customer_id]


def test_the_undo_of_that_call_takes_its_step_and_its_next_step_back(client: Client, ana: User) -> None:
    deal = opportunity(ana)
    _as(client, ana).post("/actividades/llamada/", _call(customer=deal.customer_id, opportunity=deal.pk))
    from core.models import UndoStep
    from sales.queries.opportunities import progress_of

    client.post(reverse("core:undo", args=[UndoStep.objects.latest("created_at").pk]))

    assert not Interaction.objects.exists()
    assert not Task.objects.exists()
    assert progress_of([deal])[deal.pk].done == 0


def test_a_deal_of_another_team_or_customer_takes_the_whole_call_back(client: Client, ana: User) -> None:
    theirs = opportunity(person("luis", "ventas"), customer("C-9"))
    mine = opportunity(ana)

    answer = _as(client, ana).post("/actividades/llamada/", _call(customer=mine.customer_id, opportunity=theirs.pk))

    assert answer.status_code == 422
    assert not Interaction.objects.exists()


def test_finishing_a_commitment_offers_its_deal(client: Client, ana: User) -> None:
    deal = opportunity(ana)
    task, _ = opportunity_parts.promise(opportunity=deal, title="Llamar", due_at=now(), actor=ana)

    page = _as(client, ana).get(f"/actividades/llamada/?task={task.pk}").content.decode()

    assert f'<option value="{deal.pk}" selected>' in page


def test_an_interaction_deleted_and_put_back_is_of_the_deal_again(client: Client, ana: User) -> None:
    from activities.services import interactions
    from core import undo

    deal = opportunity(ana)
    called = touched(deal, "llamada")
    address = interactions.delete(interaction=called, actor=ana)

    undo.take_back(step_id=address.rstrip("/").split("/")[-1], actor=ana)

    assert deal.interactions.get().interaction_id == called.pk
    assert StepDone.objects.get(opportunity=deal).interaction_id == called.pk


# ── Queries ────────────────────────────────────────────────────────────────────────────────────────────────


def _hang(deal: Opportunity, ana: User, count: int) -> None:
    for number in range(count):
        opportunity_parts.note(opportunity=deal, text=f"Nota {number}", actor=ana)
        task, _ = opportunity_parts.promise(opportunity=deal, title=f"Tarea {number}", due_at=now(), actor=ana)
        assert OpportunityTask.objects.filter(task=task).exists()
        touched(deal, "visita")
        who = deal.customer.contacts.create(first_name=f"Persona {number}")
        opportunity_parts.name_contact(opportunity=deal, contact=who, actor=ana)
        opportunity_parts.name_competitor(opportunity=deal, competitor=f"Rival {number}", actor=ana)
        opportunity_parts.attach(opportunity=deal, upload=SimpleUploadedFile("a.csv", b"a,b\n1,2\n"), actor=ana)


def test_the_page_asks_as_much_with_one_of_each_as_with_many(client: Client, ana: User) -> None:
    deal = opportunity(ana)
    _hang(deal, ana, 1)
    _as(client, ana).get(at("", deal))
    forget()  # the company's settings are read anew every few seconds: here in both
    with CaptureQueriesContext(connection) as few:
        client.get(at("", deal))
    _hang(deal, ana, 6)

    forget()
    with CaptureQueriesContext(connection) as many:
        client.get(at("", deal))

    extra = {one["sql"].split(" WHERE ")[0] for one in many} - {one["sql"].split(" WHERE ")[0] for one in few}
    assert len(many) == len(few), [one[-160:] for one in extra]
    assert len(few) <= 36
