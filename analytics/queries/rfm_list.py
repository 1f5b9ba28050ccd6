"""The customers behind a figure: of a week's segment, of a cell of the map, of a movement between two weeks."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from analytics.filters import ListFilter
from analytics.tables import Column, Row, Table
from customers.models import Customer

from . import links
from .facts import Run
from .rollups import units
from .wording import Voice

PAGE = 50


@dataclass(frozen=True)
class Listed:
    """A customer as he stood in the week."""

    customer: Customer
    segment: str
    before: str | None
    r: int | None
    f: int | None
    m: int | None
    frequency: int
    money: Decimal
    last_on: date | None


@dataclass(frozen=True)
class Found:
    rows: list[Listed]
    more: bool


# The snapshot of a week: each customer's newest history row up to it. For the newest week the running state is it.
SNAPSHOT = """
SELECT DISTINCT ON (customer_id) customer_id, segment, r, f, m, frequency, monetary_minor, last_on
FROM analytics_rfmhistory WHERE week_end <= %(late)s ORDER BY customer_id, week_end DESC
"""
STATE = "SELECT customer_id, segment, r, f, m, frequency, monetary_minor, last_on FROM analytics_rfmstate"
# Only who has a row after the early week can have moved.
CHANGED = """
SELECT DISTINCT ON (customer_id) customer_id, segment, r, f, m, frequency, monetary_minor, last_on
FROM analytics_rfmhistory WHERE week_end <= %(late)s AND week_end > %(early)s ORDER BY customer_id, week_end DESC
"""
BEFORE = """
LEFT JOIN LATERAL (
    SELECT h.segment FROM analytics_rfmhistory h
    WHERE h.customer_id = now.customer_id AND h.week_end <= %(early)s ORDER BY h.week_end DESC LIMIT 1
) was ON true
"""


def customers(run: Run, before: Run | None, chosen: ListFilter, *, user: Any) -> Found:
    """A page of customers, the richest first. Any member of staff may find any customer."""
    early = before.week_end if before else date.min
    parameters: dict[str, Any] = {"late": run.week_end, "early": early, "count": PAGE + 1, "start": chosen.start}
    conditions = _conditions(chosen, parameters)
    source = CHANGED if chosen.is_movement else STATE if run.is_newest else SNAPSHOT
    # Only constants of this module are joined here; values travel as parameters.
    statement = (
        f"SELECT now.*, {'coalesce(was.segment, %(nobody)s)' if chosen.is_movement else 'NULL'} "  # noqa: S608
        f"FROM ({source}) now {BEFORE if chosen.is_movement else ''} WHERE {' AND '.join(conditions)} "
        "ORDER BY now.monetary_minor DESC, now.customer_id LIMIT %(count)s OFFSET %(start)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters | {"nobody": ""})
        rows = cursor.fetchall()
    known = Customer.objects.in_bulk([row[0] for row in rows[:PAGE]])
    found = [
        Listed(known[pk], segment, was, r, f, m, frequency, units(minor), last_on)
        for pk, segment, r, f, m, frequency, minor, last_on, was in rows[:PAGE]
        if pk in known
    ]
    return Found(found, len(rows) > PAGE)


def _conditions(chosen: ListFilter, parameters: dict[str, Any]) -> list[str]:
    conditions = ["true"]
    wanted = {
        "segment": ("now.segment = %(segment)s", chosen.segment),
        "r": ("now.r = %(r)s", chosen.r),
        "fm": ("(now.f + now.m + 1) / 2 = %(fm)s", chosen.fm),
        "moved_to": ("now.segment = %(moved_to)s", chosen.moved_to),
        "moved_from": ("coalesce(was.segment, '') = %(moved_from)s", chosen.moved_from),
    }
    for name, (condition, value) in wanted.items():
        if value is not None:
            conditions.append(condition)
            parameters[name] = value
    if chosen.segment is None and not chosen.is_movement:
        conditions.append("now.segment <> ''")
    return conditions


def said(run: Run, before: Run | None, chosen: ListFilter, found: Found, voice: Voice) -> str:
    """What the list holds, as a sentence."""
    many = "más de " + voice.number(PAGE) if found.more else voice.number(len(found.rows))
    table = run.segments
    if chosen.is_movement and before:
        old = table.get(chosen.moved_from or "").name
        new = table.get(chosen.moved_to or "").name
        return f"{many} pasaron de {old} a {new}, de la {voice.week(before.week)} a la {voice.week(run.week)}"
    parts = [f"{many} clientes"]
    if chosen.segment is not None:
        parts.append(f"de {table.get(chosen.segment).name}")
    if chosen.r:
        parts.append(f"con recencia {chosen.r}")
    if chosen.fm:
        parts.append(f"con frecuencia y dinero {chosen.fm}")
    return " ".join([*parts, f"en la {voice.week(run.week)}, por dinero"])


def table(run: Run, found: Found, voice: Voice) -> Table:
    """The list as a table; one act a row."""
    columns = [
        Column("name", "Cliente"),
        Column("segment", "Segmento"),
        Column("scores", "R F M", wide=True),
        Column("orders", "Pedidos", "count", wide=True),
        Column("last", "Última compra", wide=True),
        Column("money", run.money_heading, "money"),
    ]
    rows = [
        Row(
            {
                "name": row.customer.name,
                "segment": run.segments.get(row.segment).name,
                "scores": f"{row.r} {row.f} {row.m}" if row.r else "",
                "orders": row.frequency,
                "last": voice.ago((run.week_end - row.last_on).days) if row.last_on else "",
                "money": row.money,
            },
            {"name": links.customer(row.customer.pk)},
            second=f"Antes {run.segments.get(row.before).name}" if row.before is not None else "",
            act="Llamar" if row.customer.phone else "Ver cliente",
            act_url=f"tel:{row.customer.phone}" if row.customer.phone else links.customer(row.customer.pk),
        )
        for row in found.rows
    ]
    return Table("Clientes", columns, rows)
