"""The rules of the house: who sets them, what they decide, nobody overwrites anybody, former values come back."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from company.models import User
from company.queries import today
from core.errors import Conflict, DomainError
from sales.models import SalesRules
from sales.queries.quotes import rules, usual_due
from sales.services.rules import change_rules
from tests.factories.company import person

pytestmark = pytest.mark.django_db
URL = "/equipo/reglas/"
USUAL = {"discount_limit": "10", "quote_days": "15", "credit_days": "30", "tasks_per_day": "10", "version": "1"}


def _as(client: Client, user: User) -> Client:
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize(
    ("role", "status"),
    [("gestor", 200), ("administrador", 200), ("supervisor", 403), ("ventas", 403), ("marketing", 403)],
)
def test_who_sets_up_opens_the_page(client: Client, role: str, status: int) -> None:
    assert _as(client, person("quien", role)).get(URL).status_code == status


def test_a_new_house_has_its_values_and_changing_them_decides_at_once(client: Client) -> None:
    _as(client, person("g", "gestor"))
    page = client.get(URL).content.decode()
    assert 'name="credit_days" value="30"' in page and "/historia/sales/salesrules/1/" in page

    client.post(URL, {**USUAL, "credit_days": "45", "discount_limit": "7.5"})

    held = rules()
    assert (held.credit_days, held.discount_limit, held.quote_days, held.version) == (45, Decimal("7.50"), 15, 2)
    assert usual_due(today()) == today() + timedelta(days=45)


@pytest.mark.parametrize(
    ("field", "value"),
    [("discount_limit", "100.01"), ("discount_limit", "-1"), ("quote_days", "0"), ("quote_days", "9000"),
     ("credit_days", "-1"), ("credit_days", "9000"), ("tasks_per_day", "0"), ("tasks_per_day", "muchas")],
)  # fmt: skip
def test_a_number_that_cannot_be_is_refused_beside_its_field(client: Client, field: str, value: str) -> None:
    answer = _as(client, person("g", "gestor")).post(URL, {**USUAL, field: value})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert rules().version == 1


@pytest.mark.parametrize(("field", "value"), [("tasks_per_day", 0), ("quote_days", 0), ("discount_limit", 101)])
def test_services_and_the_database_refuse_it_too(field: str, value: Any) -> None:
    with pytest.raises(DomainError) as caught:
        change_rules(actor=None, version=None, **{field: value})
    assert caught.value.field == field
    with pytest.raises(IntegrityError), transaction.atomic():
        SalesRules.objects.update_or_create(pk=1, defaults={field: value})


def test_who_was_slower_overwrites_nothing_and_reads_what_stands(client: Client) -> None:
    _as(client, person("g", "gestor"))
    change_rules(actor=None, version=None, credit_days=60)

    answer = client.post(URL, {**USUAL, "credit_days": "20"})

    said = str(answer.context["form"].non_field_errors())
    assert (answer.status_code, rules().credit_days) == (422, 60)
    assert "«Días de crédito» dice ahora 60." in said and "Días que vale" not in said
    typed = answer.content.decode()
    assert 'name="credit_days" value="20"' in typed and 'name="version" value="2"' in typed
    with pytest.raises(Conflict):
        change_rules(actor=None, version=1, credit_days=20)


def test_a_former_value_comes_back_from_the_history(client: Client) -> None:
    _as(client, person("g", "gestor"))
    client.post(URL, {**USUAL, "tasks_per_day": "4"})
    client.post(URL, {**USUAL, "tasks_per_day": "9", "version": "2"})
    page = client.get("/historia/sales/salesrules/1/")
    entry = page.context["entries"][0]
    assert [(one.label, one.before, one.after) for one in entry.changes] == [
        ("tareas de posventa al día por persona", "4", "9")
    ]

    client.post(f"/historia/sales/salesrules/1/{entry.event_id}/tasks_per_day/", {"version": "3"})

    assert rules().tasks_per_day == 4


def test_the_pages_that_use_a_number_lead_to_it_for_who_may_change_it(client: Client) -> None:
    for url in ("/equipo/costo/", "/equipo/posventa/"):
        assert URL in _as(client, person(f"g{url[8:11]}", "gestor")).get(url).content.decode()
        body = _as(client, person(f"s{url[8:11]}", "supervisor")).get(url).content.decode()
        assert URL not in body
