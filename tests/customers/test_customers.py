"""One customer: made, changed by two at once, deactivated and back."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.errors import Conflict, DomainError, NotAllowed
from core.undo import take_back
from customers import services
from customers.models import Customer
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.sales import payment, plain_order

pytestmark = pytest.mark.django_db


def _as(client: Client, username: str = "rocio", role: str = "gestor") -> Any:
    user = person(username, role)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def _form(**more: str) -> dict[str, str]:
    return {"first_name": "Ana", "last_name": "Torres", "document_kind": "", "document_number": "", **more}


def test_codes_follow_each_other_when_none_is_given() -> None:
    first = services.create_customer(actor=None, first_name="Ana")
    customer("CL-000041")
    third = services.create_customer(actor=None, first_name="Bea")

    assert (first.code, third.code) == ("CL-000001", "CL-000042")


def test_a_document_stands_once() -> None:
    services.create_customer(actor=None, first_name="Ana", document_kind="dni", document_number="45678912")

    with pytest.raises(DomainError) as refused:
        services.create_customer(actor=None, first_name="Bea", document_kind="dni", document_number="45678912")

    assert refused.value.field == "document_number"


def test_the_second_saver_writes_nothing() -> None:
    ana = services.create_customer(actor=None, first_name="Ana")
    services.update_customer(customer=ana, version=1, actor=None, city="Cusco")

    with pytest.raises(Conflict):
        services.update_customer(customer=ana, version=1, actor=None, city="Lima")

    assert Customer.objects.get(pk=ana.pk).city == "Cusco"


def test_the_second_saver_sees_what_changed_and_may_insist(client: Client) -> None:
    _as(client)
    ana = customer("C-1", city="Lima")
    services.update_customer(customer=ana, version=1, actor=None, city="Cusco")

    answer = client.post(f"/clientes/{ana.pk}/editar/", _form(city="Puno", shown_version="1"))

    assert answer.status_code == 409
    assert {"label": "Ciudad", "now": "Cusco", "written": "Puno"} in answer.context["changed"]
    insisted = client.post(f"/clientes/{ana.pk}/editar/", _form(city="Puno", shown_version="2"))
    assert insisted.status_code == 302
    assert Customer.objects.get(pk=ana.pk).city == "Puno"


def test_nobody_belongs_to_somebody_below_him() -> None:
    mother = customer("C-1")
    child = customer("C-2", parent=mother)

    with pytest.raises(DomainError):
        services.update_customer(customer=mother, version=1, actor=None, parent=child)


def test_a_seller_does_not_change_the_customer_of_another() -> None:
    luz, jhon = person("luz", "ventas"), person("jhon", "ventas")
    ana = customer("C-1", owner=jhon)

    with pytest.raises(NotAllowed):
        services.update_customer(customer=ana, version=1, actor=luz, city="Cusco")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("document_number", "2060123887", "Faltan cifras: el RUC tiene 11 y escribiste 10."),
        ("document_number", "20601238870", "El RUC no es válido"),
        ("phone", "12", "Le sobran o le faltan cifras"),
        ("phone", "hola", "no es un teléfono"),
        ("email", "ana@", "correo"),
        ("parent_code", "no-hay", "No hay ningún cliente con «no-hay»."),
    ],
)
def test_a_wrong_field_says_how_to_mend_it(client: Client, field: str, value: str, said: str) -> None:
    _as(client)

    answer = client.post(
        "/clientes/nuevo/", _form(**{"document_kind": "ruc", "document_number": "20100070970", field: value})
    )

    assert answer.status_code == 422
    assert said in str(answer.context["form"].errors[field])
    assert Customer.objects.count() == 0


def test_phone_and_document_are_stored_in_their_normal_form(client: Client) -> None:
    _as(client)

    client.post("/clientes/nuevo/", _form(phone="958 204 771", document_kind="dni", document_number="45.678.912"))

    ana = Customer.objects.get()
    assert (ana.phone, ana.document_number, ana.country) == ("+51958204771", "45678912", "PE")


def test_deactivating_is_taken_back_once() -> None:
    rocio = person("rocio", "gestor")
    ana = customer("C-1")
    step = services.set_active(customer=ana, active=False, actor=rocio).rstrip("/").rsplit("/", 1)[1]

    assert not Customer.objects.get(pk=ana.pk).is_active
    take_back(step_id=step, actor=rocio)
    assert Customer.objects.get(pk=ana.pk).is_active
    with pytest.raises(DomainError):
        take_back(step_id=step, actor=rocio)


def test_somebody_else_cannot_take_it_back() -> None:
    rocio, other = person("rocio", "gestor"), person("otra", "gestor")
    step = services.set_active(customer=customer("C-1"), active=False, actor=rocio).rstrip("/").rsplit("/", 1)[1]

    with pytest.raises(DomainError):
        take_back(step_id=step, actor=other)


def test_the_page_asks_the_same_with_one_order_and_with_many(client: Client) -> None:
    _as(client)
    ana = customer("C-1")
    counts = []
    for first, last in ((0, 1), (1, 60)):
        for n in range(first, last):
            plain_order(f"P-{n}", ana, day=date(2026, 10, 1 + n % 30))
            payment(f"C-{n}", ana)
        client.get(f"/clientes/{ana.pk}/")
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(f"/clientes/{ana.pk}/")
            counts.append(len(asked.captured_queries))

    assert answer.status_code == 200
    assert counts[0] == counts[1] <= 14
