"""What customers owe: orders on credit less what was paid and given back. One query for every list, page and file.

Only an order with a day to pay was given on credit. What is still owed for it stands in a partial index
(``order_owed``), so that no page reads the orders that were paid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import (
    Case,
    CharField,
    Count,
    DecimalField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from company.queries import team_of
from sales.enums import BOOKED, OrderKind
from sales.models import Allocation, Order, Payment

from .receivables_past import books_of
from .scope import SEE_ALL, SELL

MONEY = DecimalField(max_digits=18, decimal_places=2)
ZERO = Decimal("0.00")
STANDING = [str(status) for status in BOOKED]
# How late a debt is, in whole days after its day, in the order in which they are read; ``None`` = without end.
BUCKETS: tuple[tuple[str, str, int | None, int | None], ...] = (
    ("current", "Por vencer", None, 0),
    ("1-30", "1 a 30 días", 1, 30),
    ("31-60", "31 a 60 días", 31, 60),
    ("61-90", "61 a 90 días", 61, 90),
    ("over-90", "Más de 90 días", 91, None),
)
BUCKET_LABELS = {key: label for key, label, _, _ in BUCKETS}
LATE = [key for key, _, least, _ in BUCKETS if least is not None]

HABITS = """
SELECT o.customer_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY p.paid_on - o.due_on)
  FROM sales_order o JOIN sales_allocation a ON a.order_id = o.id AND a.amount > 0
  JOIN sales_payment p ON p.id = a.payment_id
 WHERE o.customer_id = ANY(%(ids)s) AND o.due_on IS NOT NULL AND p.paid_on BETWEEN %(first)s AND %(last)s
 GROUP BY o.customer_id
"""


def bucket_of(due_on: date, *, as_of: date) -> str:
    """The bucket of a debt on a company's day: on its day it is not late yet."""
    days = (as_of - due_on).days
    return next(key for key, _, _, most in BUCKETS if most is None or days <= most)


def bucket_range(key: str, *, as_of: date) -> Q:
    """Debts of a bucket, as a condition on the day to pay."""
    least, most = next((low, high) for name, _, low, high in BUCKETS if name == key)
    wanted = Q()
    if least is not None:
        wanted &= Q(due_on__lte=as_of - timedelta(days=least))
    if most is not None:
        wanted &= Q(due_on__gte=as_of - timedelta(days=most))
    return wanted


def _money(source: QuerySet[Any], outer: str, what: Any) -> Any:
    """The sum of ``what`` over the rows that point to this order."""
    sums = source.filter(**{outer: OuterRef("pk")}).order_by().values(outer).annotate(money=Sum(what)).values("money")
    return Coalesce(Subquery(sums, output_field=MONEY), Value(ZERO, output_field=MONEY))


def with_balance(rows: QuerySet[Order], *, as_of: date | None = None) -> Any:
    """Each order with ``amount`` (with tax), ``returned`` (≤ 0), ``received`` and ``balance`` = what is left to pay.

    With ``as_of`` only returns and payments dated up to that day count, and what they paid then
    (``receivables_past``).
    """
    back = Order.objects.filter(status__in=STANDING, kind=OrderKind.RETURN)
    received: Any = F("paid")
    if as_of is not None:
        back = back.filter(placed_on__lte=as_of)
        books = books_of(as_of)
        counted = Allocation.objects.filter(payment__paid_on__lte=as_of).exclude(payment_id__in=books.payments)
        received = _money(counted, "order", F("amount"))
        if books.paid:
            received += books.money()
    return rows.annotate(
        amount=F("total") + F("tax"),
        returned=_money(back, "return_of", F("total") + F("tax")),
        received=received,
    ).annotate(balance=F("amount") + F("returned") + F("received") * -1)


def debts(*, as_of: date | None = None) -> Any:
    """Orders that were owed at the end of the company's day ``as_of``, by default now; with ``balance`` > 0.

    Now is read from the partial index alone; a past day asks every order on credit of up to then.
    """
    rows = Order.objects.filter(status__in=STANDING, kind=OrderKind.SALE, due_on__isnull=False)
    rows = rows.filter(paid__lt=F("total") + F("tax")) if as_of is None else rows.filter(placed_on__lte=as_of)
    found: QuerySet[Order] = with_balance(rows, as_of=as_of).filter(balance__gt=0)
    return found


def collects(user: Any) -> bool:
    """Whether collecting is part of what the person does."""
    return bool(COLLECT & getattr(user, "roles", frozenset()))


def orders_owed_to(user: Any, rows: Any) -> Any:
    """Of these orders those whose money is this person's to collect.

    He sells or leads: his own orders and customers and those of his people; gestor and administrator: all; service:
    all, because customers ask there what they owe; nobody else sees any.
    """
    roles: frozenset[str] = getattr(user, "roles", frozenset())
    if roles & SEE_ALL or "servicio" in roles:
        return rows
    if not roles & SELL:
        return rows.none()
    team = team_of(user)
    return rows.filter(Q(seller_id__in=team) | Q(customer__owner_id__in=team))


# Who collects: SELL of the scope. Service sees a customer's account, because customers ask there what they owe.
COLLECT = SELL


def collects_from(user: Any, customer: Any) -> bool:
    """May this person see the account of this customer?"""
    roles: frozenset[str] = getattr(user, "roles", frozenset())
    if roles & SEE_ALL or "servicio" in roles:
        return True
    if not roles & SELL:
        return False
    if customer.owner_id in team_of(user):
        return True
    return orders_owed_to(user, Order.objects.filter(customer=customer)).exists()


def debts_visible_to(user: Any) -> Any:
    """What is owed now and is this person's to collect; the base of the list of the cartera."""
    return orders_owed_to(user, debts()).select_related("customer", "customer__owner", "seller")


def debts_to_lock(customer_id: int) -> Any:
    """The orders that a payment of this customer may pay, oldest day first."""
    return debts().filter(customer_id=customer_id).order_by("due_on", "pk")


@dataclass(frozen=True)
class Owed:
    """``total`` with tax, in the company's currency; ``overdue`` is past its day; ``next_due`` the nearest day."""

    total: Decimal
    overdue: Decimal
    next_due: date | None


def owed_by(ids: list[int], *, today: date) -> dict[int, Owed]:
    """What each of these customers owes on the company's day ``today``; who owes nothing is left out. One query."""
    found: dict[int, list[tuple[date, Decimal]]] = {}
    rows: Any = debts().filter(customer_id__in=ids).order_by()
    for customer_id, due_on, balance in rows.values_list("customer_id", "due_on", "balance"):
        found.setdefault(customer_id, []).append((due_on, balance))
    return {
        customer_id: Owed(
            total=sum((balance for _, balance in debts), Decimal(0)),
            overdue=sum((balance for due_on, balance in debts if due_on < today), Decimal(0)),
            next_due=min(due_on for due_on, _ in debts),
        )
        for customer_id, debts in found.items()
    }


def owed_in_buckets(rows: QuerySet[Order], *, as_of: date) -> list["Aged"]:
    """What these debts come to by bucket, every bucket in its order, empty ones too: one query."""
    cases = [When(bucket_range(key, as_of=as_of), then=Value(key)) for key in BUCKET_LABELS]
    by_day: Any = rows.order_by().annotate(bucket=Case(*cases, output_field=CharField()))
    sums = by_day.values("bucket").annotate(money=Sum("balance"), orders=Count("pk"))
    found = {row["bucket"]: (row["money"], row["orders"]) for row in sums}
    return [Aged(key, label, *found.get(key, (ZERO, 0)), late=key in LATE) for key, label in BUCKET_LABELS.items()]


@dataclass(frozen=True)
class Aged:
    """A bucket with its money and its debts."""

    key: str
    label: str
    money: Decimal
    orders: int
    late: bool


def aged(rows: Sequence[tuple[date, Decimal]], *, as_of: date) -> list[Aged]:
    """(day to pay, balance) by bucket, every bucket in its order, empty ones too."""
    money = dict.fromkeys(BUCKET_LABELS, ZERO)
    count = dict.fromkeys(BUCKET_LABELS, 0)
    for due_on, balance in rows:
        key = bucket_of(due_on, as_of=as_of)
        money[key] += balance
        count[key] += 1
    return [Aged(key, label, money[key], count[key], key in LATE) for key, label in BUCKET_LABELS.items()]


# A return that names no sale is outside the account, and so is the money that was given back for it.
OF_THE_ACCOUNT = Q(amount__gt=0) | Q(order=None) | ~Q(order__kind=OrderKind.RETURN) | Q(order__return_of__isnull=False)


def credit_of(customer_id: int) -> Decimal:
    """What the customer has in his favour: what he paid less what is applied and what was given back.

    Below zero: more was given back to him than he had.
    """
    return credits_of([customer_id]).get(customer_id, ZERO)


def credits_of(customer_ids: Sequence[int]) -> dict[int, Decimal]:
    """The same for many customers, one query; who has nothing noted beside his debts is left out."""
    rows = Payment.objects.filter(OF_THE_ACCOUNT, customer_id__in=customer_ids).exclude(amount=F("allocated"))
    sums = rows.order_by().values("customer_id").annotate(rest=Sum(F("amount") - F("allocated")))
    return {row["customer_id"]: row["rest"] for row in sums}


def habit_of(customer_id: int, *, as_of: date) -> int | None:
    """How many days after the day this customer usually pays: the median of the last year, ``None`` if unknown.

    A negative median is zero: who pays early is not counted on to.
    """
    return habits_of([customer_id], as_of=as_of).get(customer_id)


def habits_of(customer_ids: Sequence[int], *, as_of: date) -> dict[int, int]:
    """The same for many customers, one query; those who paid nothing on credit in a year are left out."""
    with connection.cursor() as cursor:
        cursor.execute(HABITS, {"ids": list(customer_ids), "first": as_of - timedelta(days=365), "last": as_of})
        return {pk: max(0, round(days)) for pk, days in cursor.fetchall()}
