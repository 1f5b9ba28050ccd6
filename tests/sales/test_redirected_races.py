"""Two people convert one redirected order at once: one order comes of it. Without the lock two would."""

import threading

import pytest

from core.errors import DomainError
from sales.models import Order, Recovery, RedirectedOrder
from sales.services import convert, redirected_convert
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import product
from tests.factories.redirected import redirected, sold, tried
from tests.racing import both

pytestmark = pytest.mark.django_db(transaction=True)


def _convert_twice() -> tuple[int, int]:
    ana, cup = person("ana", "ventas"), product()
    made = redirected(customer("C-1", owner=ana), lines=[tried(cup)])
    both(lambda: convert(redirected=made, lines=[sold(cup)], actor=ana), allow=DomainError)
    return Order.objects.count(), Recovery.objects.count()


def test_two_conversions_at_once_make_one_order() -> None:
    assert _convert_twice() == (1, 1)


def test_without_the_lock_there_would_be_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the guard taken away, both see a waiting order (they meet after reading it)."""
    met = threading.Barrier(2)

    def unlocked(row: RedirectedOrder) -> RedirectedOrder:
        return RedirectedOrder.objects.select_related("customer", "seller", "cause").get(pk=row.pk)

    def late(row: RedirectedOrder) -> None:
        met.wait(timeout=10)

    monkeypatch.setattr(redirected_convert, "locked", unlocked)
    monkeypatch.setattr(redirected_convert, "recovered_order", late)

    assert _convert_twice() == (2, 2)
