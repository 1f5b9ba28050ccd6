"""Hoy: what waits, in its order; put off and back; nobody else's."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from activities.queries.today import day_of
from activities.services.snoozes import later_than, put_off
from company.queries import time_zone
from core.errors import DomainError
from core.slots import TODAY, TodayAct, TodayItem, TodaySource
from core.undo import take_back
from tests.factories.company import person
from tests.factories.customers import customer, standing

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 18, 17, tzinfo=UTC)  # 12:00 in Lima


def _item(key: str, *, money: str = "0", due: datetime | None = None, urgent: bool = False) -> TodayItem:
    return TodayItem(key, "", TodayAct("Ver", "/"), "/", due, Decimal(money) or None, urgent, key=key)


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The day made of these items alone."""

    def put(*items: TodayItem, roles: frozenset[str] = frozenset()) -> None:
        source = TodaySource("Prueba", lambda user, at, limit: list(items), roles)
        monkeypatch.setattr(TODAY, "_entries", {"probe": (1, source)})

    return put


def _titles(lines: list[Any]) -> list[str]:
    return [line.item.title for line in lines]


def test_now_is_ordered_by_urgency_and_money_later_by_hour(only: Any) -> None:
    only(
        _item("poco", money="10"),
        _item("urgente", urgent=True),
        _item("mucho", money="900", due=NOON - timedelta(days=1)),
        _item("a las seis", due=NOON + timedelta(hours=6)),
        _item("a las tres", due=NOON + timedelta(hours=3)),
    )

    day = day_of(person("ana", "ventas"), at=NOON)

    assert _titles(day.now) == ["urgente", "mucho", "poco"]
    assert _titles(day.later) == ["a las tres", "a las seis"]
    assert (day.count, day.money, day.valued) == (5, Decimal(910), 2)


def test_a_source_of_another_role_is_not_asked(only: Any) -> None:
    only(_item("x"), roles=frozenset({"servicio"}))

    assert day_of(person("ana", "ventas"), at=NOON).count == 0


def test_what_is_put_off_comes_back_by_undo_and_by_time(only: Any) -> None:
    only(_item("x"), _item("y"))
    ana, bea = person("ana", "ventas"), person("bea", "ventas")
    until, undo_url = put_off(key="probe:x", actor=ana, at=NOON)

    assert _titles(day_of(ana, at=NOON).now) == ["y"]
    assert _titles(day_of(bea, at=NOON).now) == ["x", "y"]
    assert _titles(day_of(ana, at=until).now) == ["x", "y"]

    take_back(step_id=undo_url.strip("/").split("/")[-1], actor=ana)

    assert _titles(day_of(ana, at=NOON).now) == ["x", "y"]


def test_later_is_two_hours_on_or_tomorrow_at_nine() -> None:
    zone = time_zone()

    assert later_than(NOON, zone=zone).strftime("%d %H:%M") == "18 14:00"
    assert later_than(NOON + timedelta(hours=5), zone=zone).strftime("%d %H:%M") == "19 09:00"


def test_a_key_of_no_source_is_refused() -> None:
    with pytest.raises(DomainError):
        put_off(key="nadie:1", actor=person("ana", "ventas"), at=NOON)


def test_the_seller_comes_home_to_his_day_with_his_own_customers_only(client: Client) -> None:
    ana, luis = person("ana", "ventas"), person("luis", "ventas")
    standing(customer("C-1", owner=ana, first_name="Rosa"), money="900", segment="no_perder", frequency=3)
    standing(customer("C-2", owner=luis, first_name="Canario"), money="990", segment="no_perder", frequency=3)
    client.force_login(ana, backend="allauth.account.auth_backends.AuthenticationBackend")

    page = client.get("/", follow=True)

    assert page.redirect_chain == [("/hoy/", 302)]
    assert "Rosa Quispe no compra" in page.content.decode()
    assert "Canario" not in page.content.decode()


def test_many_lines_cost_as_many_queries_as_one(client: Client) -> None:
    ana = person("ana", "ventas")
    client.force_login(ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    standing(customer("C-0", owner=ana), money="900", segment="no_perder")
    client.get("/hoy/")
    with CaptureQueriesContext(connection) as few:
        client.get("/hoy/")
    for n in range(1, 30):
        standing(customer(f"C-{n}", owner=ana), money="900", segment="no_perder")

    client.get("/hoy/")  # settings that are kept for some seconds are read here
    with CaptureQueriesContext(connection) as many:
        page = client.get("/hoy/")

    assert len(many) == len(few) <= 14  # and one more for the work behind his targets, where he has some
    assert page.content.decode().count('class="work"') == 8
    assert "Ver 12 más" in page.content.decode()
