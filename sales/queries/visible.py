"""Who may see which orders and payments. Everybody in the house sees them; margins are for who sees costs."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import DecimalField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from core.lists import find
from customers.models import Customer
from sales.models import Order, OrderLine, Payment


def orders_visible_to(user: Any) -> QuerySet[Order]:
    """Every order, for whoever has a role; nothing for an account without one."""
    rows = Order.objects.all()
    return rows if getattr(user, "roles", frozenset()) else rows.none()


def payments_visible_to(user: Any) -> QuerySet[Payment]:
    """Every payment, for whoever has a role."""
    rows = Payment.objects.all()
    return rows if getattr(user, "roles", frozenset()) else rows.none()


def orders_listed(user: Any) -> QuerySet[Order]:
    """The base of the list and of the page of one; ``uncosted`` = what its lines without a known cost come to."""
    lines = OrderLine.objects.filter(order=OuterRef("pk"), unit_cost__isnull=True)
    uncosted = Subquery(lines.order_by().values("order").annotate(sum=Sum("total")).values("sum"))
    rows = orders_visible_to(user).select_related("customer", "seller")
    return rows.annotate(uncosted=Coalesce(uncosted, Value(Decimal(0)), output_field=DecimalField()))


def payments_listed(user: Any) -> QuerySet[Payment]:
    """The base of the list of payments."""
    return payments_visible_to(user).select_related("customer", "order")


def search_orders(rows: QuerySet[Order], text: str) -> QuerySet[Order]:
    """By the beginning of the number where a digit was typed, else by the customer."""
    return _search(rows, text)


def search_payments(rows: QuerySet[Payment], text: str) -> QuerySet[Payment]:
    """The same for payments."""
    return _search(rows, text)


def _search(rows: Any, text: str) -> Any:
    text = text.replace("\0", "").strip()
    if any(letter.isdigit() for letter in text):
        return rows.filter(Q(number__startswith=text) | Q(number__startswith=text.upper()))
    return rows.filter(customer__in=find(Customer.objects.all(), text).order_by().values("pk"))


def lines_of(order: Order) -> QuerySet[OrderLine]:
    return order.lines.select_related("product").order_by("position")


def find_orders(user: Any, text: str, limit: int) -> list[Order]:
    """Orders whose number begins with ``text``, newest first: one query, none for a text without digits."""
    if not any(letter.isdigit() for letter in text):
        return []
    rows = _search(orders_visible_to(user), text).select_related("customer")
    return list(rows.order_by("-placed_at", "-id")[:limit])


MONTHS = """
SELECT customer_id, date_trunc('month', placed_on)::date, sum(total_minor)
FROM sales_order
WHERE booked AND customer_id = ANY(%s) AND placed_on >= %s AND kind <> 'adjustment'
GROUP BY 1, 2
"""


def months_of(ids: list[int], *, today: date, months: int = 12) -> dict[int, list[Decimal]]:
    """Booked sales less returns by calendar month, of these customers: the last ``months`` including this one.

    Served by the covering index alone. Money in the company's currency, oldest month first.
    """
    first = [_back(today, months - 1 - step) for step in range(months)]
    place = {month: n for n, month in enumerate(first)}
    found: dict[int, list[Decimal]] = {}
    with connection.cursor() as cursor:
        cursor.execute(MONTHS, [ids, first[0]])
        for customer_id, month, minor in cursor.fetchall():
            row = found.setdefault(customer_id, [Decimal(0)] * months)
            if month in place:
                row[place[month]] = Decimal(minor) / 100
    return found


YEARS = """
SELECT customer_id, sum(total_minor) FILTER (WHERE placed_on > %(year)s),
       sum(total_minor) FILTER (WHERE placed_on <= %(year)s)
FROM sales_order
WHERE booked AND customer_id = ANY(%(ids)s) AND placed_on > %(before)s AND kind <> 'adjustment'
GROUP BY 1
"""


def years_of(ids: list[int], *, today: date) -> dict[int, tuple[Decimal, Decimal]]:
    """Booked sales less returns of the last 365 days and of the 365 before them, in the company's currency."""
    year, before = today - timedelta(days=365), today - timedelta(days=730)
    with connection.cursor() as cursor:
        cursor.execute(YEARS, {"ids": ids, "year": year, "before": before})
        return {
            customer_id: (Decimal(now or 0) / 100, Decimal(then or 0) / 100)
            for customer_id, now, then in cursor.fetchall()
        }


def _back(day: date, months: int) -> date:
    """First day of the month so many months before ``day``'s."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
