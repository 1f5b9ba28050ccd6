"""Which money pays which order: cent by cent against a plain model, under two hands at once, and at the edges."""

import threading
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, connection
from django.db.models import Sum
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.errors import DomainError
from core.models import UndoStep
from core.slots import UNDO
from sales.models import Allocation, Order, Payment
from sales.queries.receivables import credit_of, debts, with_balance
from sales.services import (
    LineInput,
    ReturnInput,
    allocate,
    allocate_oldest_first,
    cancel_order,
    change_draft,
    confirm_order,
    confirm_with_undo,
    record_payment,
    release,
    return_order,
    reverse_payment,
    settle_returns,
)
from sales.services.allocations import left_of
from tests.factories.customers import customer
from tests.factories.sales import order as sold
from tests.factories.sales import payment, plain_order
from tests.racing import at_once

MONDAY = date(2026, 11, 2)


def debt(number, who, total="100.00", due=MONDAY, **more):
    return plain_order(number, who, total=total, due_on=due, **more)


def balance(order):
    return with_balance(Order.objects.all()).get(pk=order.pk).balance


def paid(order):
    return Order.objects.get(pk=order.pk).paid


def pay(who, amount, **more):
    return record_payment(amount=Decimal(amount), customer=who, actor=None, paid_on=MONDAY, **more)


@pytest.mark.django_db
def test_a_payment_pays_its_order_and_the_rest_is_credit():
    rosa = customer()
    order = debt("A", rosa)
    made = pay(rosa, "130.00", order=order)

    assert (paid(order), balance(order)) == (Decimal("100.00"), Decimal("0.00"))
    assert (made.allocated, credit_of(rosa.pk)) == (Decimal("100.00"), Decimal("30.00"))
    assert not debts().exists()


@pytest.mark.django_db
def test_the_oldest_day_is_paid_first_after_the_order_named():
    rosa = customer()
    old, new, named = (
        debt("A", rosa, due=date(2026, 10, 1)),
        debt("B", rosa, due=date(2026, 10, 2)),
        debt("C", rosa, due=date(2026, 12, 1)),
    )
    pay(rosa, "150.00", order=named, oldest_first=True)
    assert [paid(order) for order in (old, new, named)] == [Decimal(50), Decimal(0), Decimal(100)]

    later = pay(rosa, "500.00")
    applied = allocate_oldest_first(payment=later, actor=None)
    assert [(order.number, amount) for order, amount in applied.parts] == [("A", Decimal(50)), ("B", Decimal(100))]
    assert credit_of(rosa.pk) == Decimal("350.00")


@pytest.mark.django_db
def test_what_does_not_fit_is_refused_with_a_sentence():
    rosa, ana = customer(), customer("C-2", first_name="Ana")
    order, hers = debt("A", rosa), debt("B", ana)
    draft = debt("D", rosa, status="draft")
    made = pay(rosa, "120.00")
    for wrong in (
        [(order, Decimal("100.01"))],
        [(order, Decimal(0))],
        [(order, Decimal(-1))],
        [(hers, Decimal(1))],
        [(draft, Decimal(1))],
        [],
    ):
        with pytest.raises(DomainError):
            allocate(payment=made, parts=wrong, actor=None)
    with pytest.raises(DomainError, match="más de lo que trae"):
        pay(rosa, "10.00", parts=[(order, Decimal(11))])
    assert not Allocation.objects.exists()
    assert Payment.objects.count() == 1


@pytest.mark.django_db
def test_money_given_back_uses_credit_first_and_then_the_order():
    rosa = customer()
    order = debt("A", rosa)
    pay(rosa, "130.00", order=order)
    pay(rosa, "-20.00")
    assert (paid(order), credit_of(rosa.pk)) == (Decimal(100), Decimal(10))
    pay(rosa, "-25.00", order=order)
    assert (paid(order), balance(order), credit_of(rosa.pk)) == (Decimal(85), Decimal(15), Decimal(0))
    with pytest.raises(DomainError, match="no se cobró tanto"):
        pay(rosa, "-85.01", order=order)
    with pytest.raises(DomainError, match="qué mercadería vuelve"):
        pay(rosa, "-1.00")


@pytest.mark.django_db
def test_credit_that_was_given_back_cannot_pay_again():
    rosa = customer()
    first = pay(rosa, "50.00")
    pay(rosa, "-50.00")
    order = debt("A", rosa)
    assert left_of(first) == 0
    with pytest.raises(DomainError, match="solo quedan"):
        allocate(payment=first, parts=[(order, Decimal(1))], actor=None)


@pytest.mark.django_db
def test_a_counter_sale_gives_back_what_was_paid_too_much():
    order = sold(None, MONDAY, "100.00")
    record_payment(amount=Decimal(100), order=order, actor=None, paid_on=MONDAY)
    line = order.lines.get()
    return_order(order=order, lines=[ReturnInput(line, Decimal(1))], actor=None)
    assert paid(order) == 0
    record_payment(amount=Decimal(-100), order=order, actor=None, paid_on=MONDAY)
    assert (paid(order), balance(order)) == (0, 0)


@pytest.mark.django_db
def test_a_return_frees_what_was_paid_too_much():
    rosa = customer()
    order = sold(rosa, MONDAY, "100.00", quantity=4, due_on=MONDAY)
    pay(rosa, "90.00", order=order)
    return_order(order=order, lines=[ReturnInput(order.lines.get(), Decimal(1))], actor=None)
    assert (paid(order), balance(order), credit_of(rosa.pk)) == (Decimal(75), Decimal(0), Decimal(15))
    assert settle_returns(order=order, actor=None) == 0
    assert not debts().exists()


@pytest.mark.django_db
def test_what_a_draft_was_paid_pays_it_once_it_is_confirmed(django_user_model):
    """And only that: what the customer had on account stays, what is too much stays, undo gives it all back."""
    rosa, ana = customer(lifecycle="customer"), django_user_model.objects.create(username="ana")
    draft = debt("A", rosa, "100.00", due=None, status="draft")
    pay(rosa, "500.00")
    pay(rosa, "30.00", order=draft)
    pay(rosa, "90.00", order=draft)
    pay(rosa, "-5.00", order=draft)
    reverse_payment(payment=pay(rosa, "40.00", order=draft), actor=None, reason="era de otra")

    confirmed, address = confirm_with_undo(order=draft, actor=ana)
    parts = list(confirmed.allocations.order_by("payment_id").values_list("amount", flat=True))
    credit = credit_of(rosa.pk)
    step = UndoStep.objects.get(pk=address.rstrip("/").split("/")[-1])
    UNDO.get(step.kind)(ana, step.payload)

    assert (parts, credit, address != "") == ([Decimal(30), Decimal(70)], Decimal("515.00"), True)
    assert (paid(draft), credit_of(rosa.pk)) == (Decimal(0), Decimal("615.00"))
    assert confirm_order(order=draft, actor=None).paid == Decimal(100)


@pytest.mark.django_db
def test_a_draft_given_back_takes_nothing_of_what_is_on_account():
    rosa = customer()
    draft = debt("A", rosa, "100.00", due=None, status="draft")
    pay(rosa, "50.00")
    pay(rosa, "100.00", order=draft)
    pay(rosa, "-100.00", order=draft)

    assert (confirm_order(order=draft, actor=None).paid, credit_of(rosa.pk)) == (Decimal(0), Decimal(50))


@pytest.mark.django_db
def test_a_draft_that_was_paid_stays_with_its_customer():
    rosa, luis = customer(), customer("C-2", name="Luis")
    draft = debt("A", rosa, "100.00", due=None, status="draft")
    pay(rosa, "30.00", order=draft)
    line = LineInput(product=None, quantity=Decimal(1), unit_price=Decimal(5), kind="fee")

    with pytest.raises(DomainError, match="ya se cobró"):
        change_draft(order=draft, lines=[line], version=draft.version, actor=None, customer=luis)


@pytest.mark.django_db
def test_an_annulled_order_frees_its_money():
    rosa = customer()
    order = debt("A", rosa, status="confirmed")
    pay(rosa, "60.00", order=order)
    cancel_order(order=order, actor=None, reason="No la quiere")
    assert (paid(order), credit_of(rosa.pk)) == (0, Decimal(60))
    assert not debts().exists()


@pytest.mark.django_db
def test_a_payment_is_corrected_by_its_opposite_once():
    rosa = customer()
    order = debt("A", rosa)
    made = pay(rosa, "130.00", order=order)
    back = reverse_payment(payment=made, actor=None, reason="Cheque sin fondos")
    assert (back.amount, back.number) == (Decimal("-130.00"), f"{made.number}-R")
    assert (balance(order), credit_of(rosa.pk), left_of(made)) == (Decimal(100), Decimal(0), 0)
    with pytest.raises(DomainError, match="ya está"):
        reverse_payment(payment=made, actor=None, reason="otra vez")
    with pytest.raises(DomainError, match="corrección"):
        reverse_payment(payment=back, actor=None, reason="otra vez")


@pytest.mark.django_db
def test_moving_money_and_taking_it_back(django_user_model):
    clerk = django_user_model.objects.create_user("ada", password="x")
    rosa = customer()
    one, two = debt("A", rosa), debt("B", rosa)
    made = record_payment(amount=Decimal(100), customer=rosa, order=one, actor=clerk, paid_on=MONDAY)
    freed = release(allocation=made.allocations.get(), actor=clerk)
    moved = allocate(payment=made, parts=[(two, Decimal(40))], actor=clerk)
    assert (paid(one), paid(two), made.allocations.get().made_by) == (0, Decimal(40), clerk)

    from core.models import UndoStep

    steps = {str(step.pk): step for step in UndoStep.objects.all()}
    for address in (moved.undo_url, freed.undo_url):
        step = steps[address.rstrip("/").rsplit("/", 1)[-1]]
        UNDO.get(step.kind)(clerk, step.payload)
    assert (paid(one), paid(two)) == (Decimal(100), 0)


# ── cent by cent against a plain model ───────────────────────────────────────────────────────────────────────

cents = st.integers(1, 30_000).map(lambda n: Decimal(n) / 100)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), cents, st.integers(0, 3), st.booleans()),
        st.tuples(st.just("back"), cents, st.integers(0, 2), st.booleans()),
        st.tuples(st.just("apply"), cents, st.integers(0, 2), st.integers(0, 5)),
        st.tuples(st.just("release"), cents, st.integers(0, 9), st.booleans()),
        st.tuples(st.just("reverse"), cents, st.integers(0, 5), st.booleans()),
        st.tuples(st.just("draft"), cents, st.integers(1, 300), st.booleans()),
    ),
    max_size=14,
)


class Plain:
    """The same on paper: three debts, money paid, and nothing else than sums."""

    def __init__(self, totals):
        self.totals, self.paid, self.credit = totals, [Decimal(0)] * len(totals), Decimal(0)

    def apply(self, place, amount):
        self.paid[place] += amount
        self.credit -= amount

    def fill(self, money, order):
        for place in order:
            part = min(money, self.totals[place] - self.paid[place])
            if part > 0:
                self.apply(place, part)
                money -= part


@pytest.mark.django_db(transaction=False)
@hypothesis_settings(
    max_examples=30, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(cents, min_size=3, max_size=3), steps)
def test_every_cent_is_where_a_plain_model_says(totals, moves):
    Allocation.objects.all().delete()
    Payment.objects.all().delete()
    Order.objects.all().delete()
    rosa = _rosa()
    orders = [debt(f"O{n}", rosa, str(total), due=date(2026, 10, 1 + n)) for n, total in enumerate(totals)]
    plain, payments = Plain(list(totals)), []
    for what, amount, place, extra in moves:
        before = (list(plain.paid), plain.credit)
        try:
            _step(what, amount, place, extra, orders, payments, plain, rosa)
        except DomainError:
            plain.paid, plain.credit = before
        assert [paid(order) for order in orders] == plain.paid
        assert credit_of(rosa.pk) == plain.credit
        assert all(balance(order) >= 0 for order in orders)
    _sums_stand()


def _rosa():
    from customers.models import Customer

    return Customer.objects.filter(code="C-1").first() or customer("C-1")


def _step(what, amount, place, extra, orders, payments, plain, rosa):
    if what == "pay":
        named = orders[place] if place < 3 else None
        first = [place] if place < 3 else []
        plain.credit += amount
        plain.fill(amount, first + ([n for n in range(3) if n not in first] if extra else []))
        payments.append(pay(rosa, amount, order=named, oldest_first=extra))
    elif what == "back":
        named = orders[place] if extra else None
        missing = max(Decimal(0), amount - plain.credit)
        plain.credit -= amount
        if named is not None and missing:
            plain.paid[place] -= missing
            plain.credit += missing
        pay(rosa, -amount, order=named)
        assert plain.credit >= 0
    elif what == "apply" and payments:
        plain.apply(place, amount)
        allocate(payment=payments[extra % len(payments)], parts=[(orders[place], amount)], actor=None)
        assert plain.credit >= 0
    elif what == "release":
        rows = list(Allocation.objects.filter(amount__gt=0, order__in=orders).order_by("pk"))
        if rows:
            row = rows[place % len(rows)]
            if row.amount > paid(row.order):
                with pytest.raises(DomainError):
                    release(allocation=row, actor=None)
                return
            plain.apply(orders.index(row.order), -row.amount)
            release(allocation=row, actor=None)
    elif what == "reverse" and payments:
        held = payments[place % len(payments)]
        rows = list(Allocation.objects.filter(payment=held).select_related("order"))
        for row in rows:
            plain.apply(orders.index(row.order), -row.amount)
        plain.credit -= held.amount
        reverse_payment(payment=held, actor=None, reason="x")

    elif what == "draft":
        _draft(amount, Decimal(place), extra, plain, rosa)


def _draft(total, money, others, plain, rosa):
    """A draft is paid and confirmed: its own money pays it, nobody else's; ``others``: the draft was not paid."""
    made = debt(f"D{Order.objects.count()}", rosa, str(total), due=None, status="draft")
    kept = plain.credit
    if not others:
        pay(rosa, money, order=made)
        kept += money
    confirmed = confirm_order(order=made, actor=None)
    applied = Decimal(0) if others else min(money, total)
    assert (confirmed.paid, credit_of(rosa.pk)) == (applied, kept - applied)
    plain.credit = kept - applied


def _sums_stand():
    for order in Order.objects.all():
        assert order.paid == (order.allocations.aggregate(s=Sum("amount"))["s"] or 0)
    for made in Payment.objects.all():
        assert made.allocated == (made.allocations.aggregate(s=Sum("amount"))["s"] or 0)


# ── two hands on one payment ─────────────────────────────────────────────────────────────────────────────────


def _twice(settings, work_of):
    """One payment of 100, two orders of 100, two threads at once."""
    rosa = customer()
    orders = [debt("A", rosa), debt("B", rosa)]
    made = payment("R-1", rosa, amount="100.00")
    found = at_once(*(partial(work_of, made, order) for order in orders), allow=DomainError)
    outcomes = sorted("no" if isinstance(one, DomainError) else "ok" for one in found)
    return outcomes, sum(paid(order) for order in orders)


def _allocate(made, order):
    allocate(payment=made, parts=[(order, Decimal(100))], actor=None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guard", ["", "cobros.lock"])
def test_one_payment_is_not_allocated_twice(settings, guard):
    """With the lock, and without it by the CHECK of the database alone."""
    settings.GUARD_REMOVED = guard
    assert _twice(settings, _allocate) == (["no", "ok"], Decimal(100))


@pytest.mark.django_db(transaction=True)
def test_without_both_guards_it_would_be(settings):
    """The control: neither lock nor CHECK, and both hands are too fast for what the code reads."""
    settings.GUARD_REMOVED = "cobros.lock"
    seen = threading.Barrier(2)

    def late(made, order):
        from sales.services import allocations

        real = allocations.add

        def both_have_looked(*args):
            with suppress(threading.BrokenBarrierError):
                seen.wait(timeout=5)
            real(*args)

        allocations.add = both_have_looked
        try:
            _allocate(made, order)
        finally:
            allocations.add = real

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sales_payment DROP CONSTRAINT payment_allocated_within_it")
    try:
        assert _twice(settings, late) == (["ok", "ok"], Decimal(200))
    finally:
        Allocation.objects.all().delete()
        from sales.models import Payment as Model

        check = next(one for one in Model._meta.constraints if one.name == "payment_allocated_within_it")
        with connection.schema_editor() as editor:
            editor.add_constraint(Model, check)


@pytest.mark.django_db
def test_the_database_refuses_what_code_forgets():
    rosa = customer()
    order, made = debt("A", rosa), payment("R-1", rosa, amount="150.00")
    with pytest.raises(IntegrityError):
        Allocation.objects.create(payment=made, order=order, amount=Decimal("100.01"))
