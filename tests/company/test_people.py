"""Roles and access act at once; the last administrator stays."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from company import services
from company.models import Notice
from core.errors import DomainError
from tests.factories.company import person


@pytest.mark.django_db
def test_a_lost_role_acts_on_the_next_request(client):
    ada, eva = person("ada", "administrador"), person("eva", "administrador")
    client.force_login(ada)
    assert client.get(reverse("company:settings")).status_code == 200
    services.set_roles(person=ada, roles=["gestor"], actor=eva)
    assert client.get(reverse("company:settings")).status_code == 403


@pytest.mark.django_db
def test_a_closed_account_is_out_at_once(client):
    ada, eva = person("ada", "administrador"), person("eva", "gestor")
    client.force_login(eva)
    assert client.get(reverse("company:preferences")).status_code == 200
    services.set_active(person=eva, active=False, actor=ada)
    assert client.get(reverse("company:preferences")).status_code == 302
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_the_last_administrator_stays():
    ada = person("ada", "administrador")
    with pytest.raises(DomainError):
        services.set_roles(person=ada, roles=["gestor"], actor=ada)
    with pytest.raises(DomainError):
        services.set_active(person=ada, active=False, actor=ada)
    with pytest.raises(DomainError):
        services.set_roles(person=ada, roles=["inventado"], actor=ada)


@pytest.mark.django_db
def test_notices_are_one_s_own_and_told_once(client):
    eva, otra = person("eva", "gestor"), person("otra", "gestor")
    assert services.notify(users=[eva, otra], text="Llegó la carga", url="/trabajos/", dedupe_key="k") == 2
    assert services.notify(users=[eva], text="Llegó la carga", dedupe_key="k") == 0
    hers, other = Notice.objects.get(user=eva), Notice.objects.get(user=otra)
    client.force_login(eva)

    assert "Llegó la carga" in client.get(reverse("company:notices")).content.decode()
    assert client.post(reverse("company:notice_open", args=[other.pk])).status_code == 404
    assert client.post(reverse("company:notice_open", args=[hers.pk])).headers["Location"] == "/trabajos/"
    other.refresh_from_db()
    hers.refresh_from_db()
    assert (hers.read_at is not None, other.read_at) == (True, None)


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_a_notice_leads_nowhere_else(client, url):
    eva = person("eva", "gestor")
    services.notify(users=[eva], text="Mira", url=url)
    client.force_login(eva)
    answer = client.post(reverse("company:notice_open", args=[Notice.objects.get().pk]))
    assert answer.headers["Location"] == reverse("company:notices")


@pytest.mark.django_db
def test_preferences(client):
    eva = person("eva", "ventas")
    client.force_login(eva)
    client.post(reverse("company:preferences"), {"theme": "dark", "dense_lists": "on", "is_superuser": "on"})
    eva.refresh_from_db()
    assert (eva.theme, eva.dense_lists, eva.is_superuser) == ("dark", True, False)
