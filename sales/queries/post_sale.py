"""Post-sale rules: whom each finds, what each did."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Case, Count, Func, Q, QuerySet, TextField, Value, When

from activities.enums import TaskState
from activities.models import Task
from activities.queries import moment, tasks_visible_to
from core.models import ScheduleSlot
from customers.enums import Area
from inventory.models import Category
from sales.models import PostSaleRule

from .scope import LEAD

SQL = Path(__file__).resolve().parent.parent / "sql"
BEAT = "sales.post_sale"
KEY = "posventa"
FIELDS = {"cliente": "el nombre del cliente", "producto": "lo que compró", "actividad": "su actividad económica"}
MARK = re.compile(r"\{([^{}]*)\}")
LONGEST_CATCH_UP = 60  # days
WEEKS = 4
MIDNIGHT = time()
# The first two figures of a code of activity (CIIU, revision 4): up to which, and what it is.
SECTIONS = (
    (3, "el campo y la pesca"),
    (9, "las minas"),
    (33, "la industria"),
    (35, "la energía"),
    (39, "el agua y los residuos"),
    (43, "la construcción"),
    (47, "el comercio"),
    (53, "el transporte"),
    (56, "hoteles y restaurantes"),
    (63, "la información y las comunicaciones"),
    (66, "las finanzas y los seguros"),
    (68, "los inmuebles"),
    (75, "los servicios profesionales"),
    (82, "los servicios a empresas"),
    (84, "la administración pública"),
    (85, "la enseñanza"),
    (88, "la salud"),
    (93, "el arte y el ocio"),
    (99, "los servicios personales"),
)


@dataclass(frozen=True)
class Due:
    """A customer whom a rule finds. ``part`` names the event; ``owner_id`` ``None`` = nobody would get the task;
    ``value`` = what he bought in the window of his segment."""

    customer_id: int
    name: str
    activity_code: str
    due_on: date
    part: str
    owner_id: int | None
    product: str
    value: Decimal = Decimal(0)

    @property
    def event(self) -> tuple[int, str]:
        """What a turn is known by."""
        return self.customer_id, self.part

    def key(self, rule_id: int) -> str:
        return f"{KEY}:{rule_id}:{self.customer_id}:{self.part}"


@dataclass(frozen=True)
class Done:
    """What a rule did in the last weeks: tasks ``made``, of them ``done``, and of the open ones ``late``."""

    made: int = 0
    done: int = 0
    late: int = 0


def rules_visible_to(user: Any) -> QuerySet[PostSaleRule]:
    """The rules are the company's: who leads sees them all."""
    rows = PostSaleRule.objects.select_related("category", "product", "action_type", "person")
    return rows if LEAD & getattr(user, "roles", frozenset()) else rows.none()


def window(rule: PostSaleRule, *, today: date) -> tuple[date, date]:
    """The days whose events the run of ``today`` looks at: the last ``within_days``; further back only as far as the
    program itself was away while the rule already ran."""
    since = today - timedelta(days=rule.within_days)
    slots = ScheduleSlot.objects.filter(name=BEAT, finished_at__isnull=False, slot__lt=today.isoformat())
    last = slots.order_by("-slot").first()
    if last is not None and rule.pk and last.finished_at and rule.updated_at <= last.finished_at:
        missed = max(date.fromisoformat(last.slot) + timedelta(days=1), today - timedelta(days=LONGEST_CATCH_UP))
        since = min(since, missed)
    return since, today


def due(rule: PostSaleRule, *, since: date, until: date, today: date) -> list[Due]:
    """Whom ``rule`` finds between two days, both included: one statement, one row a customer."""
    with connection.cursor() as cursor:
        cursor.execute(statement("post_sale_due"), _parameters(rule, since=since, until=until, today=today))
        return [Due(*row) for row in cursor.fetchall()]


def score_of(rule: PostSaleRule) -> tuple[str, int, int]:
    """Column and bounds of the score that a rule asks for; "" where it asks for none."""
    return rule.variable, rule.least or 1, rule.most or 5


def holding(rule: PostSaleRule) -> int:
    """How many customers have the score now."""
    with connection.cursor() as cursor:
        cursor.execute(
            statement("post_sale_holding"), dict(zip(("variable", "least", "most"), score_of(rule), strict=True))
        )
        found: int = cursor.fetchone()[0]
    return found


def worked(rules: Iterable[PostSaleRule], *, user: Any, today: date, at: datetime) -> dict[int, Done]:
    """What each rule did in the last four weeks, of the tasks that ``user`` sees. One query for all of them."""
    start = moment(today - timedelta(weeks=WEEKS), MIDNIGHT)
    wanted = Q()
    names = {f"{KEY}:{one.pk}:": one.pk for one in rules}
    for name in names:
        wanted |= Q(rule_key__startswith=name)
    if not names:
        return {}
    found: dict[int, list[int]] = {}
    rows = tasks_visible_to(user).filter(wanted, created_at__gte=start).order_by()
    for key, state, is_late, count in _grouped(rows, at, today):
        kept = found.setdefault(names[f"{KEY}:{key}:"], [0, 0, 0])
        kept[0] += count
        kept[1] += count if state == TaskState.DONE else 0
        kept[2] += count if is_late else 0
    return {pk: Done(*kept) for pk, kept in found.items()}


def said_title(title: str, one: Due) -> str:
    """The title of a task with its fields in their places."""
    values = {
        "cliente": one.name,
        "producto": one.product or "lo que compró",
        "actividad": activity_said(one.activity_code),
    }
    return MARK.sub(lambda found: values.get(found.group(1), found.group(0)), title)[:160]


def unknown_fields(text: str) -> list[str]:
    """What stands in braces and is no field: "{cliemte}"."""
    return [name for name in MARK.findall(text) if name not in FIELDS]


def activity_said(code: str) -> str:
    """ "el comercio" for 4773, "su negocio" for who told none."""
    if not code[:2].isdigit():
        return "su negocio"
    return next(said for last, said in SECTIONS if int(code[:2]) <= last)


def _grouped(rows: QuerySet[Task], at: datetime, today: date) -> list[tuple[str, str, bool, int]]:
    late = Q(state=TaskState.OPEN, due_at__lt=at) & ~Q(all_day=True, due_at__gte=moment(today, MIDNIGHT))
    return list(
        rows.annotate(
            rule=Func("rule_key", Value(":"), Value(2), function="split_part", output_field=TextField()),
            late=Case(When(late, then=Value(True)), default=Value(False), output_field=BooleanField()),
        )
        .values("rule", "state", "late")
        .annotate(count=Count("pk"))
        .values_list("rule", "state", "late", "count")
    )


def _parameters(rule: PostSaleRule, *, since: date, until: date, today: date) -> dict[str, Any]:
    variable, least, most = score_of(rule)
    below = _path(rule.category) if rule.category_id else None
    return {
        "rule": rule.pk or 0,
        "event": rule.event,
        "since": since,
        "until": until,
        "today": today,
        "months": rule.months,
        "days": rule.days,
        "every": rule.every,
        "turning": rule.every and bool(rule.months or rule.days),
        "longest": max(1, rule.months * 31 + rule.days),
        "shortest": max(1, rule.months * 28 + rule.days),
        "by_product": bool(rule.product_id or rule.category_id),
        "product": rule.product_id,
        "category": below,
        "segment": rule.segment,
        "variable": variable,
        "least": least,
        "most": most,
        "activity": rule.activity_code,
        "assign": rule.assign,
        "area": Area.SERVICE,
        "person": rule.person_id,
        "watching": bool(rule.pk and rule.is_active),
        "keys": f"{KEY}:{rule.pk or 0}:%",
        "want_product": "{producto}" in rule.title,
    }


def _path(category: Category | None) -> str | None:
    return f"{category.path}%" if category else None


@cache
def statement(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")
