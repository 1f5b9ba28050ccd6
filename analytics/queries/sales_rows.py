"""The orders behind a sum of sales: the same lines that the rollup added up, read from the orders themselves."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from analytics.filters import SalesFilter
from analytics.tables import Column, Row, Table

from . import links
from .sales_rollups import NONE, Names

PAGE = 100


@dataclass(frozen=True)
class OrderPart:
    """The part of an order that falls under the filter."""

    pk: int
    number: str
    kind: str
    placed_on: date
    customer_id: int | None
    customer: str
    channel: str
    city: str
    lines: int
    net: Decimal


@dataclass(frozen=True)
class Behind:
    """A page of orders, the count and the sum of all of them."""

    rows: list[OrderPart]
    orders: int
    net: Decimal


# The segment is the customer's at the end of the week of the order, as in the rollup.
STATEMENT = """
WITH part AS (
    SELECT o.id, o.number, o.kind, o.placed_on, o.customer_id, o.channel, o.city, count(*) AS lines, sum(l.total) AS net
    FROM sales_order o
    JOIN sales_orderline l ON l.order_id = o.id
    LEFT JOIN inventory_product p ON p.id = l.product_id
    WHERE o.booked AND o.kind <> 'adjustment' AND o.placed_on BETWEEN %(first)s AND %(last)s {conditions}
    GROUP BY o.id
)
SELECT part.*, c.name, count(*) OVER (), sum(net) OVER ()
FROM part LEFT JOIN customers_customer c ON c.id = part.customer_id
ORDER BY abs(net) DESC, part.id LIMIT %(count)s
"""
SEGMENT = """AND CASE WHEN o.customer_id IS NULL THEN '-' ELSE coalesce((
    SELECT h.segment FROM analytics_rfmhistory h WHERE h.customer_id = o.customer_id
    AND h.week_end <= o.placed_on + (7 - extract(isodow FROM o.placed_on))::int
    ORDER BY h.week_end DESC LIMIT 1), '') END = %(segment)s"""


def behind(chosen: SalesFilter, names: Names, *, first: date, last: date) -> Behind:
    """Orders placed from ``first`` to ``last`` with lines under the filter, the largest first."""
    parameters: dict[str, Any] = {"first": first, "last": last, "count": PAGE}
    statement = STATEMENT.format(conditions=" ".join(_conditions(chosen, names, parameters)))
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows = cursor.fetchall()
    parts = [
        OrderPart(pk, number, kind, day, who, name or "Venta de mostrador", channel, city, lines, net)
        for pk, number, kind, day, who, channel, city, lines, net, name, _, _ in rows
    ]
    return Behind(parts, rows[0][-2] if rows else 0, rows[0][-1] if rows else Decimal(0))


def _conditions(chosen: SalesFilter, names: Names, parameters: dict[str, Any]) -> list[str]:
    """SQL of the filter; values travel as parameters."""
    conditions = []
    if chosen.channel:
        conditions.append("AND o.channel = %(channel)s")
        parameters["channel"] = "" if chosen.channel == NONE else chosen.channel
    if chosen.city:
        conditions.append("AND o.city = %(city)s")
        parameters["city"] = "" if chosen.city == NONE else chosen.city
    if chosen.category == NONE:
        conditions.append("AND p.category_id IS NULL")
    elif chosen.category.isdigit():
        conditions.append("AND p.category_id = ANY(%(categories)s)")
        parameters["categories"] = names.under(int(chosen.category))
    if chosen.segment:
        conditions.append(SEGMENT)
        parameters["segment"] = "" if chosen.segment == "none" else chosen.segment
    return conditions


def table(found: Behind, names: Names) -> Table:
    """The orders as a table with their sum."""
    columns = [
        Column("number", "Pedido"),
        Column("day", "Día", "day", wide=True),
        Column("customer", "Cliente"),
        Column("channel", "Canal", wide=True),
        Column("city", "Ciudad", wide=True),
        Column("lines", "Líneas", "count", wide=True),
        Column("net", "Venta", "money"),
    ]
    rows = [
        Row(
            {
                "number": part.number,
                "day": part.placed_on,
                "customer": part.customer,
                "channel": names.label("channel", part.channel),
                "city": part.city,
                "lines": part.lines,
                "net": part.net,
            },
            {"number": links.order(part.pk)}
            | ({"customer": links.customer(part.customer_id)} if part.customer_id else {}),
            second="Devolución" if part.kind == "return" else "",
            act="Ver pedido",
            act_url=links.order(part.pk),
        )
        for part in found.rows
    ]
    return Table("Pedidos", columns, rows, {"number": "Total", "net": found.net})
