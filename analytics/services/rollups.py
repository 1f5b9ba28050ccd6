"""Weekly rollups of sales and stock, and rotation; each week is filled whole, in the caller's transaction."""

from datetime import date, timedelta

from django.db.models import Max, Min

from analytics.models import OrdersWeek, ProductWeek, RollupFill, Rotation, SalesWeek, StockWeek
from inventory.models import StockMovement

from . import sql

WEEKS_LOOKED_AT = 52
RECENT_WEEKS = 8


def fill(*, week_end: date, seconds: float = 0.0) -> None:
    """Fill the sales and stock rollups of the week that ends on ``week_end`` anew (segments as the state has them)."""
    for model in (SalesWeek, OrdersWeek, ProductWeek, StockWeek):
        model.objects.filter(week_end=week_end).delete()
    params = {"week_end": week_end}
    for name in ("sales_week", "orders_week", "product_week"):
        sql.run(name, params)
    first = not StockWeek.objects.filter(week_end=week_end - timedelta(days=7)).exists()
    sql.run("stock_week", params | {"first": first})
    RollupFill.objects.update_or_create(
        week_end=week_end,
        defaults={"is_dirty": False, "seconds": round(seconds, 3), "last_movement": _newest_movement()},
    )


def fill_rotation(*, week_end: date) -> int:
    """Compute rotation at the end of a filled week; gives the number of products. Nothing filled: nothing computed."""
    Rotation.objects.filter(week_end=week_end).delete()
    earliest = week_end - timedelta(days=7 * (WEEKS_LOOKED_AT - 1))
    first = RollupFill.objects.filter(week_end__range=(earliest, week_end)).aggregate(Min("week_end"))["week_end__min"]
    if first is None:
        return 0
    weeks = (week_end - first).days // 7 + 1
    return sql.run(
        "rotation",
        {
            "week_end": week_end,
            "first": first,
            "weeks": weeks,
            "recent": min(weeks, RECENT_WEEKS),
            "ledger": not StockWeek.objects.filter(week_end=first - timedelta(days=7)).exists(),
        },
    )


def late_stock_day() -> date | None:
    """Earliest day, within filled weeks, of stock movements that came in after those weeks were filled."""
    seen = RollupFill.objects.aggregate(Max("week_end"), Max("last_movement"))
    if seen["week_end__max"] is None:
        return None
    late = StockMovement.objects.filter(pk__gt=seen["last_movement__max"], occurred_on__lte=seen["week_end__max"])
    earliest: date | None = late.aggregate(Min("occurred_on"))["occurred_on__min"]
    return earliest


def _newest_movement() -> int:
    return StockMovement.objects.aggregate(Max("pk"))["pk__max"] or 0
