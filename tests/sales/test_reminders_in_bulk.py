"""Reminding many debtors asks as much of the database for fifty as for two, and each gets his own verdict."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from company.enums import Role
from company.queries import calendar
from messaging.models import Message, MessageEvent, Template
from sales.queries.receivables import debts
from sales.services import record_payment, reminders_in_bulk
from sales.services.reminders_of_payment import preview
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.sales import plain_order

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
MONDAY_TEN = datetime.fromisoformat("2026-11-23T15:00:00+00:00")
REGIONS = ("Lima", "Cusco", "Arequipa", "Puno", "Piura")


def debtors(prefix, count):
    """Of several regions; every fifth has two debts, every seventh money in his favour."""
    for number in range(count):
        name = f"{prefix}{number}"
        who = customer(name, first_name=name, email=f"{name}@example.com", region=REGIONS[number % len(REGIONS)])
        for turn in range(1 + (number % 5 == 4)):
            plain_order(f"{name}-{turn}", who, total="100.00", due_on=DAY - timedelta(days=turn), day=date(2026, 6, 1))
        if number % 7 == 6:
            record_payment(amount=Decimal(250), customer=who, actor=None)
    return owed(prefix)


def owed(prefix):
    return list(debts().filter(customer__code__startswith=prefix))


def queries_of(work):
    calendar.forget()
    with CaptureQueriesContext(connection) as asked:
        found = work()
    return len(asked), found


def test_fifty_debtors_are_asked_about_and_written_to_in_as_many_queries_as_two():
    luz, template = person("luz", Role.SELLER), Template.objects.get(code="cobro-vencido")
    few, many = "a", "b"
    debtors(few, 2)
    debtors(many, 50)
    asked = {"template": template, "actor": luz, "at": MONDAY_TEN}
    reminders_in_bulk.outlook(orders=owed(few), **asked)  # settings that every process keeps

    told = [queries_of(lambda rows=rows: reminders_in_bulk.outlook(orders=owed(rows), **asked)) for rows in (few, many)]
    sent = [
        queries_of(lambda rows=rows: reminders_in_bulk.remind_many(orders=owed(rows), **asked)) for rows in (few, many)
    ]

    assert (len(told[0][1]), len(told[1][1])) == (2, 50)
    assert told[0][0] == told[1][0]
    assert sent[0][0] == sent[1][0]
    letters = sent[1][1][0]
    assert len(letters) == 50 - 7
    assert Message.objects.filter(dedupe_key__startswith="cobro:mano:").count() == 2 + len(letters)
    assert MessageEvent.objects.filter(message__in=letters, to_state="queued").count() == len(letters)


def test_each_letter_says_of_its_own_customer_what_it_would_say_alone():
    luz, template = person("luz", Role.SELLER), Template.objects.get(code="cobro-vencido")
    rows = debtors("a", 6)
    asked = {"template": template, "actor": luz, "at": MONDAY_TEN}

    crowd = reminders_in_bulk.outlook(orders=rows, **asked)

    for one in crowd:
        letter, verdict = preview(order=one.order, **asked)
        assert (one.letter.body, one.letter.to_address) == (letter.body, letter.to_address)
        assert (one.decision, one.said) == (verdict.decision, verdict.said)
    assert len({one.letter.body for one in crowd}) == 6


def test_a_second_click_at_the_same_time_gets_the_letters_that_stand():
    luz, template = person("luz", Role.SELLER), Template.objects.get(code="cobro-vencido")
    rows = debtors("a", 3)
    found = reminders_in_bulk.outlook(orders=rows, template=template, actor=luz, at=MONDAY_TEN)
    again = reminders_in_bulk.outlook(orders=rows, template=template, actor=luz, at=MONDAY_TEN)

    letters = [
        reminders_in_bulk.queue_by_hand(letters=[(one.order, one.letter) for one in read], actor=luz, at=MONDAY_TEN)
        for read in (found, again)
    ]

    assert [one.pk for one in letters[0]] == [one.pk for one in letters[1]]
    assert (Message.objects.count(), MessageEvent.objects.count()) == (3, 3)
