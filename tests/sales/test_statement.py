"""The statement of account against a sheet made by hand, and on paper."""

from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from messaging.models import Message
from sales.queries.receivables import credit_of, debts
from sales.queries.statement import statement_of
from sales.services import record_payment
from sales.services.statements import send_statement, statement_pdf
from tests.factories.customers import customer
from tests.factories.sales import plain_order

pytestmark = pytest.mark.django_db


def D(text):  # noqa: N802 - reads as in the sheet
    return Decimal(text)


@pytest.fixture
def rosa():
    """What the sheet below was written from."""
    who = customer("C-1", email="rosa@correo.pe")
    one = plain_order("A-1", who, total="100.00", tax=D("18.00"), day=date(2026, 8, 3), due_on=date(2026, 9, 2))
    two = plain_order("A-2", who, total="50.00", tax=D("9.00"), day=date(2026, 9, 10), due_on=date(2026, 10, 10))
    counter = plain_order("M-1", who, total="20.00", day=date(2026, 9, 11))
    record_payment(amount=D("60.00"), order=one, actor=None, paid_on=date(2026, 8, 20), number="R-1")
    record_payment(amount=D("20.00"), order=counter, actor=None, paid_on=date(2026, 9, 11), number="R-2")
    record_payment(
        amount=D("100.00"), customer=who, oldest_first=True, actor=None, paid_on=date(2026, 9, 15), number="R-3"
    )
    back = plain_order("D-1", who, total="-10.00", tax=D("-1.80"), day=date(2026, 9, 20), kind="return", return_of=two)
    record_payment(amount=D("30.00"), customer=who, actor=None, paid_on=date(2026, 10, 1), number="R-4")
    record_payment(amount=D("-5.00"), customer=who, actor=None, paid_on=date(2026, 10, 2), number="R-5")
    assert back.return_of == two
    return who


def test_the_sheet_by_hand(rosa):
    found = statement_of(rosa.pk, first=date(2026, 9, 1), last=date(2026, 10, 31))
    told = [(one.day.isoformat(), one.number, one.charge, one.payment, one.balance) for one in found.movements]
    assert found.opening == D("58.00")
    assert told == [
        ("2026-09-10", "A-2", D("59.00"), D("0.00"), D("117.00")),
        ("2026-09-15", "R-3", D("0.00"), D("100.00"), D("17.00")),
        ("2026-09-20", "D-1", D("0.00"), D("11.80"), D("5.20")),
        ("2026-10-01", "R-4", D("0.00"), D("30.00"), D("-24.80")),
        ("2026-10-02", "R-5", D("5.00"), D("0.00"), D("-19.80")),
    ]
    assert (found.charged, found.paid, found.closing) == (D("64.00"), D("141.80"), D("-19.80"))
    assert found.opening + found.charged - found.paid == found.closing
    owed = sum(row.balance for row in debts().filter(customer=rosa))
    assert owed - credit_of(rosa.pk) == found.closing


def test_a_past_end_and_a_cut_anywhere_add_up(rosa):
    whole = statement_of(rosa.pk, first=date(2026, 1, 1), last=date(2026, 12, 31))
    assert whole.opening == 0
    for cut in (date(2026, 8, 20), date(2026, 9, 15), date(2026, 10, 1)):
        before = statement_of(rosa.pk, first=date(2026, 1, 1), last=cut)
        after = statement_of(rosa.pk, first=cut.replace(day=cut.day + 1), last=date(2026, 12, 31))
        assert before.closing == after.opening
        assert len(before.movements) + len(after.movements) == len(whole.movements)
        assert after.closing == whole.closing


def test_on_paper_and_by_mail(rosa):
    days = {"first": date(2026, 9, 1), "last": date(2026, 10, 31)}
    assert statement_pdf(customer=rosa, **days).startswith(b"%PDF")
    message = send_statement(customer=rosa, actor=None, **days)
    assert (message.purpose, message.to_address) == ("collection", "rosa@correo.pe")
    assert message.attachments.get().file.name == "estado-de-cuenta-C-1-2026-10-31.pdf"
    assert Message.objects.count() == 1
    assert "S/\xa019.80 a su favor" in message.body


def test_the_paper_says_the_year_and_its_ages_come_to_its_balance(rosa, monkeypatch):
    papers = []
    monkeypatch.setattr("sales.services.statements.printed", lambda template, context, **more: papers.append(context))
    sale = plain_order("A-9", rosa, total="80.00", day=date(2026, 9, 30), due_on=date(2026, 10, 30))
    statement_pdf(customer=rosa, first=date(2026, 9, 1), last=date(2026, 10, 31))
    [paper] = papers
    text = render_to_string("sales/statement_print.html", paper)
    assert "1 de septiembre de 2026 a 31 de octubre de 2026" in text
    assert "10/09/2026" in text
    assert sum(one.money for one in paper["ages"]) + paper["kept"] == paper["statement"].closing == D("60.20")
    assert (paper["kept"], sale.number in text) == (D("-25.00"), True)
    assert "A su favor, sin aplicar" in text
