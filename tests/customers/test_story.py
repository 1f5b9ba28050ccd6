"""One story: every stream in one statement, nothing told twice or left out, by keyset."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from activities.models import Interaction
from core.slots import STORY
from customers import queries
from sales.models import Order
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.sales import payment, plain_order

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 2, 15, tzinfo=UTC)


@pytest.fixture
def rosa() -> Any:
    """Three days with an order and a payment each, and two lines at the very same moment."""
    rosa = customer("C-1")
    for n in range(3):
        day = date(2026, 3, 2) + timedelta(days=n)
        payment(f"R-{n}", rosa, order=plain_order(f"P-{n}", rosa, day=day), day=day)
    plain_order("P-9", rosa, day=date(2026, 3, 2))
    return rosa


def _all(user: Any, pk: int, *, only: str = "", limit: int = 2) -> list[tuple[str, str]]:
    told, before = [], ""
    for _ in range(50):
        page = queries.story_of(user, pk, only=only, before=before, limit=limit)
        told += [(one.source, one.item.strong) for one in page.items]
        before = page.next
        if not before:
            return told
    raise AssertionError("the story never ends")


def test_pages_of_any_length_tell_the_same_and_nothing_twice(rosa: Any) -> None:
    user = person("rocio", "gestor")
    whole = _all(user, rosa.pk, limit=100)

    assert len(whole) == 7
    assert [_all(user, rosa.pk, limit=limit) for limit in (1, 2, 3)] == [whole] * 3
    moments = [one.at for one in queries.story_of(user, rosa.pk, limit=100).items]
    assert moments == sorted(moments, reverse=True)


def test_a_chip_shows_one_stream_and_counts_all(rosa: Any) -> None:
    user = person("rocio", "gestor")

    chips = {chip.label: chip.count for chip in queries.story_of(user, rosa.pk, chips=True).chips}

    assert chips == {"Todo": 7, "Pedidos": 4, "Cobros": 3}
    assert {source for source, _ in _all(user, rosa.pk, only="payments")} == {"payments"}


def test_the_story_of_another_is_not_told_and_nobody_without_role_reads(rosa: Any) -> None:
    other = customer("C-2")

    assert queries.story_of(person("rocio", "gestor"), other.pk).items == []
    assert queries.story_of(person("nadie"), rosa.pk).items == []


@pytest.mark.parametrize(
    "cursor", ["", "x", "2026-03-02~1", "2026-03-02T00:00:00~0~1", "2026-03-02T00:00:00+00:00~a~1"]
)
def test_a_cursor_that_nobody_made_begins_at_the_top(rosa: Any, cursor: str) -> None:
    user = person("rocio", "gestor")

    assert len(queries.story_of(user, rosa.pk, before=cursor).items) == 7


def test_every_stream_of_the_house_runs_alone_and_continued(rosa: Any) -> None:
    """A typing error in the SQL of one app would break the page of every customer."""
    user = person("rocio", "gestor", "servicio")
    for key, _ in STORY.items():
        page = queries.story_of(user, rosa.pk, only=key, before=f"{START.isoformat()}~0~1")

        assert page.current == key


def test_the_page_costs_the_same_with_a_line_and_with_hundreds(client: Client, rosa: Any) -> None:
    client.force_login(person("rocio", "gestor"), backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(f"/clientes/{rosa.pk}/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/clientes/{rosa.pk}/")
    for n in range(60):
        plain_order(f"X-{n}", rosa, day=date(2026, 4, 1))
    Interaction.objects.bulk_create(
        [
            Interaction(customer=rosa, channel="call_out", text=f"hablamos {n}", happened_at=START + timedelta(hours=n))
            for n in range(60)
        ]
    )

    with CaptureQueriesContext(connection) as many:
        page = client.get(f"/clientes/{rosa.pk}/")

    assert len(many) == len(few) <= 14  # and one more that explains his scores, where he has some
    assert page.content.decode().count('class="story-item"') == 40
    assert Order.objects.count() == 64


def test_the_page_of_a_merged_record_is_that_of_its_heir(client: Client, rosa: Any) -> None:
    client.force_login(person("rocio", "gestor"), backend="allauth.account.auth_backends.AuthenticationBackend")
    lost = customer("C-8", merged_into=rosa, is_active=False)

    assert client.get(f"/clientes/{lost.pk}/").url == f"/clientes/{rosa.pk}/"
