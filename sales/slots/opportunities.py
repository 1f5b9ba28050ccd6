"""Opportunities in the slots of the apps below: search, story and page of the customer, the form of what happened."""

from decimal import Decimal
from typing import Any

from django.urls import reverse

from company.queries import team_of
from core import named
from core.errors import DomainError
from core.history import HistorySource
from core.slots import (
    ACTIONS,
    CUSTOMER_PANELS,
    FILE_READERS,
    HISTORY,
    LOG_CHOICES,
    SEARCH,
    STORY,
    UNDO,
    CustomerPanel,
    LogChoice,
    PaletteAction,
    SearchHit,
    SearchSource,
    StoryItem,
    StorySource,
)
from sales.enums import Entry, OpportunityState
from sales.models import OpportunityFile, OpportunityTask
from sales.queries import opportunities as queries
from sales.queries.scope import SELL, sees_whole_house
from sales.services import opportunities, opportunity_parts

from .hits import hits_of

STORY_DATA = (
    "jsonb_build_object('id', g.id, 'name', g.name, 'state', g.state, 'amount', g.amount::text, 'entry', g.entry, "
    "'stage', (SELECT s.name FROM sales_stage s WHERE s.id = g.stage_id))"
)


def _hits(user: Any, text: str, limit: int) -> list[SearchHit]:
    return hits_of(
        queries.find_opportunities(user, text, limit),
        title=lambda row: row.name,
        about=lambda row: f"{row.number} · {row.customer.name}",
        money=lambda row: row.amount,
        url=lambda row: reverse("sales:opportunity", args=[row.pk]),
    )


def _told(data: dict[str, Any], at: Any) -> StoryItem:
    badge, tone = {"won": ("ganada", "good"), "lost": ("perdida", "bad")}.get(data["state"], (data["stage"], "anil"))
    return StoryItem(
        strong="Oportunidad",
        rest=f"{data['name']}, {str(Entry(data['entry']).label).lower()}",
        badge=badge,
        badge_tone=tone,
        money=Decimal(data["amount"]) or None,
        url=reverse("sales:opportunity", args=[data["id"]]),
        icon="briefcase",
        tone="good" if data["state"] == OpportunityState.WON else "",
        whole_day=True,
    )


def _story_of(user: Any) -> str | None:
    """Only those that he may open: the same people as everywhere, as numbers of ours."""
    if sees_whole_house(user):
        return ""
    if not SELL & getattr(user, "roles", frozenset()):
        return None
    owners = ", ".join(str(int(pk)) for pk in sorted(team_of(user))) or "0"
    return f"g.owner_id IN ({owners})"


def _panel(user: Any, customer: Any) -> dict[str, Any] | None:
    if not SELL & getattr(user, "roles", frozenset()):
        return None
    new = f"{reverse('sales:opportunity_new')}?customer={customer.pk}"
    return {"rows": queries.open_with_steps(user, customer), "new": new}


def may_fetch(user: Any, stored: Any) -> bool:
    """Who sees the opportunity may fetch its files."""
    held = OpportunityFile.objects.filter(file=stored)
    return held.filter(opportunity__in=queries.opportunities_visible_to(user)).exists()


# ── For which opportunity a call or visit was ───────────────────────────────────────────────────────────────


def _offered(user: Any, customer: Any, asked: str, task: Any) -> list[tuple[str, str, bool]]:
    """His open ones; chosen is the one that was asked for, else the one whose commitment is being done."""
    rows = queries.open_of_customer(user, customer)
    if rows and not asked and task is not None:
        link = OpportunityTask.objects.filter(task=task).first()
        asked = str(link.opportunity_id) if link else ""
    return [(str(one.pk), f"Para: {one.name} ({one.stage.name})", str(one.pk) == asked) for one in rows]


def _logged(interaction: Any, next_task: Any, value: str, actor: Any) -> None:
    """The touch counts for that deal and does its steps; the next step is a commitment of it."""
    rows = queries.opportunities_visible_to(actor).filter(customer_id=interaction.customer_id)
    held = named.one_of(rows, value)
    if held is None:
        raise DomainError("Esa oportunidad ya no es de este cliente, o la lleva otro equipo.")
    opportunity_parts.touch(opportunity=held, interaction=interaction, actor=actor)
    if next_task is not None:
        OpportunityTask.objects.create(opportunity=held, task=next_task)


LOG_CHOICES.add("opportunity", LogChoice("Para qué oportunidad", "No es para una oportunidad", _offered, _logged))
SEARCH.add("sales.opportunities", SearchSource("Oportunidades", "briefcase", _hits), order=15)
STORY.add(
    "opportunities",
    StorySource(
        label="Oportunidades",
        icon="briefcase",
        table="sales_opportunity g",
        customer="g.customer_id",
        at="(g.opened_on + time '12:00') AT TIME ZONE %(zone)s",
        id="g.id",
        data=STORY_DATA,
        item=_told,
        visible=_story_of,
    ),
    order=45,
)
CUSTOMER_PANELS.add(
    "sales.opportunities",
    CustomerPanel("Oportunidades abiertas", "sales/_customer_opportunities.html", _panel),
    order=20,
)


def _restore(actor: Any, row: Any, field: str, value: Any) -> str:
    return opportunities.change(opportunity=row, version=row.version, actor=actor, **{field: value})[1]


HISTORY.add(
    "sales.opportunity",
    HistorySource(
        "sales.Opportunity",
        queries.opportunities_visible_to,
        url=lambda row: reverse("sales:opportunity", args=[row.pk]),
        restore=_restore,
        restorable=opportunities.FIELDS - {"customer"},
        may=lambda user, row: bool(SELL & user.roles),
    ),
)
ACTIONS.add(
    "sales.opportunity",
    PaletteAction("Nueva oportunidad", "briefcase", "sales:opportunity_new", roles=SELL, for_customer=True),
    order=50,
)
UNDO.add(opportunities.UNDO_KIND, opportunities.take_back)
FILE_READERS.add(opportunity_parts.FILE_PURPOSE, may_fetch)
