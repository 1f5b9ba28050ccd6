"""The family of a customer: read in one go, moved without rings, taken back."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.errors import DomainError
from core.undo import take_back
from customers import services
from customers.models import Customer
from customers.queries.family import family_of
from tests.factories.company import person
from tests.factories.customers import customer

pytestmark = pytest.mark.django_db


def _as(client: Client, role: str = "gestor") -> Any:
    user = person("rocio", role)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def _named(code: str, parent: Customer | None = None, **more: Any) -> Customer:
    return customer(code, first_name=code, last_name="", parent=parent, **more)


def test_the_whole_family_is_shown_from_its_root_whoever_one_asks_for() -> None:
    gestor = person("rocio", "gestor")
    root = _named("A")
    one, two = _named("B", root), _named("C", root)
    leaf = _named("D", one)
    _named("X")

    for asked in (root, two, leaf):
        found = family_of(gestor, asked)
        assert [(node.customer.name, node.depth) for node in found.nodes] == [("A", 0), ("B", 1), ("D", 2), ("C", 1)]
    assert found.root.size == 4


def test_a_ring_is_refused_with_a_sentence_and_a_move_is_taken_back() -> None:
    gestor = person("rocio", "gestor")
    root = _named("A")
    one = _named("B", root)
    leaf = _named("C", one)

    with pytest.raises(DomainError, match="«A» no puede pertenecer a «C», que ya depende de él"):
        services.move_in_family(customer=root, parent=leaf, actor=gestor)
    with pytest.raises(DomainError):
        services.move_in_family(customer=root, parent=root, actor=gestor)
    back = services.move_in_family(customer=leaf, parent=None, actor=gestor)
    moved = Customer.objects.get(pk=leaf.pk).parent_id
    take_back(step_id=back.rstrip("/").split("/")[-1], actor=gestor)

    assert (moved, Customer.objects.get(pk=leaf.pk).parent_id) == (None, one.pk)


def test_taking_a_move_back_closes_no_ring_either() -> None:
    gestor = person("rocio", "gestor")
    root = _named("A")
    one = _named("B", root)
    back = services.move_in_family(customer=one, parent=None, actor=gestor)
    services.move_in_family(customer=root, parent=one, actor=gestor)

    with pytest.raises(DomainError):
        take_back(step_id=back.rstrip("/").split("/")[-1], actor=gestor)


def test_the_page_moves_by_button_and_by_drag(client: Client) -> None:
    _as(client)
    root = _named("A")
    one, other = _named("B", root), _named("X")
    page = f"/clientes/{root.pk}/familia/"

    asked = client.get(f"{page}?mover={one.pk}").content.decode()
    client.post(page, {"customer": one.pk, "parent": "nadie"})  # the line above all, or the choice "Nadie"
    alone = Customer.objects.get(pk=one.pk).parent_id
    client.post(page, {"customer": root.pk, "other": other.code})
    under = Customer.objects.get(pk=root.pk).parent_id
    refused = client.post(page, {"customer": other.pk, "parent": root.pk}, follow=True)

    assert "Mover a B" in asked
    assert (alone, under) == (None, other.pk)
    assert any("ya depende de él" in str(said) for said in get_messages(refused.wsgi_request)) or (
        "ya depende de él" in refused.content.decode()
    )
    assert Customer.objects.get(pk=other.pk).parent_id is None


def test_a_seller_does_not_move_the_customers_of_another(client: Client) -> None:
    _as(client, "ventas")
    root = _named("A", owner=person("luz", "ventas"))

    client.post(f"/clientes/{root.pk}/familia/", {"customer": root.pk, "other": _named("X").code})

    assert Customer.objects.get(pk=root.pk).parent_id is None


def test_the_number_of_queries_does_not_grow_with_the_family(client: Client) -> None:
    _as(client)
    root = _named("A")
    _named("B", root)

    def queries() -> int:
        client.get(f"/clientes/{root.pk}/familia/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/clientes/{root.pk}/familia/").status_code == 200
        return len(asked)

    few, parent = queries(), root
    for n in range(30):
        parent = _named(f"N{n}", parent if n % 3 else root)

    assert queries() == few <= 8
