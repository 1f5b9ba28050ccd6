"""Sales by week as they were summed: groups, lines of weeks, crossings. Rollups only, never orders."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from analytics.filters import SalesFilter
from analytics.models import RollupFill, SalesWeek
from core.clock import sunday_of, week_of
from inventory.models import Category
from sales.enums import Channel

from .facts import Sale, WeekSale
from .rollups import units
from .segments import SegmentTable

YEAR = timedelta(weeks=52)
NONE = "-"  # in the query string: lines without that value
COLUMNS = {"segment": "segment", "category": "category_id", "channel": "channel", "city": "city", "week": "week_end"}


@dataclass(frozen=True)
class Period:
    """Whole weeks, by their Sundays."""

    first: date
    last: date

    @classmethod
    def of(cls, chosen: SalesFilter) -> "Period":
        last = sunday_of(chosen.week)
        return cls(last - timedelta(weeks=chosen.span - 1), last)

    @property
    def weeks(self) -> int:
        return (self.last - self.first).days // 7 + 1

    def back(self, step: timedelta) -> "Period":
        return Period(self.first - step, self.last - step)

    @property
    def before(self) -> "Period":
        return self.back(timedelta(weeks=self.weeks))

    @property
    def last_year(self) -> "Period":
        return self.back(YEAR)

    @property
    def condition(self) -> Q:
        return Q(week_end__gte=self.first, week_end__lte=self.last)


@dataclass(frozen=True)
class Names:
    """What the keys of the rollups are called, and the portfolio tree; two queries."""

    segments: SegmentTable
    categories: dict[int, Category]

    @classmethod
    def load(cls, segments: SegmentTable) -> "Names":
        return cls(segments, {node.pk: node for node in Category.objects.all()})

    def label(self, dimension: str, key: Any) -> str:
        """The name on screen of a key as it stands in the rollup."""
        if dimension == "segment":
            return self.segments.get(key or "").name
        if dimension == "category":
            return self.categories[key].name if key in self.categories else "Sin categoría"
        if dimension == "channel":
            return str(Channel(key).label) if key in Channel.values else "Sin canal"
        if dimension == "week":
            return week_of(key)
        return key or "Sin ciudad"

    def say(self, dimension: str, value: str) -> str:
        """The name of a value as it stands in the query string."""
        if dimension == "category":
            return self.label(dimension, int(value) if value.isdigit() else None)
        nothing = "none" if dimension == "segment" else NONE
        return self.label(dimension, "" if value == nothing else value)

    def fold(self, key: int | None, within: int | None) -> int | None:
        """A category's place among the children of ``within`` (or among the roots)."""
        node = self.categories.get(key) if key is not None else None
        while node is not None and node.parent_id not in (None, within):
            node = self.categories.get(node.parent_id)
        return node.pk if node else None

    def under(self, key: int) -> list[int]:
        """A category and all below it."""
        root = self.categories.get(key)
        if root is None:
            return [key]
        return [pk for pk, node in self.categories.items() if pk == key or f"/{key}/" in f"/{node.path}"]


def known_weeks(*, limit: int = 110) -> list[str]:
    """Weeks with rollups, newest first."""
    return [week_of(day) for day in RollupFill.objects.order_by("-week_end").values_list("week_end", flat=True)[:limit]]


def narrowed(chosen: SalesFilter, names: Names) -> QuerySet[SalesWeek]:
    """Rollup rows of the filter's dimensions, of all weeks."""
    rows = SalesWeek.objects.all()
    if chosen.segment:
        rows = rows.filter(segment="" if chosen.segment == "none" else chosen.segment)
    if chosen.channel:
        rows = rows.filter(channel="" if chosen.channel == NONE else chosen.channel)
    if chosen.city:
        rows = rows.filter(city="" if chosen.city == NONE else chosen.city)
    if chosen.category == NONE:
        rows = rows.filter(category=None)
    elif chosen.category.isdigit():
        rows = rows.filter(category_id__in=names.under(int(chosen.category)))
    return rows


def by(dimension: str, chosen: SalesFilter, names: Names) -> list[Sale]:
    """Groups of a dimension in the filter's period, with the period before and last year; one query."""
    period = Period.of(chosen)
    wanted = period.condition | period.before.condition | period.last_year.condition
    within = int(chosen.category) if chosen.category.isdigit() else None
    fold = _folder(dimension, names, within)
    sums: dict[Any, list[Any]] = {}
    rows = (
        narrowed(chosen, names)
        .filter(wanted)
        .values_list(COLUMNS[dimension])
        .order_by()
        .annotate(
            sum_net=Sum("revenue_minor", filter=period.condition),
            sum_cost=Sum("cost_minor", filter=period.condition),
            sum_costed=Sum("costed_minor", filter=period.condition),
            sum_returned=Sum("returns_minor", filter=period.condition),
            sum_units=Sum("units", filter=period.condition),
            sum_before=Sum("revenue_minor", filter=period.before.condition),
            sum_year=Sum("revenue_minor", filter=period.last_year.condition),
        )
    )
    for key, *values in rows:
        total = sums.setdefault(fold(key), [0] * len(values))
        for place, value in enumerate(values):
            total[place] += value or 0
    had_year = any(values[6] for values in sums.values())
    return sorted(
        (_sale(dimension, key, values, names, had_year) for key, values in sums.items()), key=lambda s: -s.net
    )


def _folder(dimension: str, names: Names, within: int | None) -> Callable[[Any], Any]:
    if dimension == "category":
        return lambda key: names.fold(key, within)
    return lambda key: key


def _sale(dimension: str, key: Any, values: list[Any], names: Names, had_year: bool) -> Sale:
    net, cost, costed, returned, count, before, year = values
    return Sale(
        key=param(dimension, key),
        label=names.label(dimension, key),
        net=units(net),
        cost=units(cost),
        costed=units(costed),
        returned=units(returned),
        units=Decimal(count or 0),
        before=units(before),
        last_year=units(year) if had_year else None,
    )


def param(dimension: str, key: Any) -> str:
    """A key as it stands in the query string."""
    if dimension == "segment":
        return "none" if key == "" else str(key)
    if dimension == "week":
        return week_of(key)
    return NONE if key in (None, "") else str(key)


def line(chosen: SalesFilter, names: Names, *, weeks: int = 52, with_year: bool = True) -> list[WeekSale]:
    """The line of weeks up to the filter's week, each with the same week a year before (if asked); one query."""
    last = sunday_of(chosen.week)
    first = last - timedelta(weeks=weeks - 1)
    shown = Period(first, last)
    wanted = shown.condition | shown.last_year.condition if with_year else shown.condition
    rows = narrowed(chosen, names).filter(wanted)
    sums = dict(rows.values_list("week_end").order_by().annotate(Sum("revenue_minor")))
    days = [first + timedelta(weeks=step) for step in range(weeks)]
    start = min(sums, default=last)
    return [
        WeekSale(week_of(day), units(sums.get(day)), units(sums[day - YEAR]) if day - YEAR in sums else None)
        for day in days
        if day >= start
    ]


def cross(chosen: SalesFilter, names: Names) -> list[tuple[str, str, Decimal]]:
    """Rows × columns of the filter's period: names and net money; one query."""
    period = Period.of(chosen)
    within = int(chosen.category) if chosen.category.isdigit() else None
    fold_row, fold_column = _folder(chosen.rows, names, within), _folder(chosen.columns, names, within)
    rows = (
        narrowed(chosen, names)
        .filter(period.condition)
        .values_list(COLUMNS[chosen.rows], COLUMNS[chosen.columns])
        .order_by()
        .annotate(Sum("revenue_minor"))
    )
    return [
        (names.label(chosen.rows, fold_row(row)), names.label(chosen.columns, fold_column(column)), units(minor))
        for row, column, minor in rows
    ]


def choices(names: Names, *, week: str) -> dict[str, list[tuple[str, str]]]:
    """What may be chosen in each dimension: segments, root categories, channels, and the cities that sold."""
    roots = sorted(
        (node for node in names.categories.values() if node.parent_id is None), key=lambda n: (n.order, n.name)
    )
    since = sunday_of(week) - timedelta(weeks=12)
    sold = SalesWeek.objects.filter(week_end__gte=since, week_end__lte=sunday_of(week)).values("city").order_by()
    cities = sold.annotate(total=Sum("revenue_minor")).order_by("-total").values_list("city", flat=True)[:40]
    segments = [(found.code, found.name) for found in names.segments.ordered()]
    return {
        "segment": [*segments, ("none", "Sin compras antes"), ("-", "Mostrador")],
        "category": [(str(node.pk), node.name) for node in roots] + [(NONE, "Sin categoría")],
        "channel": [(value, str(label)) for value, label in Channel.choices],
        "city": [(city or NONE, city or "Sin ciudad") for city in cities],
    }
