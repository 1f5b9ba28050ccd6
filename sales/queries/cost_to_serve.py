"""What it cost to sell and to serve: the touches' cost by customer, by offer and by campaign. The three add up to one.

A touch belongs to its customer always, to an offer (an opportunity) where somebody said so, and to a campaign once
campaigns write touches; until then all of it is "sin campaña".
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from activities.models import Interaction
from company.queries import team_of, time_zone
from customers.models import Customer
from sales.models import Quote, QuoteVersion

from .scope import sees_whole_house

ZERO = Decimal(0)


@dataclass(frozen=True)
class Cost:
    """A row: ``key`` = id (``None`` = of no offer, of no campaign), how many touches, what they cost."""

    key: int | None
    name: str
    touches: int
    cost: Decimal


def touches(user: Any, *, first: date, last: date) -> QuerySet[Interaction]:
    """Touches of a period by whom ``user`` sees in the sales tree (``None`` = the whole house)."""
    zone = time_zone()
    rows = Interaction.objects.filter(
        happened_at__gte=datetime.combine(first, time(), tzinfo=zone),
        happened_at__lt=datetime.combine(last + timedelta(days=1), time(), tzinfo=zone),
    )
    return rows if user is None or sees_whole_house(user) else rows.filter(user_id__in=team_of(user))


def by_customer(rows: QuerySet[Interaction]) -> list[Cost]:
    found = rows.order_by().values("customer", name=F("customer__name")).annotate(n=Count("id"), money=Sum("cost"))
    return _costs((one["customer"], one["name"], one["n"], one["money"]) for one in found)


def by_offer(rows: QuerySet[Interaction]) -> list[Cost]:
    found = (
        rows.order_by()
        .values(offer=F("opportunity_link__opportunity"), name=F("opportunity_link__opportunity__name"))
        .annotate(n=Count("id"), money=Sum("cost"))
    )
    return _costs((one["offer"], one["name"] or "Sin oportunidad", one["n"], one["money"]) for one in found)


def by_campaign(rows: QuerySet[Interaction]) -> list[Cost]:
    sums = rows.aggregate(n=Count("id"), money=Sum("cost"))
    return [Cost(None, "Sin campaña", sums["n"], sums["money"] or ZERO)] if sums["n"] else []


def _costs(found: Any) -> list[Cost]:
    rows = [Cost(key, name, n, money or ZERO) for key, name, n, money in found]
    return sorted(rows, key=lambda one: (-one.cost, one.name))


@dataclass(frozen=True)
class CustomerCost:
    """``year``: what the touches of the last 365 days cost; ``touches`` how many they were."""

    year: Decimal
    touches: int
    visits: int


def cost_of(customer: Customer, *, today: date) -> CustomerCost:
    """What it cost to sell to and serve this customer in a year. One query."""
    since = datetime.combine(today - timedelta(days=364), time(), tzinfo=time_zone())
    sums = Interaction.objects.filter(customer=customer, happened_at__gte=since).aggregate(
        money=Sum("cost"), n=Count("id"), visits=Count("id", filter=Q(channel__in=["visit", "meeting"]))
    )
    return CustomerCost(sums["money"] or ZERO, sums["n"], sums["visits"])


@dataclass(frozen=True)
class Profit:
    """Of an offer, without tax: what its lines of known cost leave (``margin``, ``None`` = no cost is known), which
    share of the offer they are (0 to 1), and what its touches cost (``None`` = it belongs to no opportunity)."""

    margin: Decimal | None
    known: Decimal | None
    spent: Decimal | None

    @property
    def left(self) -> Decimal | None:
        """Margin less what it cost to sell."""
        return None if self.margin is None else self.margin - (self.spent or ZERO)

    @property
    def partial(self) -> bool:
        """Some of it has no known cost."""
        return self.margin is not None and self.known is not None and self.known < 1


def profit_of(quote: Quote, version: QuoteVersion) -> Profit:
    """Profit of a version of an offer, by its lines (prefetched or not). At most one query besides them."""
    costed = sum((line.total for line in version.lines.all() if line.unit_cost is not None), ZERO)
    known = costed / version.total if version.total else None
    margin = None if version.cost is None else costed - version.cost
    if not quote.opportunity_id:
        return Profit(margin, known, None)
    spent = Interaction.objects.filter(opportunity_link__opportunity=quote.opportunity_id).aggregate(money=Sum("cost"))
    return Profit(margin, known, spent["money"] or ZERO)
