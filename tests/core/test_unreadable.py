"""What nobody can have typed is refused as such: no error of ours, and nothing kept."""

import pytest
from django.test import Client

from activities.models import Task
from core.clock import now
from customers.models import Customer
from tests.factories.company import person
from tests.factories.customers import customer

pytestmark = pytest.mark.django_db


def test_a_null_character_is_the_senders_fault_and_keeps_nothing(client: Client) -> None:
    ana = person("ana", "ventas")
    client.force_login(ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    rosa = customer("C-1", owner=ana)
    task = Task.objects.create(title="Llamar", owner=ana, customer=rosa, due_at=now())

    cancelled = client.post(f"/tareas/{task.pk}/cancelar/", {"version": task.version, "reason": "a\x00b"})
    created = client.post("/clientes/nuevo/", {"first_name": "Eva", "custom.estilo": "\x00", "owner": "\x00"})
    listed = client.get("/clientes/?q=%00")

    assert cancelled.status_code == 400
    assert "No pudimos leer lo que enviaste" in cancelled.content.decode()
    assert created.status_code in (400, 422)
    assert listed.status_code in (200, 400)
    task.refresh_from_db()
    assert task.state == "open"
    assert list(Customer.objects.values_list("code", flat=True)) == ["C-1"]


def test_too_much_at_once_is_told_as_such(client: Client, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    client.force_login(person("ana", "ventas"), backend="allauth.account.auth_backends.AuthenticationBackend")

    answer = client.post("/clientes/nuevo/", {"first_name": "ñ" * 2000})

    assert answer.status_code == 400
    assert "No pudimos leer lo que enviaste" in answer.content.decode()
