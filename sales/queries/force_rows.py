"""The rows behind a figure of the board: for each one the list whose length or sum it is."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import Count, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Round
from django.urls import reverse

from activities.models import Interaction, PhoneCall
from company.queries import time_zone
from customers.enums import NO_SEGMENT
from sales.enums import LineKind
from sales.models import (
    Opportunity,
    OpportunityInteraction,
    Order,
    OrderLine,
    Quote,
    QuoteAnswer,
    QuoteVersion,
)

CHUNK = 500
MONEY = DecimalField(max_digits=18, decimal_places=4)


@dataclass(frozen=True)
class Behind:
    """One row: when, with whom, what, its money, where it stands."""

    at: date
    who: str
    what: str
    money: Decimal | None
    url: str
    seller: str


@dataclass(frozen=True)
class Source:
    """Rows of one table, not yet read. ``at`` orders them, newest first; ``money`` = the field that is summed or ""."""

    rows: QuerySet[Any]
    at: str
    money: str
    told: Callable[[Any], Behind]


@dataclass(frozen=True)
class Figure:
    """How a figure is told: its name, that of its money ("" = none), and where its rows come from."""

    label: str
    money: str
    sources: "Callable[[_Asked], list[Source]]"
    costs: bool = False  # only for who sees costs


@dataclass(frozen=True)
class Rows:
    """All the rows behind a figure: how many, what they come to, and any stretch of them."""

    count: int
    sum: Decimal
    _sources: list[Source]

    def between(self, first: int, last: int) -> list[Behind]:
        """The rows from place ``first`` to before ``last``; no more are read."""
        read = [Source(one.rows[:last], one.at, one.money, one.told) for one in self._sources]
        return list(islice(_merged(read), first, last))

    def all(self) -> Iterator[Behind]:
        """Every row, for a file."""
        return _merged(self._sources)


def rows_behind(
    what: str, *, people: frozenset[int] | None, first: date, last: date, segment: str, within: Q | None = None
) -> Rows:
    """Rows of ``FIGURES[what]`` of these people (``None`` = everybody's). ``within``: of the touches only those."""
    zone = time_zone()
    start = datetime.combine(first, time(), tzinfo=zone)
    end = datetime.combine(last + timedelta(days=1), time(), tzinfo=zone)
    sources = FIGURES[what].sources(_Asked(people, start, end, first, last, segment, within or Q()))
    count, money = 0, Decimal(0)
    for one in sources:
        sums = one.rows.order_by().aggregate(rows=Count("pk"), **({"money": Sum(one.money)} if one.money else {}))
        count += sums["rows"]
        money += sums.get("money") or 0
    return Rows(count, money, sources)


def _merged(sources: list[Source]) -> Iterator[Behind]:
    """Of several tables one stretch, newest first."""
    return (told for _, told in heapq.merge(*map(_stream, sources), key=lambda pair: pair[0], reverse=True))


def _stream(source: Source) -> Iterator[tuple[Any, Behind]]:
    for row in source.rows.iterator(CHUNK):
        yield getattr(row, source.at), source.told(row)


@dataclass(frozen=True)
class _Asked:
    people: frozenset[int] | None
    start: datetime
    end: datetime
    first: date
    last: date
    segment: str
    within: Q

    def of(self, rows: QuerySet[Any], *, seller: str, customer: str, at: str) -> QuerySet[Any]:
        named = rows.filter(**{f"{seller}__isnull": False})
        if self.people is not None:
            named = named.filter(**{f"{seller}__in": self.people})
        if self.segment == NO_SEGMENT:
            named = named.filter(Q(**{f"{customer}__isnull": True}) | Q(**{f"{customer}__standing__segment": ""}))
        elif self.segment:
            named = named.filter(**{f"{customer}__standing__segment": self.segment})
        return named.order_by(f"-{at}", "-pk")

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.start.tzinfo).date()


def _touches(asked: _Asked, channels: tuple[str, ...]) -> list[Source]:
    rows = Interaction.objects.filter(channel__in=channels, happened_at__gte=asked.start, happened_at__lt=asked.end)
    rows = rows.select_related("customer", "user")

    def told(one: Any) -> Behind:
        what = f"{one.get_channel_display()} {one.get_outcome_display()}"
        return _of_touch(asked, one, what, one.cost)

    return [Source(asked.of(rows, seller="user", customer="customer", at="happened_at"), "happened_at", "cost", told)]


def _of_touch(asked: _Asked, one: Any, what: str, money: Decimal | None) -> Behind:
    url = reverse("activities:interaction", args=[one.pk])
    return Behind(asked.day(one.happened_at), one.customer.name, what, money, url, str(one.user or "–"))


def _exchange(asked: _Asked, seller: Any, **which: Any) -> list[Source]:
    rows = PhoneCall.objects.filter(started_at__gte=asked.start, started_at__lt=asked.end, **which)
    # The call that answered a missed one counts as the touch that was written down beside that one.
    rows = rows.exclude(
        pk__in=PhoneCall.objects.filter(called_back__isnull=False, interaction__isnull=False).values("called_back")
    )
    rows = rows.annotate(of_whom=seller).select_related("customer", "user", "assigned")

    def told(one: Any) -> Behind:
        return Behind(
            asked.day(one.started_at), one.customer.name if one.customer else one.number,
            "Llamada de la central, sin anotar" if one.answered or one.direction == "out" else "Llamada perdida",
            None, reverse("activities:call_detail", args=[one.pk]), str(one.assigned or one.user),
        )  # fmt: skip

    return [Source(asked.of(rows, seller="of_whom", customer="customer", at="started_at"), "started_at", "", told)]


def _calls_out(asked: _Asked) -> list[Source]:
    loose = _exchange(asked, F("user_id"), direction="out", interaction=None)
    return [*_touches(asked, ("call_out",)), *loose]


def _calls_in(asked: _Asked) -> list[Source]:
    loose = _exchange(asked, F("user_id"), direction="in", answered=True, interaction=None)
    return [*_touches(asked, ("call_in",)), *loose]


def _calls_missed(asked: _Asked) -> list[Source]:
    told = Interaction.objects.filter(
        channel="call_missed", phone_calls=None, happened_at__gte=asked.start, happened_at__lt=asked.end
    ).select_related("customer", "user")
    written = Source(
        asked.of(told, seller="user", customer="customer", at="happened_at"), "happened_at", "",
        lambda one: _of_touch(asked, one, "Llamada perdida, anotada", None),
    )  # fmt: skip
    return [written, *_exchange(asked, Coalesce("assigned_id", "user_id"), direction="in", answered=False)]


def _proposals(asked: _Asked) -> list[Source]:
    rows = Quote.objects.filter(first_sent_at__gte=asked.start, first_sent_at__lt=asked.end)
    rows = asked.of(rows.select_related("customer", "owner"), seller="owner", customer="customer", at="first_sent_at")

    def told(one: Any) -> Behind:
        return _of_quote(asked.day(one.first_sent_at), one, f"{one.number} {one.title}", one.total)

    return [Source(rows, "first_sent_at", "total", told)]


def _versions(asked: _Asked) -> list[Source]:
    rows = QuoteVersion.objects.filter(sent_at__gte=asked.start, sent_at__lt=asked.end)
    rows = rows.select_related("quote__customer", "quote__owner")

    def told(one: Any) -> Behind:
        what = f"{one.quote.number} versión {one.number}"
        return _of_quote(asked.day(one.sent_at), one.quote, what, one.total)

    named = asked.of(rows, seller="quote__owner", customer="quote__customer", at="sent_at")
    return [Source(named, "sent_at", "total", told)]


def _rejections(asked: _Asked) -> list[Source]:
    rows = QuoteAnswer.objects.filter(accepted=False, at__gte=asked.start, at__lt=asked.end)
    rows = rows.select_related("quote__customer", "quote__owner", "reason", "version")

    def told(one: Any) -> Behind:
        what = f"{one.quote.number}: {one.reason.name if one.reason else 'sin razón dicha'}"
        return _of_quote(asked.day(one.at), one.quote, what, one.version.total)

    named = asked.of(rows, seller="quote__owner", customer="quote__customer", at="at")
    return [Source(named, "at", "version__total", told)]


def _of_quote(at: date, quote: Quote, what: str, money: Decimal) -> Behind:
    return Behind(at, quote.customer.name, what, money, reverse("sales:quote", args=[quote.pk]), str(quote.owner))


def _closed(asked: _Asked, state: str) -> list[Source]:
    rows = Opportunity.objects.filter(state=state, closed_at__gte=asked.start, closed_at__lt=asked.end)
    rows = rows.select_related("customer", "owner", "lost_reason")

    def told(one: Any) -> Behind:
        return Behind(
            asked.day(one.closed_at), one.customer.name,
            f"{one.number} {one.name}" + (f": {one.lost_reason.name}" if one.lost_reason else ""),
            one.amount, reverse("sales:opportunity", args=[one.pk]), str(one.owner),
        )  # fmt: skip

    return [Source(asked.of(rows, seller="owner", customer="customer", at="closed_at"), "closed_at", "amount", told)]


def _orders(asked: _Asked) -> list[Source]:
    rows = Order.objects.filter(booked=True, kind__in=["sale", "return"], placed_on__range=(asked.first, asked.last))
    rows = rows.select_related("customer", "seller")

    def told(one: Any) -> Behind:
        return Behind(
            one.placed_on, one.customer.name if one.customer else "Venta de mostrador",
            f"{one.get_kind_display()} {one.number}", one.total, reverse("sales:detail", args=[one.pk]),
            str(one.seller),
        )  # fmt: skip

    return [Source(asked.of(rows, seller="seller", customer="customer", at="placed_at"), "placed_at", "total", told)]


def _touched(asked: _Asked) -> list[Source]:
    """Every touch, those that cost nothing too, as ``cost_to_serve`` adds them up."""
    rows = Interaction.objects.filter(asked.within, happened_at__gte=asked.start, happened_at__lt=asked.end)
    if asked.people is not None:
        rows = rows.filter(user__in=asked.people)
    rows = rows.select_related("customer", "user").order_by("-happened_at", "-pk")
    return [Source(rows, "happened_at", "cost", lambda one: _of_touch(asked, one, one.get_channel_display(), one.cost))]


def _margins(asked: _Asked) -> list[Source]:
    """The same orders as far as their cost is known, as ``force.sql`` counts them."""
    unknown = OrderLine.objects.filter(order=OuterRef("pk"), kind=LineKind.PRODUCT, unit_cost=None).order_by()
    uncosted = Subquery(unknown.values("order").annotate(sum=Sum("total")).values("sum"), output_field=MONEY)
    [orders] = _orders(asked)
    rows = orders.rows.filter(cost__isnull=False).annotate(
        margin=Round(F("total") - Coalesce(uncosted, Value(Decimal(0)), output_field=MONEY), 2) - F("cost")
    )
    return [Source(rows, orders.at, "margin", lambda one: replace(orders.told(one), money=one.margin))]


def _closing_visits(asked: _Asked) -> list[Source]:
    """The visits that belong to the deals won in these days, whenever they were."""
    rows = OpportunityInteraction.objects.filter(
        opportunity__state="won", opportunity__closed_at__gte=asked.start, opportunity__closed_at__lt=asked.end,
        interaction__channel__in=("visit", "meeting"),
    ).annotate(closed=F("opportunity__closed_at"))  # fmt: skip
    rows = rows.select_related("opportunity__owner", "interaction__customer", "interaction__user")

    def told(one: Any) -> Behind:
        what = f"{one.interaction.get_channel_display()} para {one.opportunity.number} {one.opportunity.name}"
        return _of_touch(asked, one.interaction, what, one.interaction.cost)

    named = asked.of(rows, seller="opportunity__owner", customer="opportunity__customer", at="closed")
    return [Source(named, "closed", "interaction__cost", told)]


def _cost(asked: _Asked) -> list[Source]:
    rows = Interaction.objects.filter(~Q(cost=0), happened_at__gte=asked.start, happened_at__lt=asked.end)
    rows = rows.select_related("customer", "user")
    named = asked.of(rows, seller="user", customer="customer", at="happened_at")
    return [
        Source(
            named, "happened_at", "cost",
            lambda one: _of_touch(asked, one, str(one.get_channel_display()), one.cost),
        )
    ]  # fmt: skip


FIGURES: dict[str, Figure] = {
    "visits": Figure("Visitas", "Costo", lambda asked: _touches(asked, ("visit", "meeting"))),
    "calls_out": Figure("Llamadas hechas", "Costo", _calls_out),
    "calls_in": Figure("Llamadas contestadas", "Costo", _calls_in),
    "calls_missed": Figure("Llamadas perdidas", "", _calls_missed),
    "proposals": Figure("Propuestas", "Total", _proposals),
    "versions": Figure("Versiones enviadas", "Total", _versions),
    "rejections": Figure("Rechazos", "Total", _rejections),
    "won": Figure("Ganadas", "Importe", lambda asked: _closed(asked, "won")),
    "lost": Figure("Perdidas", "Importe", lambda asked: _closed(asked, "lost")),
    "closed": Figure("Ganadas y perdidas", "Importe", lambda asked: [*_closed(asked, "won"), *_closed(asked, "lost")]),
    "closing_visits": Figure("Visitas de lo que se ganó", "Costo", _closing_visits),
    "margin": Figure("Margen de lo vendido", "Margen", _margins, costs=True),
    "sales": Figure("Ventas menos devoluciones", "Total sin impuesto", _orders),
    "touches": Figure("Acciones", "Costo", _touched),
    "cost": Figure("Costo de vender", "Costo", _cost),
}
