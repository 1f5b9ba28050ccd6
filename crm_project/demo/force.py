"""Targets of the demo's sellers for the last three months, and of their chiefs: what the people below add up to."""

import random
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum

from company.models import SalesPosition
from sales.enums import Metric, TargetScope
from sales.models import Order, Target

MONTHS = 3
COUNTS = {Metric.VISITS: 12, Metric.CALLS: 40, Metric.PROPOSALS: 4}
ROUND = Decimal(500)


def fill(*, today: date, seed: int) -> None:
    """About a tenth more than what each sold in the ninety days before, in round figures; the demo is reproducible."""
    rng = random.Random(seed)  # noqa: S311 - a demo, no secret
    since = today - timedelta(days=90)
    sold = dict(
        Order.objects.filter(booked=True, placed_on__gt=since, placed_on__lte=today, seller__isnull=False)
        .order_by()
        .values_list("seller")
        .annotate(money=Sum("total"))
    )
    positions = list(SalesPosition.objects.select_related("user").order_by("path"))
    chiefs = {one.parent_id for one in positions}
    rows: list[Target] = []
    for month in _months(today):
        own: dict[int, Decimal] = {}
        for one in positions:
            if one.pk in chiefs:
                continue
            wanted = sold.get(one.user_id, Decimal(3000)) / 3 * Decimal(rng.randint(95, 125)) / 100
            own[one.pk] = max(ROUND, (wanted / ROUND).to_integral_value() * ROUND)
            rows.append(_target(one, Metric.SALES, month, own[one.pk], TargetScope.OWN))
            rows += [_target(one, metric, month, Decimal(count), TargetScope.OWN) for metric, count in COUNTS.items()]
        for one in positions:
            below = [amount for pk, amount in own.items() if _path(positions, pk).startswith(one.path)]
            if one.pk in chiefs and below:
                rows.append(_target(one, Metric.SALES, month, sum(below, Decimal(0)), TargetScope.TEAM))
    Target.objects.bulk_create(rows, ignore_conflicts=True)


def _target(position: SalesPosition, metric: str, month: date, amount: Decimal, scope: str) -> Target:
    return Target(user=position.user, scope=scope, metric=metric, month=month, amount=amount)


def _path(positions: list[SalesPosition], pk: int) -> str:
    return next(one.path for one in positions if one.pk == pk)


def _months(today: date) -> list[date]:
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found
