"""What was owed on a past day, and the account of who gave goods back: cartera, credit and statement say the same."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from company.queries import today
from core import formatting, house
from sales.models import Payment
from sales.queries.receivables import credit_of, debts
from sales.queries.statement import statement_of
from sales.services import allocate, record_payment, reverse_payment
from sales.services.allocations import left_of, settle_returns
from sales.services.import_allocations import take_given_back
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.sales import plain_order

pytestmark = pytest.mark.django_db
DUE = date(2026, 9, 15)


def sale(number, who, total, **more):
    more.setdefault("day", date(2026, 9, 1))
    more.setdefault("due_on", DUE)
    return plain_order(number, who, total=total, **more)


def back(number, who, total, of=None):
    return plain_order(number, who, total=total, kind="return", return_of=of, day=date(2026, 10, 1), due_on=None)


def paid(amount, on=date(2026, 9, 10), **more):
    return record_payment(amount=Decimal(amount), actor=None, paid_on=on, **more)


def balances(day=None):
    return {row.number: row.balance for row in debts(as_of=day)}


def test_what_is_taken_off_an_order_later_does_not_make_a_debt_of_the_past():
    rosa = customer()
    sold, bounced, other = sale("A", rosa, "100.00"), sale("B", rosa, "70.00"), sale("C", rosa, "40.00")
    first, wrong = paid(100, order=sold), paid(70, order=bounced)

    back("D", rosa, "-50.00", sold)
    settle_returns(order=sold, actor=None)
    allocate(payment=first, parts=[(other, Decimal(40))], actor=None)
    reverse_payment(payment=wrong, actor=None, reason="El banco lo devolvió")

    assert balances(date(2026, 9, 5)) == {"A": Decimal(100), "B": Decimal(70), "C": Decimal(40)}
    assert balances(date(2026, 9, 20)) == {"C": Decimal(40)}
    closing = statement_of(rosa.pk, first=date(2026, 9, 1), last=date(2026, 9, 20)).closing
    assert sum(balances(date(2026, 9, 20)).values()) == closing
    assert balances() == {"B": Decimal(70)} == balances(today())


def test_money_given_back_for_goods_of_an_unknown_sale_is_no_debt():
    rosa = customer()
    sale("A", rosa, "100.00")
    paid(130, customer=rosa, oldest_first=True)
    given = Payment.objects.create(
        number="R", customer=rosa, order=back("D", rosa, "-60.00"), amount=Decimal(-60), paid_on=date(2026, 10, 1)
    )

    assert credit_of(rosa.pk) == Decimal(30)
    assert left_of(Payment.objects.get(amount=130)) == Decimal(30), "what he left on account is still his"
    found = statement_of(rosa.pk, first=date(2026, 9, 1), last=date(2026, 10, 31))
    assert found.closing == Decimal(-30)
    assert given.number not in {one.number for one in found.movements}


def test_money_given_back_for_goods_of_a_sale_half_paid_is_owed_for_it_again():
    rosa = customer()
    sold = sale("A", rosa, "100.00")
    paid(60, order=sold)
    given = Payment.objects.create(
        number="R", customer=rosa, order=back("D", rosa, "-20.00", sold), amount=Decimal(-20), paid_on=date(2026, 10, 1)
    )
    take_given_back([given.pk])

    assert (balances(), credit_of(rosa.pk)) == ({"A": Decimal(40)}, Decimal(0))
    assert statement_of(rosa.pk, first=date(2026, 9, 1), last=date(2026, 10, 31)).closing == Decimal(40)


def test_each_sum_of_the_expected_cash_opens_its_debts(client):
    ana = person("ana", "gestor")
    slow, new = customer("C-1", owner=ana), customer("C-2", first_name="Eva", owner=ana)
    for n in range(3):
        due = today() - timedelta(days=90 + n)
        order = sale(f"P{n}", slow, "10.00", day=due, due_on=due)
        paid(10, order=order, on=due + timedelta(days=21))
    for number, who, days, total in (
        ("A", slow, 0, "40.00"), ("B", new, 22, "50.00"), ("C", new, -3, "7.00"), ("D", slow, -40, "5.00"),
        ("E", new, 90, "3.00"), ("F", slow, -5, "11.00"),
    ):  # fmt: skip
        sale(number, who, total, day=today() - timedelta(days=60), due_on=today() + timedelta(days=days))
    client.force_login(ana)

    page = client.get("/cartera/previsto/").context
    found = page["expected"]
    shown = [(one["week"], one["url"]) for one in page["weeks"]]
    for week, url in [*shown, (found.late, page["late_url"]), (found.later, page["later_url"])]:
        listed = client.get(url).context["list"]
        assert len(listed.rows) == week.orders, url
        said = formatting.money_short(week.money, house.current().locale)
        assert not week.orders or listed.sums == [f"Se deben {said}."], url
    assert (found.late.money, found.later.money) == (Decimal(12), Decimal(3))
    assert sum(week.money for week, _ in shown) == Decimal(101)


def test_a_list_that_does_not_add_up_says_why(client):
    ana = person("ana", "gestor")
    sold = sale("A", customer(owner=ana), "100.00")
    back("D", sold.customer, "-20.00", sold)
    client.force_login(ana)
    for address in ("/cartera/", f"/cartera/{sold.customer_id}/"):
        assert "devolvió S/\xa020.00" in client.get(address).content.decode()


def test_a_letter_that_no_database_holds_is_no_error(client):
    client.force_login(person("ana", "ventas"))
    form = {"line-TOTAL_FORMS": "1", "line-INITIAL_FORMS": "0", "line-0-product": "a\0b", "line-0-quantity": "1"}
    for address in ("/cotizaciones/nueva/", "/pedidos/nuevo/"):
        assert client.post(address, form).status_code == 422
