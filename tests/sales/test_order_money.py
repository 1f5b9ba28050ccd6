"""The page of an order tells what pays it and what is owed for it; moving money twice by one form moves it once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from company.queries import today
from core.errors import DomainError
from core.idempotency import FIELD
from sales.models import Order
from sales.queries.order_money import money_of
from sales.queries.receivables import debts
from sales.services import record_payment, reverse_payment
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.sales import plain_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return person("ana", "ventas")


def owed(number, ana, total="100.00", **more):
    who = more.pop("who", None) or customer(owner=ana)
    return plain_order(number, who, total=total, seller=ana, due_on=today() + timedelta(days=9), **more)


def test_what_pays_an_order_is_what_was_applied_to_it(ana, client):
    rosa = customer(owner=ana)
    one, two = owed("A", ana, who=rosa), owed("B", ana, "50.00", who=rosa)
    record_payment(amount=Decimal(120), customer=rosa, actor=ana, oldest_first=True)
    noted = record_payment(amount=Decimal(500), order=two, actor=ana)

    first, second = money_of(one, user=ana), money_of(two, user=ana)
    assert ([row.money for row in first.rows], first.owed, first.may_collect) == ([Decimal(100)], Decimal(0), False)
    assert [row.money for row in second.rows] == [Decimal(20), Decimal(30)]
    assert (second.paid, second.owed) == (Decimal(50), Decimal(0)), "not the 500 that were noted for it"
    reverse_payment(payment=noted, actor=ana, reason="Era de otro")
    assert (money_of(two, user=ana).owed, money_of(two, user=ana).may_collect) == (Decimal(30), True)

    client.force_login(ana)
    told = client.get(f"/pedidos/{two.pk}/").content.decode()
    assert "Se debe" in told and f"/pedidos/pagos/nuevo/?order={two.pk}" in told


def test_a_draft_shows_what_it_was_paid_and_a_return_what_was_given_back(ana):
    rosa = customer(owner=ana)
    draft = owed("A", ana, who=rosa, status="draft")
    record_payment(amount=Decimal(30), order=draft, actor=ana)
    assert (money_of(draft, user=ana).paid, money_of(draft, user=ana).owed) == (Decimal(30), None)
    counter = plain_order("M", None, total="20.00")
    record_payment(amount=Decimal(20), order=counter, actor=ana)
    assert (money_of(counter, user=ana).paid, money_of(counter, user=ana).owed) == (Decimal(20), None)


def test_another_team_sees_what_is_owed_and_cannot_collect(ana):
    assert money_of(owed("A", ana), user=person("beto", "ventas")).may_collect is False


def test_a_form_that_moves_money_moves_it_once(ana, client):
    rosa = customer(owner=ana)
    paid = record_payment(amount=Decimal(100), customer=rosa, actor=ana)
    order = owed("A", ana, who=rosa)
    client.force_login(ana)
    form = {"order": order.pk, "amount": "30", FIELD: "8f14e45f-ceea-4e7a-9a1b-000000000001"}
    for _ in range(2):
        assert client.post(f"/pedidos/pagos/{paid.pk}/aplicar/", form).status_code == 302
    assert Order.objects.get(pk=order.pk).paid == Decimal(30)
    assert debts().get().balance == Decimal(70)
    assert client.get(f"/pedidos/pagos/{paid.pk}/").content.decode().count(f'name="{FIELD}"') >= 4


def test_a_slip_of_the_year_is_told(ana):
    with pytest.raises(DomainError, match="demasiado antigua"):
        record_payment(amount=Decimal(5), customer=customer(owner=ana), actor=ana, paid_on=date(1926, 11, 20))


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0", "mayor que cero"),
        ("-5", "mayor que cero"),
        ("1.005", "Con 2 decimales"),
        ("x", "un número"),
        ("", "cuánto"),
    ],
)
def test_a_wrong_amount_is_told_as_the_house_speaks(ana, client, amount, said):
    client.force_login(ana)
    address = f"/pedidos/pagos/nuevo/?customer={customer(owner=ana).pk}"
    answer = client.post(address, {"amount": amount, "paid_on": today().isoformat(), "method": "efectivo"})
    assert answer.status_code == 422
    assert said in str(answer.context["form"].errors["amount"])
