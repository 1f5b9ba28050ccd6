"""The ledger: balance = sum of movements, never negative, each event once."""

import random
import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial

import pytest
from django.db import InternalError, connection, transaction
from django.db.models import Sum
from django.db.utils import DatabaseError
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.errors import DomainError
from inventory.enums import MovementKind
from inventory.models import StockBalance, StockMovement
from inventory.services import (
    MovementRow,
    count_stock,
    post_movement,
    post_movements_bulk,
    reverse_movement,
    transfer,
)
from tests.factories.inventory import product, warehouse
from tests.racing import at_once

NOON = datetime(2026, 11, 20, 17, tzinfo=UTC)


def receive(taza, central, quantity, key, cost="5"):
    return post_movement(
        product=taza,
        warehouse=central,
        kind=MovementKind.RECEIPT,
        quantity=Decimal(quantity),
        unit_cost=Decimal(cost),
        key=key,
        actor=None,
        at=NOON,
    )


def sell(taza, central, quantity, key):
    return post_movement(
        product=taza, warehouse=central, kind=MovementKind.SALE, quantity=-Decimal(quantity), key=key, actor=None
    )


def balance(taza, central):
    row = StockBalance.objects.get(product=taza, warehouse=central)
    return row.on_hand, row.value


@pytest.mark.django_db
def test_moving_average():
    taza, central = product(), warehouse()
    receive(taza, central, 10, "r1", cost="5")
    receive(taza, central, 30, "r2", cost="7")
    assert balance(taza, central) == (Decimal(40), Decimal(260))

    out = sell(taza, central, 10, "s1")
    assert out.unit_cost == Decimal("6.5")
    assert balance(taza, central) == (Decimal(30), Decimal(195))

    sell(taza, central, 30, "s2")
    assert balance(taza, central) == (Decimal(0), Decimal(0))


@pytest.mark.django_db
def test_not_enough_says_what_is_there():
    taza, central = product(), warehouse()
    receive(taza, central, 3, "r1")
    with pytest.raises(DomainError) as refused:
        sell(taza, central, 5, "s1")
    assert str(refused.value) == "De «Taza de corazones» quedan 3 en Almacén central; no se pueden sacar 5."
    assert balance(taza, central)[0] == 3


@pytest.mark.django_db
def test_the_same_event_moves_stock_once():
    taza, vela, central = product(), product("VELA-1", name="Vela"), warehouse()
    first = receive(taza, central, 3, "r1")
    assert receive(taza, central, 3, "r1").pk == first.pk
    assert balance(taza, central)[0] == 3
    with pytest.raises(DomainError):
        receive(taza, central, 4, "r1")
    with pytest.raises(DomainError):
        receive(vela, central, 3, "r1")
    assert StockMovement.objects.count() == 1


@pytest.mark.django_db
def test_signs_follow_the_kind():
    taza, central = product(), warehouse()
    with pytest.raises(DomainError):
        receive(taza, central, -3, "r1")
    with pytest.raises(DomainError):
        sell(taza, central, -3, "s1")
    with pytest.raises(DomainError):
        receive(taza, central, 0, "r2")


@pytest.mark.django_db
def test_transfer_keeps_the_total():
    taza, central, tienda = product(), warehouse(), warehouse("tienda")
    receive(taza, central, 10, "r1", cost="5")
    out, into = transfer(product=taza, source=central, target=tienda, quantity=Decimal(4), key="t1", actor=None)
    again = transfer(product=taza, source=central, target=tienda, quantity=Decimal(4), key="t1", actor=None)

    assert (out.quantity, into.quantity, into.unit_cost) == (Decimal(-4), Decimal(4), Decimal(5))
    assert [movement.pk for movement in again] == [out.pk, into.pk]
    assert balance(taza, central) == (Decimal(6), Decimal(30))
    assert balance(taza, tienda) == (Decimal(4), Decimal(20))


@pytest.mark.django_db
def test_reversal_and_count():
    taza, central = product(), warehouse()
    receipt = receive(taza, central, 10, "r1")
    back = reverse_movement(movement=receipt, actor=None, reason="Guía repetida")
    assert reverse_movement(movement=receipt, actor=None, reason="Otra vez").pk == back.pk
    assert balance(taza, central) == (Decimal(0), Decimal(0))
    with pytest.raises(DomainError):
        reverse_movement(movement=back, actor=None, reason="No")

    receive(taza, central, 10, "r2")
    moved = count_stock(product=taza, warehouse=central, counted=Decimal(7), key="c1", actor=None)
    assert moved.quantity == Decimal(-3)
    assert count_stock(product=taza, warehouse=central, counted=Decimal(7), key="c2", actor=None) is None
    assert count_stock(product=taza, warehouse=central, counted=Decimal(99), key="c1", actor=None).pk == moved.pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE inventory_stockmovement SET quantity = 9", "DELETE FROM inventory_stockmovement"]
)
def test_the_ledger_is_append_only(statement):
    receive(product(), warehouse(), 3, "r1")
    with pytest.raises((InternalError, DatabaseError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("inventory_stockmovement"))
    assert StockMovement.objects.get().quantity == 3


@pytest.mark.django_db
def test_bulk_equals_one_by_one_and_again_changes_nothing():
    taza, vela, central = product(), product("VELA-1", name="Vela"), warehouse()
    receive(taza, central, 10, "r0", cost="5")

    def row(item, kind, quantity, key, cost=None):
        return MovementRow(item.pk, central.pk, kind, Decimal(quantity), cost, date(2026, 11, 20), NOON, key)

    rows = [
        row(taza, MovementKind.RECEIPT, 30, "b1", Decimal(7)),
        row(taza, MovementKind.SALE, -10, "b2"),
        row(vela, MovementKind.OPENING, 5, "b3", Decimal(2)),
        row(vela, MovementKind.SALE, -5, "b4"),
        row(vela, MovementKind.SALE, -5, "b4"),
    ]
    assert post_movements_bulk(rows=rows, actor=None) == 4
    assert post_movements_bulk(rows=rows, actor=None) == 0

    assert balance(taza, central) == (Decimal(30), Decimal(195))
    assert balance(vela, central) == (Decimal(0), Decimal(0))
    assert StockMovement.objects.get(key="b2").unit_cost == Decimal("6.5")


@pytest.mark.django_db
def test_bulk_never_ends_below_zero():
    taza, central = product(), warehouse()
    short = MovementRow(taza.pk, central.pk, "sale", Decimal(-1), None, date(2026, 11, 20), NOON, "b1")
    with pytest.raises(DomainError, match="Taza de corazones"):
        post_movements_bulk(rows=[short], actor=None)
    assert not StockMovement.objects.exists()


def hammer(act, *, threads=6):
    found = at_once(*(partial(act, random.Random(seed)) for seed in range(threads)), allow=Exception)
    return [one for one in found if isinstance(one, Exception)]


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_many_hands_never_oversell_and_the_sum_holds():
    taza, central, tienda = product(), warehouse(), warehouse("tienda")
    receive(taza, central, 40, "r0")
    refused = []

    def act(dice):
        for _turn in range(15):
            key, quantity = f"e{dice.randrange(60)}", 1 + dice.randrange(4)
            place = dice.choice([central, tienda])
            try:
                if dice.random() < 0.3:
                    transfer(
                        product=taza,
                        source=place,
                        target=tienda if place == central else central,
                        quantity=Decimal(quantity),
                        key=key,
                        actor=None,
                    )
                else:
                    sell(taza, place, quantity, key)
            except DomainError as error:
                refused.append(error)

    assert hammer(act) == []

    assert refused, "nobody was refused: the stock was never short, the test proves nothing"
    for row in StockBalance.objects.all():
        moved = StockMovement.objects.filter(warehouse=row.warehouse_id).aggregate(total=Sum("quantity"))["total"]
        assert row.on_hand == (moved or 0)
        assert row.on_hand >= 0


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_control_read_then_write_loses_movements():
    """The same hands without the lock: the balance no longer is the sum."""
    taza, central = product(), warehouse()
    StockBalance.objects.create(product=taza, warehouse=central, on_hand=1000)
    gate = threading.Barrier(6)

    def act(dice):
        for _turn in range(10):
            gate.wait()
            row = StockBalance.objects.get(product=taza, warehouse=central)
            row.on_hand -= 1
            row.save()

    assert hammer(act) == []
    assert StockBalance.objects.get().on_hand != 1000 - 60


class LedgerMachine(RuleBasedStateMachine):
    """Random events against a dictionary."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.taza, self.places = product(f"T-{id(self)}"), [warehouse(f"a{id(self)}"), warehouse(f"b{id(self)}")]
        self.there = {0: Decimal(0), 1: Decimal(0)}
        self.turn = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def key(self):
        self.turn += 1
        return f"{id(self)}:{self.turn}"

    @rule(place=st.integers(0, 1), quantity=st.integers(1, 50), cost=st.integers(0, 900))
    def receive(self, place, quantity, cost):
        receive(self.taza, self.places[place], quantity, self.key(), cost=Decimal(cost) / 100)
        self.there[place] += quantity

    @rule(place=st.integers(0, 1), quantity=st.integers(1, 60))
    def sell(self, place, quantity):
        if quantity <= self.there[place]:
            sell(self.taza, self.places[place], quantity, self.key())
            self.there[place] -= quantity
        else:
            with pytest.raises(DomainError):
                sell(self.taza, self.places[place], quantity, self.key())

    @precondition(lambda self: self.there[0] > 0)
    @rule(share=st.floats(0.1, 1))
    def carry(self, share):
        quantity = max(Decimal(1), (self.there[0] * Decimal(share)).quantize(Decimal(1)))
        quantity = min(quantity, self.there[0])
        transfer(
            product=self.taza,
            source=self.places[0],
            target=self.places[1],
            quantity=quantity,
            key=self.key(),
            actor=None,
        )
        self.there[0] -= quantity
        self.there[1] += quantity

    @invariant()
    def sums(self):
        for number, place in enumerate(self.places):
            row = StockBalance.objects.filter(product=self.taza, warehouse=place).first()
            on_hand, value = (row.on_hand, row.value) if row else (Decimal(0), Decimal(0))
            assert on_hand == self.there[number]
            assert value >= 0
            assert on_hand or not value


@pytest.mark.django_db
def test_ledger_against_a_dictionary():
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        LedgerMachine,
        settings=hypothesis_settings(max_examples=25, stateful_step_count=15, deadline=None, database=None),
    )
