"""History reads like a story: who, when, what, from where."""

import pytest
from django.urls import reverse

from company import services
from company.models import Company
from core import history
from core.audit import acting
from customers.models import Customer
from tests.factories.company import person
from tests.factories.customers import customer


@pytest.mark.django_db
def test_the_chain_of_former_rows_says_what_changed():
    elena, saul = person("elena", "gestor"), person("saul", "ventas")
    rosa = customer(custom={"talla": "M"})
    with acting(actor=elena, why="Corrección"):
        Customer.objects.filter(pk=rosa.pk).update(last_name="Mamani", owner=saul)
    with acting(actor=None, why="Carga nocturna", source="tarea"):
        Customer.objects.filter(pk=rosa.pk).update(lifecycle="customer", custom={"talla": "L", "color": "azul"})
    rosa.refresh_from_db()

    newest, first, made = history.entries(rosa)

    told = [(change.label, change.before, change.after) for change in newest.changes]
    assert told == [("etapa", "Posible cliente", "Cliente"), ("color", "–", "azul"), ("talla", "M", "L")]
    assert (newest.who, newest.source, newest.why) == ("", "tarea", "Carga nocturna")
    told = [(change.label, change.before, change.after) for change in first.changes]
    assert told == [("apellidos", "Quispe", "Mamani"), ("a cargo", "–", "Saul")]
    assert (first.who, first.why) == ("Elena", "Corrección")
    assert made.created


@pytest.mark.django_db
def test_a_screen_binds_person_and_address(client):
    ada = person("ada", "administrador")
    client.force_login(ada)
    services.change_preferences(person=ada, theme="dark")
    client.post(reverse("company:preferences"), {"theme": "light"})
    ada.refresh_from_db()

    entry = history.entries(ada)[0]
    assert (entry.who, entry.source) == ("Ada", "pantalla")
    assert [(c.label, c.before, c.after) for c in entry.changes] == [("tema", "Oscuro", "Claro")]


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow(django_assert_max_num_queries):
    elena, rosa = person("elena"), customer()
    for turn in range(12):
        with acting(actor=elena):
            Customer.objects.filter(pk=rosa.pk).update(last_name=f"Q{turn}", owner=elena if turn % 2 else None)
    rosa.refresh_from_db()
    with django_assert_max_num_queries(4):
        assert len(history.entries(rosa)) == 13


@pytest.mark.django_db
def test_only_registered_models_and_visible_rows(client):
    ada, eva = person("ada", "administrador"), person("eva", "gestor")
    Company.objects.filter(pk=1).update(name="Casa Tinta")
    client.force_login(ada)
    page = client.get(reverse("core:history", args=["company", "company", 1]))
    assert "Casa Tinta" in page.content.decode()

    client.force_login(eva)
    for app, model, pk in [
        ("company", "company", 1),
        ("company", "user", ada.pk),
        ("sessions", "session", 1),
        ("core", "job", 1),
        ("company", "companyevent", 1),
    ]:
        assert client.get(reverse("core:history", args=[app, model, pk])).status_code == 404
