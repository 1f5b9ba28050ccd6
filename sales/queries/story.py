"""The story of a customer as sales knows it: orders, returns and payments in one stream, newest first."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.urls import reverse

from company.queries import time_zone
from customers.models import Customer
from sales.enums import Channel, OrderKind, OrderStatus, PaymentMethod

from .visible import orders_visible_to

SHOWN = 20
ICONS = {"sale": "shopping-bag", "return": "truck-return", "adjustment": "adjustments-horizontal", "payment": "cash"}

# One stream from two tables; each arm walks its own index, and the row comparison continues where the last page ended.
STORY = """
SELECT * FROM (
    (SELECT o.placed_at AS at, 0 AS what, o.id, o.number, o.kind, o.status, o.channel, o.total, o.city, '' AS more
     FROM sales_order o
     WHERE o.customer_id = %(customer)s
       AND (%(at)s::timestamptz IS NULL OR (o.placed_at, 0, o.id) < (%(at)s, %(what)s, %(id)s))
     ORDER BY o.placed_at DESC, o.id DESC LIMIT %(limit)s)
    UNION ALL
    (SELECT (p.paid_on + time '12:00') AT TIME ZONE %(zone)s, 1, p.id, p.number, 'payment', '', p.method, p.amount, '',
            coalesce(o.number, '')
     FROM sales_payment p LEFT JOIN sales_order o ON o.id = p.order_id
     WHERE p.customer_id = %(customer)s AND (%(at)s::timestamptz IS NULL OR
           ((p.paid_on + time '12:00') AT TIME ZONE %(zone)s, 1, p.id) < (%(at)s, %(what)s, %(id)s))
     ORDER BY p.paid_on DESC, p.id DESC LIMIT %(limit)s)
) s ORDER BY at DESC, what DESC, id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Item:
    """A line of the story. ``day`` is the company's."""

    at: datetime
    day: date
    icon: str
    tone: str
    strong: str
    rest: str
    badge: str
    badge_tone: str
    money: Decimal
    url: str
    when: str


@dataclass(frozen=True)
class Story:
    items: list[Item]
    next: str  # cursor of the older ones, "" = none


def story_of(user: Any, customer: Customer, *, before: str = "", limit: int = SHOWN) -> Story:
    """The newest ``limit`` items, or those before a cursor of this function; one query."""
    if not orders_visible_to(user).query.where and not getattr(user, "roles", frozenset()):
        return Story([], "")
    at, what, pk = _cursor(before)
    params = {
        "customer": customer.pk,
        "at": at,
        "what": what,
        "id": pk,
        "zone": str(time_zone()),
        "limit": limit + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(STORY, params)
        rows = cursor.fetchall()
    more = rows[limit - 1] if len(rows) > limit else None
    return Story(
        [_item(row) for row in rows[:limit]],
        f"{more[0].isoformat()}~{more[1]}~{more[2]}" if more else "",
    )


def _cursor(text: str) -> tuple[datetime | None, int, int]:
    """A cursor that nobody made here begins at the top."""
    try:
        at, what, pk = text.replace(" ", "+").split("~")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or not pk.isdecimal() or len(pk) > 18:
            return None, 0, 0
        return moment, int(what == "1"), int(pk)
    except ValueError:
        return None, 0, 0


def _item(row: tuple[Any, ...]) -> Item:
    at, what, pk, number, kind, status, way, amount, city, more = row
    day = at.astimezone(time_zone())
    if what == 1:
        method = str(PaymentMethod(way).label).lower() if way in PaymentMethod.values else way
        rest = f"por {method}" + (f", pedido {more}" if more else "")
        strong = "Pagó" if amount > 0 else "Se le devolvió"
        return Item(at, day.date(), ICONS["payment"], "", strong, rest, "", "", amount, "", "")
    channel = str(Channel(way).label) if way in Channel.values else way
    badge, tone = {
        OrderStatus.DRAFT: ("borrador", "warn"),
        OrderStatus.CONFIRMED: ("por entregar", "anil"),
        OrderStatus.CANCELLED: ("anulado", ""),
    }.get(status, ("", ""))
    name = {"return": "Devolución", "adjustment": "Ajuste"}.get(kind, "Pedido")
    return Item(
        at=at,
        day=day.date(),
        icon=ICONS.get(kind, "receipt"),
        tone="warn" if kind == OrderKind.RETURN else "",
        strong=f"{name} {number}",
        rest=" · ".join(part for part in (channel.lower(), city) if part),
        badge=badge,
        badge_tone=tone,
        money=amount,
        url=reverse("sales:detail", args=[pk]),
        when=f"{day:%H:%M}",
    )
