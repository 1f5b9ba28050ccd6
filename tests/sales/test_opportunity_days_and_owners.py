"""The day to close a deal moves in the agenda and goes to the telephone; a hand-over taken back is told no more."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from activities.exports import calendar_file
from company.models import Notice, User
from company.services import sales_tree
from core.models import UndoStep
from core.undo import take_back
from sales.models import Opportunity, StageChange
from sales.services import opportunities, opportunity_owner
from tests.factories.company import person
from tests.factories.customers import customer

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 18)
AT = datetime(2026, 11, 17, 15, tzinfo=UTC)


def _as(client: Client, user: User) -> Client:
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def ana() -> User:
    return person("ana", "ventas")


def _take_back_last(actor: User) -> None:
    take_back(actor=actor, step_id=UndoStep.objects.filter(actor=actor).latest("created_at").pk)


def _deal(owner: User, name: str = "Cuarenta tazas", **more: Any) -> Opportunity:
    more.setdefault("expected_on", DAY)
    rosa = customer(f"C-{name}", owner=owner)
    return opportunities.create(customer=rosa, name=name, owner=owner, actor=None, amount=Decimal(900), **more)


def _post(client: Client, deal: Opportunity, day: str, **more: Any) -> Any:
    data = {"source": "oportunidades", "id": deal.pk, "version": deal.version, "day": day, "hour": "00:00", **more}
    return client.post("/agenda/mover/", data)


def test_a_closing_is_dragged_to_another_day_and_back(client: Client, ana: User) -> None:
    deal = _deal(ana)
    page = _as(client, ana).get("/agenda/?dia=2026-11-18").content.decode()
    assert 'data-source="oportunidades"' in page and 'data-cal-whole="2026-11-20"' in page

    answer = _post(client, deal, "2026-11-20")

    said = client.get(answer.url).content.decode()
    assert "Cierra Cuarenta tazas: " in said and "a las 00:00" not in said
    moved = Opportunity.objects.get(pk=deal.pk)
    assert (answer.status_code, moved.expected_on, moved.version) == (302, date(2026, 11, 20), 2)
    assert StageChange.objects.filter(opportunity=deal).count() == 1  # no stage was left
    entry = client.get(f"/historia/sales/opportunity/{deal.pk}/").context["entries"][0]
    assert (entry.who, [(one.before, one.after) for one in entry.changes]) == (
        str(ana), [("18/11/2026", "20/11/2026")],
    )  # fmt: skip
    _take_back_last(ana)
    assert Opportunity.objects.get(pk=deal.pk).expected_on == DAY


def test_the_way_without_a_mouse_asks_for_the_day_only(client: Client, ana: User) -> None:
    deal = _deal(ana)

    form = _as(client, ana).get(f"/agenda/mover/?source=oportunidades&id={deal.pk}").content.decode()
    answer = _post(client, deal, "2026-11-25", hour="")

    assert 'type="date"' in form and 'type="time"' not in form and "00:00</" not in form
    assert answer.status_code == 302
    assert Opportunity.objects.get(pk=deal.pk).expected_on == date(2026, 11, 25)


def test_who_was_slower_moves_nothing(client: Client, ana: User) -> None:
    deal = _deal(ana)
    opportunities.change(opportunity=deal, version=None, actor=None, expected_on=date(2026, 12, 1))

    answer = _post(_as(client, ana), deal, "2026-11-20")

    assert answer.status_code == 422
    assert Opportunity.objects.get(pk=deal.pk).expected_on == date(2026, 12, 1)


@pytest.mark.parametrize("whose", ["another's", "closed"])
def test_what_one_may_not_move_is_not_found(client: Client, ana: User, whose: str) -> None:
    deal = _deal(person("luis", "ventas") if whose == "another's" else ana)
    if whose == "closed":
        opportunities.win(opportunity=deal, version=None, actor=None)

    assert _post(_as(client, ana), deal, "2026-11-20").status_code == 404
    assert Opportunity.objects.get(pk=deal.pk).expected_on == DAY


def test_the_subscription_tells_ones_own_closings_without_their_money(ana: User) -> None:
    deal = _deal(ana)
    _deal(person("luis", "ventas"), "De Luis")
    lost = _deal(ana, "Ganada ya")
    opportunities.win(opportunity=lost, version=None, actor=None)
    opportunities.change(opportunity=deal, version=None, actor=None, expected_on=DAY + timedelta(days=1))

    text = calendar_file(ana, at=AT, site=settings.SITE_URL.rstrip("/")).decode().replace("\r\n ", "")
    events = {one.partition("SUMMARY:")[2].partition("\r\n")[0]: one for one in text.split("BEGIN:VEVENT")[1:]}

    assert set(events) == {"Cierra Cuarenta tazas", "Cierra Ganada ya"}
    told = events["Cierra Cuarenta tazas"]
    assert "DTSTART;VALUE=DATE:20261119" in told and "SEQUENCE:2" in told and "STATUS:CONFIRMED" in told
    assert f"/oportunidades/{deal.pk}/" in told and "900" not in told
    assert "STATUS:CANCELLED" in events["Cierra Ganada ya"]


# ── Taking a hand-over back ─────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def jefa(ana: User) -> User:
    made = person("jefa", "supervisor")
    head = sales_tree.place(person=made, level=3, parent=None, actor=None)
    sales_tree.place(person=ana, level=4, parent=head, actor=None)
    return made


@pytest.mark.parametrize("read", [False, True])
def test_undoing_the_hand_over_of_a_deal_withdraws_its_unread_notice(ana: User, jefa: User, read: bool) -> None:
    deal = _deal(jefa)
    Notice.objects.create(user=ana, text="Otra cosa de ella", url=f"/oportunidades/{deal.pk}/")
    opportunities.change(opportunity=deal, version=None, actor=jefa, owner=ana)
    if read:
        Notice.objects.exclude(dedupe_key="").update(read_at=AT)

    _take_back_last(jefa)

    assert Opportunity.objects.get(pk=deal.pk).owner == jefa
    kept = [f"{jefa} te pasó la oportunidad «Cuarenta tazas» de {deal.customer.name}"] if read else []
    assert list(Notice.objects.order_by("pk").values_list("text", flat=True)) == ["Otra cosa de ella", *kept]


def test_undoing_the_hand_over_of_many_tells_only_what_stayed(ana: User, jefa: User) -> None:
    one, two, three = (_deal(jefa, name) for name in ("Uno", "Dos", "Tres"))
    wanted = Opportunity.objects.filter(pk__in=[one.pk, two.pk, three.pk])
    opportunity_owner.give(opportunities=wanted, owner=ana, actor=jefa)
    opportunities.change(opportunity=Opportunity.objects.get(pk=two.pk), version=None, actor=ana, name="Dos y medio")

    _take_back_last(jefa)

    assert list(Notice.objects.values_list("user__username", "text")) == [
        ("ana", f"{jefa} te pasó la oportunidad «Dos y medio» de {two.customer.name}")
    ]
    assert set(Opportunity.objects.filter(owner=jefa).values_list("name", flat=True)) == {"Uno", "Tres"}


def test_undoing_the_hand_over_of_all_leaves_no_notice(ana: User, jefa: User) -> None:
    deals = [_deal(jefa, name) for name in ("Uno", "Dos")]
    opportunity_owner.give(
        opportunities=Opportunity.objects.filter(pk__in=[one.pk for one in deals]), owner=ana, actor=jefa
    )

    _take_back_last(jefa)

    assert not Notice.objects.exists()
