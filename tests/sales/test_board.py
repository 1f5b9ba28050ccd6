"""The board, the list and the report of opportunities: one sum, one scope, the same queries; where a card may go."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from company.models import User
from company.services import sales_tree
from sales.models import LossReason, Opportunity, StageChange
from sales.services import opportunities
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.opportunities import opportunity, stage

pytestmark = pytest.mark.django_db
CANARY = "Canario Deotroequipo"


def _as(client: Client, user: User) -> Client:
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _report(**options: Any) -> list[dict[str, str]]:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", out)
        call_command("report", "pipeline", **options)
    out.seek(0)
    return list(csv.DictReader(io.StringIO(out.read().lstrip("\ufeff"))))


@pytest.fixture
def teams() -> dict[str, User]:
    """Jefa leads Ana; Luis is of another team."""
    jefa, ana, luis = person("jefa", "supervisor"), person("ana", "ventas"), person("luis", "ventas")
    head = sales_tree.place(person=jefa, level=3, parent=None, actor=None)
    sales_tree.place(person=ana, level=4, parent=head, actor=None)
    return {"jefa": jefa, "ana": ana, "luis": luis, "gestor": person("g", "gestor")}


@pytest.fixture
def deals(teams: dict[str, User]) -> dict[str, Opportunity]:
    """Three of Ana (one of them lost), one of Luis, in cents that do not divide evenly."""
    ana, luis = teams["ana"], teams["luis"]
    made = {
        "a": opportunity(ana, amount=Decimal("33.33"), name="Una"),
        "b": opportunity(ana, amount=Decimal("66.67"), name="Dos", stage=stage("visita")),
        "c": opportunity(ana, amount=Decimal("500.00"), name="Tres"),
        "luis": opportunity(luis, amount=Decimal("1000.01"), name=CANARY, stage=stage("visita")),
    }
    reason = LossReason.objects.get(code="precio")
    opportunities.lose(opportunity=made["c"], reason=reason, version=None, actor=ana)
    return made


def test_board_list_and_report_add_up_to_the_same_cent(
    client: Client, teams: dict[str, User], deals: dict[str, Opportunity]
) -> None:
    """By hand: 33.33 × 10 % = 3.33; (66.67 + 1000.01) × 25 % = 16.67 + 250.00."""
    _as(client, teams["gestor"])

    columns = {one.stage.code: one.total for one, _, _ in client.get("/oportunidades/tablero/").context["columns"]}
    sums = client.get("/oportunidades/").context["list"].summary
    rows = _report()

    assert [columns["contacto"].count, columns["contacto"].weighted] == [1, Decimal("3.33")]
    assert columns["visita"].money == Decimal("1066.68")
    assert columns["visita"].weighted == Decimal("266.67")
    assert sums.sums == (Decimal("1100.01"), Decimal("270.00"))
    assert sum(Decimal(row["amount"]) for row in rows) == Decimal("1100.01")
    assert sum(Decimal(row["weighted"]) for row in rows) == Decimal("270.00")
    assert {row["state"] for row in rows} == {"open"}


def test_the_report_takes_the_filter_of_the_list(teams: dict[str, User], deals: dict[str, Opportunity]) -> None:
    rows = _report(filter="state=lost")

    assert [(row["number"], row["seller"], row["weighted"]) for row in rows] == [(deals["c"].number, "ana", "0.00")]


@pytest.mark.parametrize(("who", "names"), [("ana", ["Dos", "Una"]), ("jefa", ["Dos", "Una"]), ("luis", [CANARY])])
def test_of_another_team_nothing_is_seen_or_counted(
    client: Client, teams: dict[str, User], deals: dict[str, Opportunity], who: str, names: list[str]
) -> None:
    _as(client, teams[who])
    other = deals["luis"] if who != "luis" else deals["a"]

    board = client.get("/oportunidades/tablero/").context
    seen = sorted(card.row.name for column, _, _ in board["columns"] for card in column.cards)
    report = sorted(row["name"] for row in _report(as_user=who))
    through_owner = client.get(f"/oportunidades/?owner={other.owner_id}").context["list"]
    statuses = [
        client.get(f"/oportunidades/tablero/mover/{other.pk}/").status_code,
        client.post(f"/oportunidades/tablero/mover/{other.pk}/", {"to": stage("cierre").pk}).status_code,
    ]

    assert seen == report == names
    assert board["total"].count == len(names)
    assert through_owner.misread == ["De quién"]
    assert statuses == [404, 404]
    for address in ("/oportunidades/", "/oportunidades/tablero/", "/oportunidades/embudo/"):
        assert (CANARY in client.get(address).content.decode()) == (who == "luis" and "embudo" not in address)


def test_giving_many_away_keeps_to_the_team_and_can_be_taken_back(
    client: Client, teams: dict[str, User], deals: dict[str, Opportunity]
) -> None:
    _as(client, teams["jefa"])
    bar = {"do": "bulk", "act": "give", "id": [deals["a"].pk, deals["luis"].pk, deals["c"].pk]}
    asked = client.post("/oportunidades/", bar).context
    answer = {"do": "bulk", "act": "give", "selection": asked["token"], "count": asked["count"]}

    stranger = client.post("/oportunidades/", {**answer, "owner": teams["luis"].pk})
    done = client.post("/oportunidades/", {**answer, "owner": teams["jefa"].pk}, follow=True)

    assert asked["count"] == 1  # neither the stranger's nor the lost one
    assert stranger.status_code == 422
    owners = dict(Opportunity.objects.values_list("name", "owner__username"))
    assert owners == {"Una": "jefa", "Dos": "ana", "Tres": "ana", CANARY: "luis"}
    undo_url = next(iter(done.context["messages"])).extra_tags.split(" ")[0].removeprefix("undo:")
    client.post(undo_url)
    assert Opportunity.objects.get(pk=deals["a"].pk).owner == teams["ana"]


@pytest.mark.parametrize("address", ["/oportunidades/tablero/", "/oportunidades/", "/oportunidades/embudo/"])
def test_a_page_costs_the_same_with_one_card_and_with_forty(
    client: Client, teams: dict[str, User], address: str
) -> None:
    _as(client, teams["jefa"])
    ana = teams["ana"]
    opportunity(ana)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for n in range(39):
        made = opportunity(ana, amount=Decimal(n), stage=stage("visita" if n % 2 else "propuesta"))
        Opportunity.objects.filter(pk=made.pk).update(expected_on="2026-12-15")
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(few) == len(many) <= {"/oportunidades/": 8, "/oportunidades/tablero/": 11}.get(address, 14)
    texts = [one["sql"] for one in many if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(texts) == len(set(texts))


def test_a_column_shows_its_richest_cards_and_goes_on_by_key(client: Client, teams: dict[str, User]) -> None:
    _as(client, teams["ana"])
    whose = customer("C-1")
    for n in range(30):
        opportunity(teams["ana"], whose, amount=Decimal(n // 2), name=f"N{n}")

    column, _, more = next(iter(client.get("/oportunidades/tablero/").context["columns"]))
    rest = client.get(f"/oportunidades/tablero/{more}", headers={"HX-Request": "true"}).context

    names = [card.row.name for card in [*column.cards, *rest["cards"]]]
    assert names == [f"N{n}" for n in reversed(range(30))]
    assert (column.total.count, len(column.cards), rest["more_url"]) == (30, 25, "")


def test_a_card_moves_by_the_form_that_needs_no_script(
    client: Client, teams: dict[str, User], deals: dict[str, Opportunity]
) -> None:
    """Refused with the reason asked (a step is missing), then done with it, and taken back."""
    _as(client, teams["ana"])
    row = deals["a"]
    address = f"/oportunidades/tablero/mover/{row.pk}/"
    post = {"to": stage("propuesta").pk, "version": row.version, "back": "/oportunidades/tablero/?owner=1"}

    refused = client.post(address, post)
    moved = client.post(address, {**post, "reason": "Ya lo conocemos"})

    assert refused.status_code == 422
    assert "reason" in refused.context["form"].errors
    assert (moved.status_code, moved["Location"]) == (302, "/oportunidades/tablero/?owner=1")
    row.refresh_from_db()
    assert row.stage == stage("propuesta")
    assert StageChange.objects.filter(opportunity=row, reason="Ya lo conocemos").count() == 1


def test_who_comes_second_is_told_and_nothing_is_overwritten(
    client: Client, teams: dict[str, User], deals: dict[str, Opportunity]
) -> None:
    _as(client, teams["jefa"])
    row = deals["a"]
    opportunities.move(
        opportunity=row, stage=stage("visita"), version=None, actor=teams["ana"], reason="Me recibió hoy"
    )

    answer = client.post(
        f"/oportunidades/tablero/mover/{row.pk}/",
        {"to": stage("cierre").pk, "version": row.version, "reason": "x", "back": "/oportunidades/tablero/"},
        headers={"HX-Request": "true"},
    )

    text = answer.content.decode()
    assert answer["HX-Retarget"] == "body"
    assert "Ana" in text
    assert 'hx-swap-oob="true"' in text  # and the board as it is now
    row.refresh_from_db()
    assert row.stage == stage("visita")


def test_won_and_lost_are_ends_of_the_board(
    client: Client, teams: dict[str, User], deals: dict[str, Opportunity]
) -> None:
    _as(client, teams["ana"])
    first, second = deals["a"], deals["b"]

    client.post(f"/oportunidades/tablero/mover/{first.pk}/", {"to": "won", "version": first.version})
    bare = client.post(f"/oportunidades/tablero/mover/{second.pk}/", {"to": "lost", "version": second.version})
    reason = LossReason.objects.get(code="plazo")
    full = {"to": "lost", "version": second.version, "lost_reason": reason.pk}
    client.post(f"/oportunidades/tablero/mover/{second.pk}/", full)

    assert "lost_reason" in bare.context["form"].errors
    found = dict(Opportunity.objects.values_list("name", "state"))
    assert found == {"Una": "won", "Dos": "lost", "Tres": "lost", CANARY: "open"}
    assert Opportunity.objects.get(pk=second.pk).lost_reason == reason
