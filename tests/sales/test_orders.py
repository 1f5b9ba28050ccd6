"""Orders: money to the cent, states by the table, stock and lines together."""

from datetime import UTC, date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.errors import Conflict, DomainError
from inventory.models import StockBalance, StockMovement
from inventory.services import post_movement
from sales.enums import ORDER_MOVES, OrderStatus
from sales.models import ChangedDay, Order, Payment
from sales.services import (
    LineInput,
    ReturnInput,
    cancel_order,
    change_draft,
    confirm_order,
    deliver_order,
    place_order,
    record_payment,
    return_order,
)
from tests.factories.customers import customer
from tests.factories.inventory import product, warehouse
from tests.racing import at_once

NOON = datetime(2026, 11, 20, 17, tzinfo=UTC)


def sale(*lines, status=OrderStatus.CONFIRMED, buyer=None, at=NOON):
    return place_order(customer=buyer, lines=lines, actor=None, status=status, at=at)


@pytest.mark.django_db
def test_an_order_copies_name_price_cost_and_tax():
    taza = product(price=Decimal("12.50"), cost=Decimal(5))
    rosa = customer()
    order = sale(LineInput(taza, Decimal(3), discount=Decimal("1.50")), buyer=rosa)
    taza.price, taza.name = Decimal(99), "Otra"
    taza.save()

    line = order.lines.get()
    assert (line.name, line.unit_price, line.unit_cost, line.tax_rate) == (
        "Taza de corazones",
        Decimal("12.5"),
        Decimal(5),
        Decimal(18),
    )
    assert (order.total, order.tax, order.cost) == (Decimal("36.00"), Decimal("6.48"), Decimal("15.00"))
    assert (order.number, order.city, order.placed_on) == ("P-2026-000001", "Lima", date(2026, 11, 20))
    assert list(ChangedDay.objects.values_list("customer_id", "placed_on")) == [(rosa.pk, date(2026, 11, 20))]


@pytest.mark.django_db
def test_the_day_is_the_company_s():
    late = sale(LineInput(product(), Decimal(1)), at=datetime(2026, 11, 21, 3, 30, tzinfo=UTC))
    assert late.placed_on == date(2026, 11, 20)


@pytest.mark.django_db
def test_new_year_s_eve_numbers_by_the_local_year():
    taza = product()
    before = sale(LineInput(taza, Decimal(1)), at=datetime(2027, 1, 1, 4, 59, 59, 900000, tzinfo=UTC))
    after = sale(LineInput(taza, Decimal(1)), at=datetime(2027, 1, 1, 5, 0, 0, 100000, tzinfo=UTC))
    assert (before.number, after.number) == ("P-2026-000001", "P-2027-000001")


money = st.decimals(0, 9999, places=4)
units = st.decimals("0.001", 500, places=3)


@pytest.mark.django_db
@hypothesis_settings(max_examples=40, deadline=None, database=None)
@given(st.lists(st.tuples(units, money, st.integers(0, 100)), min_size=1, max_size=8))
def test_totals_to_the_cent(entries):
    with transaction.atomic():
        taza = product()
        lines = [
            LineInput(taza, quantity, price, _off(quantity * price, percent)) for quantity, price, percent in entries
        ]
        order = sale(*lines)
        order.refresh_from_db()
        transaction.set_rollback(True)

    exact = [_half_up(line.quantity * line.unit_price - line.discount, "0.0001") for line in lines]
    assert order.total == _half_up(sum(exact, Decimal(0)), "0.01")
    assert order.tax == sum((_half_up(one * 18 / 100, "0.01") for one in exact), Decimal(0))
    assert order.total_minor == int(order.total * 100)


def _off(gross, percent):
    return (gross * percent / 100).quantize(Decimal("0.0001"), ROUND_DOWN)


def _half_up(amount, unit):
    return amount.quantize(Decimal(unit), ROUND_HALF_UP)


@pytest.mark.django_db
def test_broken_lines_are_refused_by_name():
    taza = product()
    for line, word in [
        (LineInput(None, Decimal(1)), "Línea 1: falta el producto."),
        (LineInput(taza, Decimal(0)), "Línea 1: la cantidad no puede ser cero."),
        (LineInput(taza, Decimal(1), Decimal(-1)), "Línea 1: el precio no puede ser negativo."),
        (LineInput(taza, Decimal(1), Decimal(5), Decimal(6)), "Línea 1: el descuento no puede pasar del importe."),
    ]:
        with pytest.raises(DomainError) as refused:
            sale(line)
        assert str(refused.value) == word
    with pytest.raises(DomainError):
        sale()
    assert not Order.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("before", OrderStatus.values)
@pytest.mark.parametrize("after", ["confirmed", "delivered", "cancelled"])
def test_moves_follow_the_table(before, after):
    order = sale(LineInput(product(kind="service"), Decimal(1)))
    Order.objects.filter(pk=order.pk).update(status=before)
    act = {
        "confirmed": lambda: confirm_order(order=order, actor=None),
        "delivered": lambda: deliver_order(order=order, warehouse=warehouse(), actor=None),
        "cancelled": lambda: cancel_order(order=order, actor=None, reason="Se arrepintió"),
    }[after]

    if after in ORDER_MOVES[before]:
        assert act().status == after
    else:
        with pytest.raises(DomainError):
            act()
        order.refresh_from_db()
        assert order.status == before


@pytest.mark.django_db
def test_delivery_takes_stock_once_or_nothing_at_all():
    taza, vela, central = product(), product("VELA-1", name="Vela"), warehouse()
    for item, quantity in ((taza, 5), (vela, 1)):
        post_movement(
            product=item, warehouse=central, kind="opening", quantity=Decimal(quantity), key=f"o{item.pk}", actor=None
        )
    order = sale(LineInput(taza, Decimal(2)), LineInput(vela, Decimal(2)))

    with pytest.raises(DomainError, match="Vela"):
        deliver_order(order=order, warehouse=central, actor=None)
    order.refresh_from_db()
    assert order.status == "confirmed"
    assert StockBalance.objects.get(product=taza).on_hand == 5

    post_movement(product=vela, warehouse=central, kind="receipt", quantity=Decimal(1), key="r1", actor=None)
    deliver_order(order=order, warehouse=central, actor=None)
    with pytest.raises(DomainError):
        deliver_order(order=order, warehouse=central, actor=None)
    assert StockBalance.objects.get(product=taza).on_hand == 3
    assert StockMovement.objects.filter(kind="sale").count() == 2


@pytest.mark.django_db
def test_a_return_has_its_limits():
    taza, central = product(price=Decimal(10), cost=Decimal(4)), warehouse()
    post_movement(product=taza, warehouse=central, kind="opening", quantity=Decimal(3), key="o", actor=None)
    order = sale(LineInput(taza, Decimal(3), discount=Decimal(1)))
    line = order.lines.get()
    with pytest.raises(DomainError, match="todavía no se entregó"):
        return_order(order=order, lines=[ReturnInput(line, Decimal(2))], actor=None, warehouse=central)
    deliver_order(order=order, warehouse=central, actor=None)

    back = return_order(order=order, lines=[ReturnInput(line, Decimal(2))], actor=None, warehouse=central)
    assert (back.kind, back.number, back.return_of_id) == ("return", back.number, order.pk)
    assert back.total == Decimal("-19.33")
    assert StockBalance.objects.get().on_hand == 2
    with pytest.raises(DomainError, match="como mucho 1"):
        return_order(order=order, lines=[ReturnInput(line, Decimal(2))], actor=None)
    with pytest.raises(DomainError):
        return_order(order=back, lines=[ReturnInput(back.lines.get(), Decimal(1))], actor=None)
    with pytest.raises(DomainError, match="no puede pasar a anulado"):
        cancel_order(order=order, actor=None, reason="Tarde")
    Order.objects.filter(pk=order.pk).update(status="confirmed")
    with pytest.raises(DomainError, match="devoluciones"):
        cancel_order(order=order, actor=None, reason="Tarde")


@pytest.mark.django_db
def test_two_people_change_one_draft():
    taza = product()
    draft = sale(LineInput(taza, Decimal(1)), status=OrderStatus.DRAFT)
    changed = change_draft(order=draft, lines=[LineInput(taza, Decimal(2))], version=1, actor=None)
    assert (changed.total, changed.version) == (Decimal("25.00"), 2)
    with pytest.raises(Conflict):
        change_draft(order=draft, lines=[LineInput(taza, Decimal(9))], version=1, actor=None)
    assert draft.lines.get().quantity == 2
    assert not ChangedDay.objects.exists()


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_one_wins():
    order = sale(LineInput(product(), Decimal(1)), status=OrderStatus.DRAFT)
    found = at_once(*[lambda: confirm_order(order=order, actor=None)] * 4, allow=DomainError)
    assert sum(isinstance(one, DomainError) for one in found) == 3
    assert ChangedDay.objects.count() == 1


@pytest.mark.django_db
def test_payments():
    rosa, ana = customer(), customer("C-2", first_name="Ana")
    order = sale(LineInput(product(), Decimal(1)), buyer=rosa)
    paid = record_payment(amount=Decimal("5.005"), order=order, actor=None, number="R-1")
    assert (paid.customer_id, paid.amount, paid.currency) == (rosa.pk, Decimal("5.00"), "PEN")
    for wrong in [
        {"amount": Decimal(5), "order": order, "number": "R-1"},
        {"amount": Decimal(0), "order": order},
        {"amount": Decimal(5)},
        {"amount": Decimal(5), "order": order, "customer": ana},
        {"amount": Decimal(5), "customer": ana, "paid_on": date(2099, 1, 1)},
    ]:
        with pytest.raises(DomainError):
            record_payment(actor=None, **wrong)
    assert Payment.objects.count() == 1


@pytest.mark.django_db
def test_another_zone_moves_the_days_and_says_so(django_capture_on_commit_callbacks):
    from company.services import change_company
    from core import jobs
    from core.models import Job

    rosa = customer()
    late = sale(LineInput(product(), Decimal(1)), buyer=rosa, at=datetime(2026, 11, 21, 3, 30, tzinfo=UTC))
    noon = sale(LineInput(product("T-2"), Decimal(1)), buyer=rosa, at=NOON)
    ChangedDay.objects.all().delete()

    change_company(actor=None, values={"time_zone": "Europe/Madrid"})
    job = jobs.run_now(Job.objects.get(kind="sales.redate"))

    assert (job.state, job.result) == ("done", {"moved": 1})
    late.refresh_from_db()
    noon.refresh_from_db()
    assert (late.placed_on, noon.placed_on) == (date(2026, 11, 21), date(2026, 11, 20))
    days = ChangedDay.objects.order_by("placed_on").values_list("customer_id", "placed_on")
    assert list(days) == [(rosa.pk, date(2026, 11, 20)), (rosa.pk, date(2026, 11, 21))]
    change_company(actor=None, values={"name": "Otra"})
    assert Job.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stage", "status", "after"),
    [
        ("lead", OrderStatus.CONFIRMED, "customer"),
        ("inactive", OrderStatus.CONFIRMED, "customer"),
        ("lead", OrderStatus.DRAFT, "lead"),
    ],
)
def test_who_buys_becomes_a_customer(stage, status, after):
    rosa = customer(lifecycle=stage)

    order = sale(LineInput(product(), Decimal(1)), buyer=rosa, status=status)

    rosa.refresh_from_db()
    assert rosa.lifecycle == after
    assert rosa.since == (date(2026, 11, 20) if after == "customer" else None)
    if status == OrderStatus.DRAFT:
        confirm_order(order=order, actor=None)
        rosa.refresh_from_db()
        assert rosa.lifecycle == "customer"
