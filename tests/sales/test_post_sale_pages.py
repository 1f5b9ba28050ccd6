"""Post-sale rules on their pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from activities.models import ActionType
from company.models import User
from sales.models import PostSaleRule
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.sales import order

from .test_post_sale import TODAY, closed, only_mine, rule, titles  # noqa: F401 - a fixture among them

pytestmark = pytest.mark.django_db


@pytest.fixture
def luz() -> User:
    return person("luz", "ventas")


def _as(client: Client, user: User) -> Client:
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_rule_is_made_tried_started_and_stopped_on_its_pages(client: Client, luz: User) -> None:
    from company.queries import today

    _as(client, person("g", "gestor"))
    order(customer(owner=luz), today() - timedelta(days=92))
    body = {
        "name": "Volver", "event": "order", "months": "0", "days": "92",
        "action_type": ActionType.objects.get(code="llamada").pk,
        "title": "Volver a {cliente}", "within_days": "5", "assign": "owner",
    }  # fmt: skip

    tried = client.post("/equipo/posventa/nueva/", {**body, "probar": "1"})
    assert "Hoy haría 1 tarea" in tried.content.decode()
    assert not PostSaleRule.objects.exists()
    client.post("/equipo/posventa/nueva/", body)
    made = PostSaleRule.objects.get()
    assert not made.is_active
    asked = client.get(f"/equipo/posventa/{made.pk}/marcha/").content.decode()
    assert "Hoy haría 1 tarea" in asked
    client.post(f"/equipo/posventa/{made.pk}/marcha/", {"on": "1"})
    client.post(f"/equipo/posventa/{made.pk}/hacer/")
    assert titles() == ["Volver a Rosa Quispe"]

    page = client.get("/equipo/posventa/").content.decode()
    link = f"/tareas/?rule=posventa:{made.pk}&amp;made=weeks&amp;state=all"
    assert link in page
    listed = client.get(link.replace("&amp;", "&"))
    assert [row.name for row in listed.context["list"].rows] == ["Volver a Rosa Quispe"]
    client.post(f"/equipo/posventa/{made.pk}/marcha/", {"on": "0"})
    made.refresh_from_db()
    assert not made.is_active
    client.post(f"/equipo/posventa/{made.pk}/quitar/")
    assert not PostSaleRule.objects.exists()


def test_a_wrong_form_says_what_to_mend(client: Client) -> None:
    _as(client, person("g", "gestor"))
    kind = ActionType.objects.get(code="llamada").pk
    body = {"name": "X", "event": "segment", "action_type": kind, "title": "A {nadie}", "assign": "person"}

    page = client.post("/equipo/posventa/nueva/", body)

    assert page.status_code == 422
    assert "«{nadie}» no existe" in page.content.decode()


def test_only_who_leads_comes_in(client: Client) -> None:
    for role, status in (
        ("gestor", 200),
        ("supervisor", 200),
        ("administrador", 200),
        ("ventas", 403),
        ("compras", 403),
    ):
        assert _as(client, person(role, role)).get("/equipo/posventa/").status_code == status


def test_the_list_asks_as_often_for_many_rules_as_for_one(client: Client, luz: User) -> None:
    _as(client, person("g", "gestor"))
    rule()
    client.get("/equipo/posventa/")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get("/equipo/posventa/")
        return len(found)

    one = asked()
    for n in range(10):
        rule(name=f"Otra {n}")
    assert asked() == one
