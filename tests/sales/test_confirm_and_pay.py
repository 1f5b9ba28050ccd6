"""A draft is confirmed while somebody moves its money, in both orders: what was paid for it pays it, and that only.

The first of two stops in the middle of its work until the other is done, or until the other must be waiting for it.
"""

import threading
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from types import ModuleType
from typing import Any

import pytest
from django.db import connection

from core.errors import DomainError
from sales.models import Order, Payment
from sales.queries.invariants import INVARIANTS
from sales.services import LineInput, change_draft, confirm_order, orders, payments, place_order
from sales.services.orders import cancel_order
from sales.services.payments import record_payment, reverse_payment
from tests.factories.customers import customer
from tests.factories.inventory import product
from tests.factories.sales import payment
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
WAITS = 0.7  # seconds after which who has not come through is waiting for a lock
Work = Callable[[], Any]


def in_turn(monkeypatch: Any, first: Work, second: Work, *, stop: tuple[ModuleType, str]) -> list[Any]:
    """``second`` starts while ``first`` stands right behind ``stop``: what it found is read, and not yet committed."""
    inside, through, held = threading.Event(), threading.Event(), threading.local()
    real = getattr(*stop)

    def stopping(*args: Any, **kwargs: Any) -> Any:
        found = real(*args, **kwargs)
        if getattr(held, "first", False):
            inside.set()
            through.wait(WAITS)
        return found

    def starts() -> Any:
        held.first = True
        return first()

    def follows() -> Any:
        assert inside.wait(20), "the first never came to its stop"
        try:
            return second()
        finally:
            through.set()

    monkeypatch.setattr(*stop, stopping)
    return at_once(starts, follows, allow=DomainError)


def draft(who: Any, *, price: str = "100") -> Order:
    return place_order(customer=who, lines=[LineInput(product(), Decimal(1), Decimal(price))], actor=None)


def owed(order: Order) -> Decimal:
    held = Order.objects.get(pk=order.pk)
    return held.total + held.tax - held.paid


def broken() -> list[str]:
    """Names of the invariants of sales that something breaks."""
    found = []
    with connection.cursor() as cursor:
        for name, sql in INVARIANTS:
            cursor.execute(sql)
            if cursor.fetchall():
                found.append(name)
    return found


PAYS = (payments, "_division")
CONFIRMS = (orders, "apply_kept")


def _race(monkeypatch: Any, who: Any, first: str) -> tuple[Order, Payment]:
    order = draft(who)
    due = order.total + order.tax
    pay = partial(record_payment, amount=due, order=order, actor=None)
    confirm = partial(confirm_order, order=order, actor=None)
    if first == "pays":
        made = in_turn(monkeypatch, pay, confirm, stop=PAYS)[0]
    else:
        made = in_turn(monkeypatch, confirm, pay, stop=CONFIRMS)[1]
    return order, Payment.objects.get(pk=made.pk)


@pytest.mark.parametrize("first", ["pays", "confirms"])
@pytest.mark.parametrize("counter", [False, True])
def test_money_of_a_draft_pays_it_whoever_comes_first(monkeypatch: Any, first: str, counter: bool) -> None:
    who = None if counter else customer()
    other = None if counter else payment("R-1", who, amount="500.00")

    order, made = _race(monkeypatch, who, first)

    assert (owed(order), made.allocated) == (Decimal(0), made.amount)
    if other is not None:
        assert Payment.objects.get(pk=other.pk).allocated == 0  # other credit of the customer stays his
    assert broken() == []


@pytest.mark.parametrize("first", ["pays", "confirms"])
def test_without_the_locks_the_money_would_lie_beside_its_order(monkeypatch: Any, settings: Any, first: str) -> None:
    """The control."""
    settings.GUARD_REMOVED = "cobros.lock"

    order, made = _race(monkeypatch, customer(), first)

    assert (owed(order), made.allocated) == (made.amount, Decimal(0))


def test_two_who_pay_what_a_draft_comes_to_while_it_is_confirmed_pay_it_once() -> None:
    rosa = customer()
    order = draft(rosa)
    due = order.total + order.tax
    pay = partial(record_payment, amount=due, order=order, actor=None)

    at_once(pay, partial(confirm_order, order=order, actor=None), pay)

    assert owed(order) == 0
    assert sum(one.allocated for one in Payment.objects.all()) == due
    assert sum(one.amount for one in Payment.objects.all()) == 2 * due
    assert broken() == []


def _corrected(monkeypatch: Any, who: Any, first: str) -> tuple[Order, Decimal]:
    """The order, and what the corrected payment pays of it."""
    order = draft(who)
    made = record_payment(amount=order.total + order.tax, order=order, actor=None)
    correct = partial(reverse_payment, payment=made, actor=None, reason="era de otro")
    confirm = partial(confirm_order, order=order, actor=None)
    if first == "corrects":
        in_turn(monkeypatch, correct, confirm, stop=(payments, "credit_beside"))
    else:
        in_turn(monkeypatch, confirm, correct, stop=CONFIRMS)
    return order, Payment.objects.get(pk=made.pk).allocated


@pytest.mark.parametrize("counter", [False, True])
@pytest.mark.parametrize("first", ["corrects", "confirms"])
def test_a_payment_corrected_while_its_draft_is_confirmed_pays_nothing(
    monkeypatch: Any, counter: bool, first: str
) -> None:
    """Of a counter sale there is no customer's money to hold: the order itself is."""
    order, paid = _corrected(monkeypatch, None if counter else customer(), first)

    assert (owed(order), paid) == (order.total + order.tax, Decimal(0))
    assert broken() == []


def test_without_the_locks_money_given_back_would_pay_too(monkeypatch: Any, settings: Any) -> None:
    """The control."""
    settings.GUARD_REMOVED = "cobros.lock"

    order, paid = _corrected(monkeypatch, customer(), "corrects")

    assert (owed(order), paid) == (Decimal(0), order.total + order.tax)


def _changed(monkeypatch: Any, first: str) -> tuple[list[Any], Order]:
    """Luis takes the draft over while Rosa's money for it comes in."""
    rosa, luis = customer(), customer("C-2")
    order = draft(rosa)
    pay = partial(record_payment, amount=Decimal(50), order=order, actor=None)
    lines = [LineInput(product("TAZA-2"), Decimal(1), Decimal(100))]
    change = partial(change_draft, order=order, lines=lines, version=order.version, actor=None, customer=luis)
    if first == "pays":
        return in_turn(monkeypatch, pay, change, stop=PAYS), order
    return in_turn(monkeypatch, change, pay, stop=(orders, "_check_head"))[::-1], order


@pytest.mark.parametrize("first", ["pays", "changes"])
def test_money_for_a_draft_and_another_customer_of_it_do_not_both_stand(monkeypatch: Any, first: str) -> None:
    (paid, changed), _ = _changed(monkeypatch, first)

    refused = [isinstance(one, DomainError) for one in (paid, changed)]
    assert refused == ([False, True] if first == "pays" else [True, False])
    assert Payment.objects.count() == (1 if first == "pays" else 0)
    assert broken() == []


@pytest.mark.parametrize("first", ["pays", "cancels"])
def test_an_order_that_is_annulled_meanwhile_takes_no_money(monkeypatch: Any, first: str) -> None:
    order = draft(customer())
    pay = partial(record_payment, amount=Decimal(50), order=order, actor=None)
    cancel = partial(cancel_order, order=order, actor=None, reason="no lo quiere")

    if first == "pays":
        in_turn(monkeypatch, pay, cancel, stop=PAYS)
        assert Payment.objects.get().allocated == 0  # credit of the customer
    else:
        _, found = in_turn(monkeypatch, cancel, pay, stop=(orders, "free_order"))
        assert (str(found), Payment.objects.count()) == (f"El pedido {order.number} está anulado: no recibe pagos.", 0)
    assert broken() == []
