"""The rows behind a figure of the board: for each one the list whose length or sum it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from activities.models import Interaction, PhoneCall
from company.queries import time_zone
from customers.enums import NO_SEGMENT
from sales.models import Opportunity, Order, Quote, QuoteAnswer, QuoteVersion

MOST = 500


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
class Figure:
    """How a figure is told. ``build(ids, start, end, first, last)`` gives its rows, newest first, at most ``MOST``."""

    label: str
    money: str
    build: Callable[..., list[Behind]]


def rows_behind(what: str, *, people: frozenset[int] | None, first: date, last: date, segment: str) -> list[Behind]:
    """Rows of ``FIGURES[what]`` of these people (``None`` = everybody's), at most ``MOST`` + 1."""
    zone = time_zone()
    start = datetime.combine(first, time(), tzinfo=zone)
    end = datetime.combine(last + timedelta(days=1), time(), tzinfo=zone)
    return FIGURES[what].build(_Asked(people, start, end, first, last, segment))


@dataclass(frozen=True)
class _Asked:
    people: frozenset[int] | None
    start: datetime
    end: datetime
    first: date
    last: date
    segment: str

    def of(self, rows: QuerySet[Any], *, seller: str, customer: str, at: str) -> list[Any]:
        named = rows.filter(**{f"{seller}__isnull": False})
        if self.people is not None:
            named = named.filter(**{f"{seller}__in": self.people})
        if self.segment == NO_SEGMENT:
            named = named.filter(Q(**{f"{customer}__isnull": True}) | Q(**{f"{customer}__standing__segment": ""}))
        elif self.segment:
            named = named.filter(**{f"{customer}__standing__segment": self.segment})
        return list(named.order_by(f"-{at}", "-pk")[: MOST + 1])

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.start.tzinfo).date()


def _touches(asked: _Asked, channels: tuple[str, ...]) -> list[Behind]:
    rows = Interaction.objects.filter(channel__in=channels, happened_at__gte=asked.start, happened_at__lt=asked.end)
    rows = rows.select_related("customer", "user")
    return [
        Behind(
            asked.day(one.happened_at), one.customer.name, f"{one.get_channel_display()} {one.get_outcome_display()}",
            one.cost, reverse("activities:interaction", args=[one.pk]), str(one.user),
        )
        for one in asked.of(rows, seller="user", customer="customer", at="happened_at")
    ]  # fmt: skip


def _exchange(asked: _Asked, seller: Any, **which: Any) -> list[Behind]:
    rows = PhoneCall.objects.filter(started_at__gte=asked.start, started_at__lt=asked.end, **which)
    # The call that answered a missed one counts as the touch that was written down beside that one.
    rows = rows.exclude(
        pk__in=PhoneCall.objects.filter(called_back__isnull=False, interaction__isnull=False).values("called_back")
    )
    rows = rows.annotate(of_whom=seller).select_related("customer", "user", "assigned")
    return [
        Behind(
            asked.day(one.started_at), one.customer.name if one.customer else one.number,
            "Llamada de la central, sin anotar" if one.answered or one.direction == "out" else "Llamada perdida",
            None, reverse("activities:call_detail", args=[one.pk]), str(one.assigned or one.user),
        )
        for one in asked.of(rows, seller="of_whom", customer="customer", at="started_at")
    ]  # fmt: skip


def _newest(*parts: list[Behind]) -> list[Behind]:
    return sorted((one for part in parts for one in part), key=lambda one: one.at, reverse=True)[: MOST + 1]


def _calls_out(asked: _Asked) -> list[Behind]:
    loose = _exchange(asked, F("user_id"), direction="out", interaction=None)
    return _newest(_touches(asked, ("call_out",)), loose)


def _calls_in(asked: _Asked) -> list[Behind]:
    loose = _exchange(asked, F("user_id"), direction="in", answered=True, interaction=None)
    return _newest(_touches(asked, ("call_in",)), loose)


def _calls_missed(asked: _Asked) -> list[Behind]:
    told = Interaction.objects.filter(
        channel="call_missed", phone_calls=None, happened_at__gte=asked.start, happened_at__lt=asked.end
    ).select_related("customer", "user")
    written = [
        Behind(
            asked.day(one.happened_at), one.customer.name, "Llamada perdida, anotada", None,
            reverse("activities:interaction", args=[one.pk]), str(one.user),
        )
        for one in asked.of(told, seller="user", customer="customer", at="happened_at")
    ]  # fmt: skip
    lost = _exchange(asked, Coalesce("assigned_id", "user_id"), direction="in", answered=False)
    return _newest(written, lost)


def _proposals(asked: _Asked) -> list[Behind]:
    rows = Quote.objects.filter(first_sent_at__gte=asked.start, first_sent_at__lt=asked.end)
    rows = rows.select_related("customer", "owner")
    return [
        _of_quote(asked.day(one.first_sent_at), one, f"{one.number} {one.title}", one.total)
        for one in asked.of(rows, seller="owner", customer="customer", at="first_sent_at")
        if one.first_sent_at
    ]


def _versions(asked: _Asked) -> list[Behind]:
    rows = QuoteVersion.objects.filter(sent_at__gte=asked.start, sent_at__lt=asked.end)
    rows = rows.select_related("quote__customer", "quote__owner")
    return [
        _of_quote(asked.day(one.sent_at), one.quote, f"{one.quote.number} versión {one.number}", one.total)
        for one in asked.of(rows, seller="quote__owner", customer="quote__customer", at="sent_at")
        if one.sent_at
    ]


def _rejections(asked: _Asked) -> list[Behind]:
    rows = QuoteAnswer.objects.filter(accepted=False, at__gte=asked.start, at__lt=asked.end)
    rows = rows.select_related("quote__customer", "quote__owner", "reason", "version")
    return [
        _of_quote(
            asked.day(one.at), one.quote, f"{one.quote.number}: {one.reason.name if one.reason else 'sin razón dicha'}",
            one.version.total,
        )
        for one in asked.of(rows, seller="quote__owner", customer="quote__customer", at="at")
    ]  # fmt: skip


def _of_quote(at: date, quote: Quote, what: str, money: Decimal) -> Behind:
    return Behind(at, quote.customer.name, what, money, reverse("sales:quote", args=[quote.pk]), str(quote.owner))


def _closed(asked: _Asked, state: str) -> list[Behind]:
    rows = Opportunity.objects.filter(state=state, closed_at__gte=asked.start, closed_at__lt=asked.end)
    rows = rows.select_related("customer", "owner", "lost_reason")
    return [
        Behind(
            asked.day(one.closed_at), one.customer.name,
            f"{one.number} {one.name}" + (f": {one.lost_reason.name}" if one.lost_reason else ""),
            one.amount, reverse("sales:opportunity", args=[one.pk]), str(one.owner),
        )
        for one in asked.of(rows, seller="owner", customer="customer", at="closed_at")
        if one.closed_at
    ]  # fmt: skip


def _orders(asked: _Asked) -> list[Behind]:
    rows = Order.objects.filter(booked=True, kind__in=["sale", "return"], placed_on__range=(asked.first, asked.last))
    rows = rows.select_related("customer", "seller")
    return [
        Behind(
            one.placed_on, one.customer.name if one.customer else "Venta de mostrador",
            f"{one.get_kind_display()} {one.number}", one.total, reverse("sales:detail", args=[one.pk]),
            str(one.seller),
        )
        for one in asked.of(rows, seller="seller", customer="customer", at="placed_at")
    ]  # fmt: skip


def _cost(asked: _Asked) -> list[Behind]:
    rows = Interaction.objects.filter(~Q(cost=0), happened_at__gte=asked.start, happened_at__lt=asked.end)
    rows = rows.select_related("customer", "user")
    return [
        Behind(
            asked.day(one.happened_at), one.customer.name, str(one.get_channel_display()), one.cost,
            reverse("activities:interaction", args=[one.pk]), str(one.user),
        )
        for one in asked.of(rows, seller="user", customer="customer", at="happened_at")
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
    "sales": Figure("Ventas menos devoluciones", "Total sin impuesto", _orders),
    "cost": Figure("Costo de vender", "Costo", _cost),
}
