"""The day of a seller: his deals that were to be closed by now, that stand too long, or that nobody moves on."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from activities.queries import days
from company.enums import Role
from company.queries import time_zone
from core import formatting, house
from core.clock import business_date
from core.slots import TODAY, TodayAct, TodayItem, TodaySource
from sales.enums import OpportunityState
from sales.queries.board import days_in_stage, has_step, is_stuck, opportunities_weighed, until


def _waiting(user: Any, at: datetime, limit: int) -> list[TodayItem]:
    """One line a deal, the most money first; one query."""
    facts = house.current()
    on = business_date(at, time_zone())
    mine = opportunities_weighed(user).filter(owner_id=user.pk, state=OpportunityState.OPEN)
    rows = mine.alias(until=until()).annotate(promised=has_step())
    rows = rows.filter(Q(expected_on__lt=on) | Q(until__lt=on) | Q(promised=False)).order_by("-amount", "id")
    return [_item(row, on, facts) for row in rows[:limit]]


def _item(row: Any, on: Any, facts: Any) -> TodayItem:
    """The most pressing reason gives the verb."""
    page = reverse("sales:opportunity", args=[row.pk])
    days_there = days_in_stage(row, on=on, zone=facts.zone)
    money = f"{formatting.money(row.amount, facts.locale)} · " if row.amount else ""
    due = None
    if row.expected_on is not None and row.expected_on < on:
        said = f"se iba a cerrar {formatting.day(row.expected_on, today=on)}"
        act = TodayAct("Poner fecha", reverse("sales:opportunity_edit", args=[row.pk]), "calendar-event")
        due = days.moment(row.expected_on)
    elif not row.promised:
        said = f"sin próximo paso, en «{row.stage.name}»"
        act = TodayAct("Anotar", f"{page}#compromisos", "calendar-plus")
    elif is_stuck(row, days_there):
        said = f"{formatting.plural(days_there, 'día', 'días', facts.locale)} en «{row.stage.name}»"
        act = TodayAct("Mover", reverse("sales:opportunity_move", args=[row.pk]), "route")
    else:
        said, act = f"en «{row.stage.name}»", TodayAct("Ver", page, "briefcase")
    return TodayItem(
        title=f"{row.customer.name}: {row.name}",
        reason=f"{money}{said}",
        act=act,
        url=page,
        due=due,
        money=row.amount or None,
        icon="briefcase",
        key=str(row.pk),
    )


TODAY.add(
    "sales.opportunities",
    TodaySource("Oportunidades", _waiting, frozenset({Role.SELLER.value, Role.SUPERVISOR.value})),
    order=35,
)
