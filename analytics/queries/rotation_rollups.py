"""Rotation as it was computed: states of stock, ABC × XYZ, products of a week. One row a product; no ledger."""

from datetime import date
from decimal import Decimal

from django.db.models import Case, CharField, Count, DecimalField, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, NullIf

from analytics.filters import RotationFilter
from analytics.models import RollupFill, Rotation
from core.clock import week_of

from .facts import AbcCell, ProductTurn, StockSums
from .rollups import units
from .sales_rollups import NONE, Names

LEAD_DAYS = 14  # where the product does not say how long its supplier takes
SLOW_DAYS = 180
ORDERS = {
    "value": "-stock_minor",
    "sold": "-revenue_minor",
    "cover": "stock_days",
    "turnover": "-turnover",
    "gmroi": "-gmroi",
}
PAGE = 50

SELLS = Q(weekly_units__gt=0)
OUT = SELLS & Q(on_hand__lte=0)
SHORT = SELLS & Q(on_hand__gt=0, stock_days__lte=F("lead"))
STATE = Case(
    When(OUT, then=Value("out")),
    When(SHORT, then=Value("short")),
    When(is_dead=True, then=Value("dead")),
    When(stock_days__gt=SLOW_DAYS, then=Value("slow")),
    default=Value("healthy"),
    output_field=CharField(),
)
# What a product sells in an average week of the last eight, in cents: its units at its own mean price.
WEEKLY_MINOR = F("weekly_units") * F("revenue_minor") / NullIf(F("units"), Decimal(0))


def known_weeks() -> list[str]:
    """Weeks whose rotation stands, newest first."""
    there = Rotation.objects.filter(week_end=OuterRef("week_end"))
    found = RollupFill.objects.filter(Exists(there)).order_by("-week_end").values_list("week_end", flat=True)
    return [week_of(day) for day in found[:60]]


def rows(week_end: date) -> QuerySet[Rotation]:
    """Rotation of a week with the state of each product."""
    found = Rotation.objects.filter(week_end=week_end).annotate(lead=Coalesce(F("product__lead_time_days"), LEAD_DAYS))
    return found.annotate(state=STATE)


def narrowed(chosen: RotationFilter, names: Names, week_end: date) -> QuerySet[Rotation]:
    """The products of a filter."""
    found = rows(week_end)
    if chosen.abc:
        found = found.filter(abc=chosen.abc)
    if chosen.xyz:
        found = found.filter(xyz=chosen.xyz)
    if chosen.state:
        found = found.filter(Q(state=chosen.state))
    if chosen.category == NONE:
        found = found.filter(product__category=None)
    elif chosen.category:
        found = found.filter(product__category_id__in=names.under(int(chosen.category)))
    return found


def sums(found: QuerySet[Rotation]) -> StockSums:
    """Counts and money of the states; one query."""
    totals = found.aggregate(
        products=Count("pk"),
        stock=Sum("stock_minor"),
        out=Count("pk", filter=Q(state="out")),
        out_sale=Sum(WEEKLY_MINOR, filter=Q(state="out"), output_field=DecimalField()),
        short=Count("pk", filter=Q(state="short")),
        short_sale=Sum(WEEKLY_MINOR, filter=Q(state="short"), output_field=DecimalField()),
        dead=Count("pk", filter=Q(state="dead")),
        dead_value=Sum("stock_minor", filter=Q(state="dead")),
    )
    return StockSums(
        products=totals["products"],
        stock_value=units(totals["stock"]),
        out=totals["out"],
        out_sale=Decimal(totals["out_sale"] or 0) / 100,
        short=totals["short"],
        short_sale=Decimal(totals["short_sale"] or 0) / 100,
        dead=totals["dead"],
        dead_value=units(totals["dead_value"]),
    )


def abc_cells(found: QuerySet[Rotation]) -> list[AbcCell]:
    """ABC × XYZ; one query."""
    grouped = found.exclude(abc="").exclude(xyz="").values_list("abc", "xyz").order_by("abc", "xyz")
    return [
        AbcCell(abc, xyz, count, units(net), units(stock))
        for abc, xyz, count, net, stock in grouped.annotate(Count("pk"), Sum("revenue_minor"), Sum("stock_minor"))
    ]


def products(
    found: QuerySet[Rotation], names: Names, *, order: str = "sold", start: int = 0, count: int = PAGE
) -> list[ProductTurn]:
    """Products from ``start``; one query. Products without the figure that orders come last."""
    key = ORDERS[order]
    field = F(key.lstrip("-"))
    by = field.desc(nulls_last=True) if key.startswith("-") else field.asc(nulls_last=True)
    page = found.select_related("product").order_by(by, "product_id")[start : start + count]
    return [_turn(row, names) for row in page]


def _turn(row: Rotation, names: Names) -> ProductTurn:
    return ProductTurn(
        product_id=row.product_id,
        sku=row.product.sku,
        name=row.product.name,
        category=names.label("category", row.product.category_id),
        abc=row.abc,
        xyz=row.xyz,
        state=row.state,  # type: ignore[attr-defined]  # annotated above
        units=row.units,
        net=units(row.revenue_minor),
        margin=None if row.margin_minor is None else units(row.margin_minor),
        margin_rate=row.margin_rate,
        on_hand=row.on_hand,
        stock_value=units(row.stock_minor),
        turnover=row.turnover,
        stock_days=row.stock_days,
        sell_through=row.sell_through,
        gmroi=row.gmroi,
        days_out=row.days_out,
        last_sold_on=row.last_sold_on,
    )
