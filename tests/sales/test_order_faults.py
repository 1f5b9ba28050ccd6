"""Two at one order, and a process killed between any two statements: one sale, all of it or nothing."""

import os
import signal
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from core.errors import DomainError
from core.slots import ORDER_DISCOUNTS, OrderDiscount
from inventory.models import StockBalance, StockMovement
from inventory.services import post_movement
from sales.models import ChangedDay, Order, OrderLine, Payment
from sales.services import LineInput, confirm_order, deliver_order, enter_order, place_order
from tests.factories.customers import customer
from tests.factories.inventory import product, warehouse
from tests.forking import forked
from tests.racing import both

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]


def _outcomes(work: Callable[[], Any]) -> list[str]:
    return sorted("no" if isinstance(one, DomainError) else "ok" for one in both(work, allow=DomainError))


def _confirm_twice(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], int]:
    """Both meet after having read the order; with the lock only one of them gets there at once."""
    from sales.services import orders

    draft = place_order(customer=None, lines=[LineInput(product(), Decimal(1))], actor=None)
    met = threading.Barrier(2)

    def slow(order: Order) -> None:
        try:
            met.wait(timeout=1.5)
        except threading.BrokenBarrierError:
            return

    monkeypatch.setattr(orders, "_check_head", slow)
    return _outcomes(lambda: confirm_order(order=draft, actor=None)), ChangedDay.objects.count()


def test_two_confirmations_at_once_make_one_sale(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _confirm_twice(monkeypatch) == (["no", "ok"], 1)


def test_without_the_lock_both_would_confirm(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.GUARD_REMOVED = "order.lock"
    assert _confirm_twice(monkeypatch) == (["ok", "ok"], 2)


def test_two_deliveries_at_once_take_the_stock_once() -> None:
    cup, place = product(), warehouse()
    post_movement(product=cup, warehouse=place, kind="opening", quantity=Decimal(9), key="o", actor=None)
    order = place_order(customer=None, lines=[LineInput(cup, Decimal(2))], actor=None, status="confirmed")

    assert _outcomes(lambda: deliver_order(order=order, warehouse=place, actor=None)) == ["no", "ok"]
    assert StockBalance.objects.get().on_hand == 7


def _killed_after(statement: int, work: Callable[[], Any]) -> bool:
    """Run ``work`` in a process of its own that dies by SIGKILL behind its n-th statement; did it die?"""
    done = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal done
        answer = execute(sql, params, many, context)
        done += 1
        if done == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    def counted() -> None:
        with connection.execute_wrapper(count):
            work()

    return forked(counted) == -signal.SIGKILL


def test_killed_behind_any_statement_an_order_stands_whole_or_not_at_all() -> None:
    """Order, lines, code, payment and its application: the code leaves its trace in the customer's notes."""
    rosa, cup = customer(lifecycle="lead"), product(price=Decimal(10))

    def redeem(order: Order, code: str, actor: Any) -> None:
        type(rosa).objects.filter(pk=rosa.pk).update(notes=f"{code} en {order.number}")

    entry = OrderDiscount("Cupón", lambda code, who, lines, at: [Decimal(1) for _ in lines], redeem, lambda *_: False)
    ORDER_DISCOUNTS.add("fault", entry, order=-1)

    def work() -> None:
        enter_order(
            lines=[LineInput(cup, Decimal(2)), LineInput(cup, Decimal(1))],
            actor=None,
            confirm=True,
            customer=rosa,
            paid_with="efectivo",
            discount_code="UNO",
            channel="telefono",
        )

    try:
        found = []
        for statement in range(1, 200):
            died = _killed_after(statement, work)
            found.append(_standing(rosa))
            if not died:
                break
    finally:
        del ORDER_DISCOUNTS._entries["fault"]

    nothing, everything = (0, 0, 0, 0, "", "lead"), (1, 2, 1, 1, "UNO", "customer")
    assert len(found) > 15
    # All deaths left nothing, except those behind the commit itself.
    assert set(found[:-1]) <= {nothing, everything}
    assert found[0] == nothing
    assert found[-1] == everything


def _standing(rosa: Any) -> tuple[Any, ...]:
    """What stands."""
    rosa.refresh_from_db()
    return (
        min(Order.objects.count(), 1),
        OrderLine.objects.count(),
        Payment.objects.count(),
        min(ChangedDay.objects.count(), 1),
        rosa.notes[:3],
        rosa.lifecycle,
    )


def test_killed_behind_any_statement_of_a_delivery_stock_and_order_agree() -> None:
    cup, candle, place = product(), product("VELA-1"), warehouse()
    for item in (cup, candle):
        post_movement(product=item, warehouse=place, kind="opening", quantity=Decimal(9), key=item.sku, actor=None)
    order = place_order(
        customer=None, lines=[LineInput(cup, Decimal(2)), LineInput(candle, Decimal(3))], actor=None, status="confirmed"
    )
    found = []
    for statement in range(1, 200):
        died = _killed_after(statement, lambda: deliver_order(order=order, warehouse=place, actor=None))
        order.refresh_from_db()
        stock = sorted(StockBalance.objects.values_list("on_hand", flat=True))
        found.append((order.status, stock, StockMovement.objects.filter(kind="sale").count()))
        if not died or order.status == "delivered":
            break
    assert len(found) > 10
    assert {str(one) for one in found[:-1]} == {str(("confirmed", [Decimal("9.000")] * 2, 0))}
    assert found[-1] == ("delivered", [Decimal(6), Decimal(7)], 2)
