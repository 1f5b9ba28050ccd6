"""Money that should come in: the debts by the week in which they will be paid, if people pay as they usually do."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from sales.models import Order

from .receivables import ZERO, habits_of

WEEKS = 8
METHOD = (
    "Cada deuda se espera el día en que vence más los días que su cliente suele tardar: la mediana de sus pagos del "
    "último año. De quien todavía no ha pagado nada a crédito se espera el día mismo."
)


@dataclass(frozen=True)
class Due:
    """What falls due between two days."""

    first: date
    last: date
    money: Decimal
    orders: int


@dataclass
class Week:
    """What should come in in one week: ``money`` as people usually pay, ``by_day`` if all paid on their day."""

    first: date
    money: Decimal = ZERO
    by_day: Decimal = ZERO
    orders: int = 0
    customers: set[int] = field(default_factory=set)

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)


@dataclass
class Expected:
    """The coming weeks, what is late already beyond its usual delay, and what comes after the last week."""

    weeks: list[Week]
    late: Week
    later: Week

    @property
    def total(self) -> Decimal:
        return sum((week.money for week in self.weeks), self.late.money + self.later.money)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_due(rows: QuerySet[Order], *, today: date) -> Due:
    """What falls due from today to Sunday."""
    last = monday(today) + timedelta(days=6)
    found: Any = rows.filter(due_on__range=(today, last)).order_by().aggregate(money=Sum("balance"), orders=Count("pk"))
    return Due(today, last, found["money"] or ZERO, found["orders"])


def expected(rows: Any, *, today: date) -> Expected:
    """Debts by the week of the day on which they should be paid. Two queries, however many debts there are.

    A debt whose expected day has passed is late and stands apart: nobody knows when it comes.
    """
    start = monday(today)
    weeks = {start + timedelta(days=7 * n): Week(start + timedelta(days=7 * n)) for n in range(WEEKS)}
    late, later = Week(start), Week(start + timedelta(days=7 * WEEKS))
    promised: dict[date, Decimal] = defaultdict(Decimal)
    for debt, day in _days(rows, today=today):
        balance, customer = debt["balance"], debt["customer_id"]
        promised[monday(debt["due_on"])] += balance
        place = late if day < today else weeks.get(monday(day), later)
        place.money += balance
        place.orders += 1
        place.customers.add(customer)
    for first, week in weeks.items():
        week.by_day = promised.get(first, ZERO)
    return Expected(list(weeks.values()), late, later)


def expected_within(rows: Any, *, first: date | None, last: date | None, today: date) -> list[int]:
    """Keys of the debts that should be paid from ``first`` to ``last`` (``None`` = open), as ``expected`` does."""
    return [
        debt["pk"]
        for debt, day in _days(rows, today=today)
        if (first is None or day >= first) and (last is None or day <= last)
    ]


def _days(rows: Any, *, today: date) -> list[tuple[dict[str, Any], date]]:
    """Each debt with the day on which its customer should pay it: two queries."""
    debts: list[dict[str, Any]] = list(rows.order_by().values("pk", "customer_id", "due_on", "balance"))
    habits = habits_of(sorted({debt["customer_id"] for debt in debts if debt["customer_id"]}), as_of=today)
    return [(debt, debt["due_on"] + timedelta(days=habits.get(debt["customer_id"], 0))) for debt in debts]
