"""The cartera: buckets to the day, honest past days, who sees what, pages and acts."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from company.enums import Role, SalesLevel
from company.models import User
from company.queries import today
from company.services import sales_tree
from customers.models import Customer
from customers.services import record_consents
from messaging.models import Message, Template
from messaging.services.gate import decide
from sales import exports
from sales.models import Order, Payment, ReminderRule
from sales.queries.cash import expected, monday
from sales.queries.receivables import bucket_of, bucket_range, debts, habit_of, owed_by, owed_in_buckets
from sales.services import record_payment, reminders_in_bulk, reminders_of_payment
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.sales import plain_order

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
EDGES = [
    (0, "current"),
    (1, "1-30"),
    (30, "1-30"),
    (31, "31-60"),
    (60, "31-60"),
    (61, "61-90"),
    (90, "61-90"),
    (91, "over-90"),
    (-1, "current"),
]


def debt(number, who, due, total="100.00", **more):
    day = more.pop("day", date(2026, 6, 1))
    return plain_order(number, who, total=total, due_on=due, day=day, **more)


@pytest.mark.parametrize(("days", "bucket"), EDGES)
def test_a_debt_changes_bucket_at_midnight_of_the_company(days, bucket):
    rosa = customer()
    due = DAY - timedelta(days=days)
    debt("A", rosa, due)
    assert bucket_of(due, as_of=DAY) == bucket
    assert [one.key for one in owed_in_buckets(debts(), as_of=DAY) if one.orders] == [bucket]
    assert [key for key, _ in EDGES_KEYS if debts().filter(bucket_range(key, as_of=DAY)).exists()] == [bucket]


EDGES_KEYS = [(key, None) for key in ("current", "1-30", "31-60", "61-90", "over-90")]


def test_owed_is_total_with_tax_less_returns_less_paid():
    rosa = customer()
    order = debt("A", rosa, DAY, tax=Decimal("18.00"))
    debt("D", rosa, None, "-20.00", kind="return", return_of=order, tax=Decimal("-3.60"))
    debt("X", rosa, None, "-20.00", kind="return", return_of=order, status="cancelled")
    debt("B", rosa, DAY, status="draft")
    debt("C", rosa, None)
    record_payment(amount=Decimal("50.40"), order=order, actor=None, paid_on=DAY)

    found = debts().get()
    assert (found.number, found.amount, found.returned, found.received, found.balance) == (
        "A",
        Decimal("118.00"),
        Decimal("-23.60"),
        Decimal("50.40"),
        Decimal("44.00"),
    )
    assert owed_by([rosa.pk], today=DAY)[rosa.pk].total == Decimal("44.00")


def test_a_past_day_knows_nothing_of_later_payments_and_returns():
    rosa = customer()
    order = debt("A", rosa, date(2026, 10, 1))
    record_payment(amount=Decimal(30), order=order, actor=None, paid_on=date(2026, 10, 10))
    record_payment(amount=Decimal(50), order=order, actor=None, paid_on=date(2026, 11, 10))
    debt("D", rosa, None, "-20.00", kind="return", return_of=order, day=date(2026, 11, 12))
    debt("N", rosa, date(2026, 12, 1), day=date(2026, 11, 15))

    def balances(day):
        return {row.number: row.balance for row in debts(as_of=day)}

    assert balances(date(2026, 9, 30)) == {"A": Decimal(100)}
    assert balances(date(2026, 10, 10)) == {"A": Decimal(70)}
    assert balances(date(2026, 11, 10)) == {"A": Decimal(20)}
    assert balances(date(2026, 11, 20)) == {"N": Decimal(100)}
    assert {row.number: row.balance for row in debts()} == balances(date(2026, 11, 20))
    call_command("report", "receivables", "--as-of", "2026-10-10", "--format", "csv", "--output", "/dev/null")
    [line] = exports.receivables({"as_of": "2026-10-10"}).rows
    assert line == ("C-1", "A", date(2026, 10, 1), Decimal(100), Decimal(30), Decimal(70), "1-30")


def test_the_page_reads_owed_orders_by_the_partial_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "order_owed" in debts().order_by("due_on", "pk").explain()


# ── Expected cash ────────────────────────────────────────────────────────────────────────────────────────────


def test_expected_cash_waits_as_long_as_each_customer_usually_takes():
    slow, new = customer("C-1"), customer("C-2", first_name="Ana")
    for n, late in enumerate((9, 10, 30)):
        due = date(2026, 9, 1 + n)
        record_payment(
            amount=Decimal(100), order=debt(f"P{n}", slow, due), actor=None, paid_on=due + timedelta(days=late)
        )
    assert (habit_of(slow.pk, as_of=DAY), habit_of(new.pk, as_of=DAY)) == (10, None)

    start = monday(DAY)
    debt("S", slow, start + timedelta(days=1))
    debt("N", new, start + timedelta(days=6), "40.00")
    debt("L", new, DAY - timedelta(days=1), "7.00")
    debt("O", slow, DAY - timedelta(days=9), "5.00")
    debt("F", new, start + timedelta(days=70), "3.00")
    found = expected(debts(), today=DAY)
    assert [week.money for week in found.weeks[:3]] == [Decimal(45), Decimal(100), Decimal(0)]
    assert (found.late.money, found.later.money, found.total) == (Decimal(7), Decimal(3), Decimal(155))
    assert found.weeks[0].by_day == Decimal("147.00")


# ── Who sees what ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def house():
    """luz and jhon sell; karla leads luz; each has a debtor; CANARY is jhon's."""
    people = {
        "luz": person("luz", Role.SELLER),
        "jhon": person("jhon", Role.SELLER),
        "karla": person("karla", Role.SUPERVISOR),
        "gestor": person("gestora", Role.GESTOR),
        "service": person("servicio1", Role.SERVICE),
        "buyer": person("compras1", Role.PURCHASING),
    }
    boss = sales_tree.place(person=people["karla"], parent=None, level=SalesLevel.SUPERVISOR, actor=None)
    sales_tree.place(person=people["luz"], parent=boss, level=SalesLevel.SELLER, actor=None)
    rosa = customer("C-1")
    other = customer("C-2", first_name="CANARIO")
    Customer.objects.filter(pk=rosa.pk).update(owner=people["luz"], email="rosa@correo.pe")
    due = today() - timedelta(days=40)
    return people | {
        "rosa": Customer.objects.get(pk=rosa.pk),
        "other": other,
        "mine": debt("MIO", rosa, due),
        "theirs": debt("CANARIO-1", other, due, seller=people["jhon"]),
    }


@pytest.mark.parametrize(
    ("who", "sees"),
    [("luz", "M"), ("karla", "M"), ("jhon", "C"), ("gestor", "MC"), ("service", "-"), ("buyer", "-")],
)
def test_another_team_s_debts_are_nowhere(client, house, who, sees):
    client.force_login(house[who])
    page = client.get(reverse("sales:receivables"))
    if sees == "-":
        assert page.status_code == 403
        account = 200 if who == "service" else 403
        assert client.get(reverse("sales:receivables_customer", args=[house["other"].pk])).status_code == account
        return
    told = page.content.decode()
    assert ("MIO" in told, "CANARIO" in told) == ("M" in sees, "C" in sees)
    file = client.get(reverse("sales:receivables") + "?format=csv")
    text = b"".join(file.streaming_content).decode() if file.streaming else file.content.decode()
    assert ("MIO" in text, "CANARIO" in text) == ("M" in sees, "C" in sees)
    for key, letter in (("rosa", "M"), ("other", "C")):
        expect = 200 if letter in sees else 404
        order = house["mine" if letter == "M" else "theirs"]
        for address in (
            reverse("sales:receivables_customer", args=[house[key].pk]),
            reverse("sales:statement", args=[house[key].pk]),
            reverse("sales:payment_new") + f"?customer={house[key].pk}",
            reverse("sales:payment_new") + f"?order={order.pk}",
            reverse("sales:receivables_remind", args=[order.pk]),
        ):
            assert client.get(address).status_code == expect, address


def test_the_addresses_that_the_page_leads_to(client, house):
    client.force_login(house["gestor"])
    for query, said in (
        ("bucket=31-60", "31 a 60 días de atraso"),
        ("bucket=31-60&bucket=over-90", "31 a 60 días de atraso o más de 90 días de atraso"),
        (f"due_from={today() - timedelta(days=50)}&due_to={today()}", "que vence desde el"),
        (f"seller={house['jhon'].pk}&balance_min=1&sort=-balance", "vendida por"),
    ):
        page = client.get(reverse("sales:receivables") + f"?{query}")
        assert (page.status_code, said in page.content.decode()) == (200, True), query
    assert "CANARIO" not in client.get(reverse("sales:receivables") + "?bucket=1-30").content.decode()


def test_queries_do_not_grow(client, house):
    client.force_login(house["gestor"])
    client.get(reverse("sales:receivables"))

    def count():
        from django.core.cache import cache

        cache.clear()
        with CaptureQueriesContext(connection) as seen:
            for name in ("sales:receivables", "sales:receivables_expected"):
                assert client.get(reverse(name)).status_code == 200
        return len(seen)

    few = count()
    for n in range(40):
        debt(f"M{n}", customer(f"K-{n}"), today() - timedelta(days=n))
    assert count() == few


# ── Payments by form ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_payment_by_form_pays_the_oldest_and_can_be_undone(client, house):
    client.force_login(house["luz"])
    new = debt("NUEVO", house["rosa"], today())
    url = reverse("sales:payment_new") + f"?customer={house['rosa'].pk}"
    data = {"amount": "150", "paid_on": str(today()), "method": "transferencia", "reference": "OP-1"}

    proposal = client.post(url, {**data, "do": "divide"})
    assert proposal.status_code == 200
    assert 'value="100.00"' in proposal.content.decode()
    assert not Payment.objects.exists()
    assert client.post(url, {**data, f"part_{new.pk}": "151"}).status_code == 422

    answer = client.post(url, data, follow=True)
    made = Payment.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("sales:payment", args=[made.pk])
    assert {row.number: row.paid for row in Order.objects.filter(customer=house["rosa"])} == {
        "MIO": Decimal(100),
        "NUEVO": Decimal(50),
    }
    row = made.allocations.get(order=new)
    client.post(reverse("sales:payment_free", args=[made.pk, row.pk]))
    client.post(reverse("sales:payment_apply", args=[made.pk]), {"order": new.pk, "amount": "20"})
    client.post(reverse("sales:payment_apply", args=[made.pk]), {})
    assert made.allocations.get(order=new).amount == Decimal(50)
    client.post(reverse("sales:payment_reverse", args=[made.pk]), {"reason": "Duplicado"})
    assert Payment.objects.count() == 2
    assert not Order.objects.filter(paid__gt=0).exists()
    for letter in ("jhon",):
        client.force_login(house[letter])
        assert client.post(reverse("sales:payment_reverse", args=[made.pk]), {"reason": "x"}).status_code == 404


# ── Reminders ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def rule():
    made = ReminderRule.objects.get(days=3)
    made.is_active = True
    made.save()
    return made


def test_a_rule_writes_once_for_each_order(house, rule):
    Order.objects.filter(pk=house["mine"].pk).update(due_on=today() - timedelta(days=3))
    assert [reminders_of_payment.run_rules(), reminders_of_payment.run_rules()] == [1, 0]
    message = Message.objects.get()
    assert (message.purpose, message.dedupe_key) == ("collection", f"cobro:{rule.pk}:{house['mine'].pk}")
    assert "S/\xa0100.00 de tu pedido MIO, que venció el " in message.body
    record_payment(amount=Decimal(100), order=house["mine"], actor=None)
    message.refresh_from_db()
    assert message.state == "cancelled"


def test_shipped_rules_are_off_and_credit_is_not_reminded(house):
    assert not ReminderRule.objects.filter(is_active=True).exists()
    assert ReminderRule.objects.count() == 4
    ReminderRule.objects.filter(days=3).update(is_active=True)
    Order.objects.filter(pk=house["mine"].pk).update(due_on=today() - timedelta(days=3))
    record_payment(amount=Decimal(100), customer=house["rosa"], actor=None)
    assert reminders_of_payment.run_rules() == 0


def test_on_a_sunday_in_colombia_it_waits_for_monday(house, rule):
    Customer.objects.filter(pk=house["rosa"].pk).update(country="CO")
    Order.objects.filter(pk=house["mine"].pk).update(due_on=date(2026, 11, 19))
    sunday = datetime.fromisoformat("2026-11-22T16:00:00+00:00")
    assert reminders_of_payment.run_rules(at=sunday) == 1
    verdict = decide(Message.objects.get(), at=sunday)
    assert verdict.decision == "wait"
    assert verdict.until == datetime.fromisoformat("2026-11-23T12:00:00+00:00")
    assert "domingo" in verdict.said


def test_by_hand_once_a_day_and_the_old_debt_is_told_once(client, house):
    client.force_login(house["luz"])
    url = reverse("sales:receivables_remind", args=[house["mine"].pk])
    assert client.get(url).status_code == 200
    template = Template.objects.get(code="cobro-vencido")
    for _ in range(2):
        assert client.post(url, {"template": template.pk}).status_code == 302
    assert Message.objects.count() == 1

    Order.objects.filter(pk=house["mine"].pk).update(due_on=DAY - timedelta(days=31))
    assert [reminders_of_payment.tell_of_age(as_of=DAY) for _ in range(2)] == [1, 0]
    assert User.objects.get(username="luz").notices.count() == 1


def test_rules_are_edited_on_their_page(client, house):
    client.force_login(house["karla"])
    rule = ReminderRule.objects.get(days=3)
    data = {
        f"r{rule.pk}-{name}": value
        for name, value in {
            "name": "A los cinco",
            "days": 5,
            "template": rule.template_id,
            "least": "20",
            "is_active": "on",
        }.items()
    }
    assert client.post(reverse("sales:receivables_rule", args=[rule.pk]), data).status_code == 302
    rule.refresh_from_db()
    assert (rule.name, rule.days, rule.is_active) == ("A los cinco", 5, True)
    clash = data | {f"r{rule.pk}-days": 15}
    assert client.post(reverse("sales:receivables_rule", args=[rule.pk]), clash).status_code == 422


# ── Many at once ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def debtors(house):
    """Of Luz: one with two debts, one who said no, one whose money is here, one with a telephone and no mail."""
    luz, old = house["luz"], DAY - timedelta(days=20)
    made = {
        name: customer(f"D-{name}", first_name=name, owner=luz, email=f"{name}@example.com".lower())
        for name in ("Uno", "No", "Paga")
    }
    made["Mudo"] = customer("D-Mudo", first_name="Mudo", owner=luz, phone="+51987654321")
    for name, who in made.items():
        debt(f"{name}-1", who, old, seller=luz)
    debt("Uno-2", made["Uno"], DAY, seller=luz)
    record_payment(amount=Decimal(100), customer=made["Paga"], actor=None)
    record_consents(
        customer=made["No"],
        channels=["email"],
        purpose="collection",
        granted=False,
        evidence="counter",
        given_at=datetime.fromisoformat("2026-11-01T15:00:00+00:00"),
        actor=luz,
    )
    return made


def test_many_are_reminded_once_each_and_the_gate_speaks_before_and_after(debtors, house):
    rows = list(debts().filter(number__in=["Uno-1", "Uno-2", "No-1", "Paga-1", "Mudo-1"]))
    template = Template.objects.get(code="cobro-vencido")
    monday_ten = datetime.fromisoformat("2026-11-23T15:00:00+00:00")
    asked = {"orders": rows, "template": template, "actor": house["luz"], "at": monday_ten}

    before = reminders_in_bulk.sentences(reminders_in_bulk.outlook(**asked), done=False)
    none_yet = Message.objects.count()
    sent, found = reminders_in_bulk.remind_many(**asked)
    again, later = reminders_in_bulk.remind_many(**asked)

    assert (none_yet, len(sent), len(again)) == (0, 1, 0)
    assert sent[0].related_label == "Pedido Uno-1"
    refused = [
        "No sale para 1 cliente: dijeron que no.",
        "No sale para 1 cliente: no tienen adónde escribirles.",
        "No sale para 1 cliente: su dinero ya está a favor y solo falta aplicarlo.",
    ]
    assert (before[0], sorted(before[1:])) == ("Saldrá ahora a 1 cliente.", refused)
    assert reminders_in_bulk.sentences(found, done=True)[0] == "Va ahora a 1 cliente."
    assert "A 1 cliente ya se le recordó hoy: no se repite." in reminders_in_bulk.sentences(later, done=True)
    sunday = datetime.fromisoformat("2026-11-22T16:00:00+00:00")
    waits = reminders_in_bulk.outlook(**{**asked, "at": sunday})
    assert [one.decision for one in waits if one.order.number == "Uno-1"] == ["wait"]


def test_nothing_leaves_while_what_was_read_does_not_hold(client, debtors, house):
    client.force_login(house["luz"], backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("sales:receivables")
    first = client.post(address, {"do": "bulk", "act": "remind", "whole": "1"})
    told = {
        "do": "bulk",
        "act": "remind",
        "selection": first.context["token"],
        "count": first.context["count"],
        "before": first.context["before_mark"],
        "template": Template.objects.get(code="cobro-vencido").pk,
    }
    Customer.objects.filter(pk=debtors["Uno"].pk).update(email="")

    second = client.post(address, told)
    between = Message.objects.count()
    client.post(address, {**told, "before": second.context["before_mark"]})

    assert (second.context["moved"], between) == (True, 0)
    assert Message.objects.count() == Message.objects.values("customer").distinct().count()
    assert not Message.objects.filter(customer__in=debtors.values()).exists()


def test_who_has_no_mail_is_called(client, debtors, house):
    client.force_login(house["luz"], backend="allauth.account.auth_backends.AuthenticationBackend")

    page = client.get(reverse("sales:receivables")).content.decode()

    assert f'href="/actividades/llamada/?customer={debtors["Mudo"].pk}"' in page
    assert 'href="tel:+51987654321"' in page
