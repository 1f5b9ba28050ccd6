"""Files of sales and payments meet money that is applied: nothing breaks, and undo gives back what stood."""

from decimal import Decimal

import pytest

from core.imports.undo import undo
from customers.models import Customer
from sales.models import Allocation, Order, Payment
from sales.queries.receivables import credit_of
from sales.services import allocate, record_payment
from tests.core.importing import file_with, load, reasons, sales

pytestmark = pytest.mark.django_db
HEADER = "recibo,cliente,pedido,monto,fecha,medio\n"


def pay_file(folder, *rows, name="pagos.csv"):
    return load("payments", file_with(folder, HEADER + "\n".join(rows) + "\n", name))


def paid():
    return {row.number: row.paid for row in Order.objects.order_by("number")}


def applied():
    rows = Allocation.objects.order_by("payment__number", "order__number")
    return [(str(a.payment.number), a.order.number, a.amount) for a in rows.select_related("payment", "order")]


def credit():
    return credit_of(Customer.objects.get(code="C1").pk)


def sums_stand():
    for order in Order.objects.all():
        assert order.paid == sum(a.amount for a in order.allocations.all())
    for payment in Payment.objects.all():
        assert payment.allocated == sum(a.amount for a in payment.allocations.all())


def test_a_file_of_payments_pays_its_orders_and_its_undo_takes_that_back(tmp_path):
    sales(tmp_path, "P-1,C1,A1,Taza,2,50,2026-11-05", "P-2,C1,A1,Taza,1,50,2026-11-05")
    rows = ("R2,C1,P-1,60,2026-11-07,efectivo", "R1,C1,P-1,60,2026-11-06,efectivo", "R3,C1,,30,2026-11-06,efectivo")
    _, _, batch = pay_file(tmp_path, *rows)

    assert applied() == [("R1", "P-1", Decimal(60)), ("R2", "P-1", Decimal(40))]
    assert (paid(), credit()) == ({"P-1": Decimal(100), "P-2": Decimal(0)}, Decimal(50))
    outcome, _, _ = pay_file(tmp_path, *rows, name="otra.csv")
    assert outcome.fates["unchanged"] == 3
    assert credit() == Decimal(50)
    sums_stand()

    undo(batch=batch, actor=None)
    assert (applied(), paid(), Payment.objects.count()) == ([], {"P-1": Decimal(0), "P-2": Decimal(0)}, 0)


def test_a_day_to_come_and_another_currency_are_refused(tmp_path):
    sales(tmp_path, "P-1,C1,A1,Taza,2,50,2026-11-05")
    content = (
        HEADER.replace("medio", "medio,moneda") + "R1,C1,P-1,5,2190-01-01,efectivo,\nR2,C1,P-1,5,2026-11-06,,USD\n"
    )
    outcome, _, batch = load("payments", file_with(tmp_path, content, "pagos.csv"))
    assert (outcome.fates["created"], outcome.fates["rejected"], Payment.objects.count()) == (0, 2, 0)
    said = " ".join(reason for _, _, reason in reasons(batch))
    assert "todavía no llega" in said
    assert "está en USD y la empresa trabaja en PEN" in said


def test_money_given_back_in_a_file_lowers_its_order_where_there_is_no_credit(tmp_path):
    sales(tmp_path, "P-1,C1,A1,Taza,2,50,2026-11-05")
    pay_file(tmp_path, "R1,C1,P-1,110,2026-11-06,efectivo", "R2,C1,P-1,-30,2026-11-07,efectivo")
    assert (paid(), credit()) == ({"P-1": Decimal(80)}, Decimal(0))
    sums_stand()


def test_a_payment_that_brings_less_or_another_order(tmp_path):
    sales(tmp_path, "P-1,C1,A1,Taza,2,50,2026-11-05", "P-2,C1,A1,Taza,1,50,2026-11-05")
    pay_file(tmp_path, "R1,C1,P-1,100,2026-11-06,efectivo")
    _, _, less = pay_file(tmp_path, "R1,C1,P-1,70,2026-11-06,efectivo", name="menos.csv")
    assert paid() == {"P-1": Decimal(70), "P-2": Decimal(0)}
    undo(batch=less, actor=None)
    assert paid() == {"P-1": Decimal(100), "P-2": Decimal(0)}
    pay_file(tmp_path, "R1,C1,P-2,100,2026-11-06,efectivo", name="otro.csv")
    assert (paid(), credit()) == ({"P-1": Decimal(0), "P-2": Decimal(50)}, Decimal(50))
    pay_file(tmp_path, "R1,C1,P-2,-100,2026-11-06,efectivo", name="signo.csv")
    assert paid() == {"P-1": Decimal(0), "P-2": Decimal(0)}
    sums_stand()


def test_an_order_that_shrinks_frees_its_money_and_undo_brings_it_back(tmp_path):
    sales(tmp_path, "P-1,C1,A1,Taza,2,50,2026-11-05")
    order = Order.objects.get()
    record_payment(amount=Decimal(80), order=order, actor=None)
    account = record_payment(amount=Decimal(20), customer=order.customer, actor=None)
    allocate(payment=account, parts=[(order, Decimal(20))], actor=None)

    _, _, batch = sales(tmp_path, "P-1,C1,A1,Taza,1,50,2026-11-05", name="menos.csv")
    assert (paid(), credit()) == ({"P-1": Decimal(50)}, Decimal(50))
    sums_stand()
    undo(batch=batch, actor=None)
    order.refresh_from_db()
    assert (order.total, order.paid, credit()) == (Decimal(100), Decimal(80), Decimal(20))
    sums_stand()


def test_money_paid_between_an_import_and_its_undo_is_not_lost(tmp_path):
    sales(tmp_path, "P-1,C1,A1,Taza,1,50,2026-11-05")
    _, _, batch = sales(tmp_path, "P-1,C1,A1,Taza,2,50,2026-11-05", name="mas.csv")
    record_payment(amount=Decimal(100), order=Order.objects.get(), actor=None)
    undo(batch=batch, actor=None)
    assert (paid(), credit()) == ({"P-1": Decimal(50)}, Decimal(50))
    sums_stand()


def test_an_order_that_becomes_a_return_or_goes_away(tmp_path):
    sales(tmp_path, "P-1,C1,A1,Taza,2,50,2026-11-05", "P-2,C1,A1,Taza,2,50,2026-11-05")
    buyer = Customer.objects.get(code="C1")
    account = record_payment(amount=Decimal(150), customer=buyer, actor=None)
    one, two = Order.objects.order_by("number")
    allocate(payment=account, parts=[(one, Decimal(100)), (two, Decimal(50))], actor=None)

    sales(tmp_path, "P-1,C1,A1,Taza,-2,50,2026-11-05", name="vuelta.csv")
    assert (paid(), credit()) == ({"P-1": Decimal(0), "P-2": Decimal(50)}, Decimal(100))
    sums_stand()


def test_orders_that_an_undo_takes_away_leave_their_money_as_credit(tmp_path):
    sales(tmp_path, "P-1,C1,A1,Taza,2,50,2026-11-05")
    _, _, batch = sales(tmp_path, "P-2,C1,A1,Taza,2,50,2026-11-05", name="dos.csv")
    buyer = Customer.objects.get(code="C1")
    account = record_payment(amount=Decimal(100), customer=buyer, actor=None)
    allocate(payment=account, parts=[(Order.objects.get(number="P-2"), Decimal(100))], actor=None)

    undo(batch=batch, actor=None)
    assert (paid(), credit()) == ({"P-1": Decimal(0)}, Decimal(100))
    sums_stand()
