"""Opportunities."""

from datetime import UTC, datetime
from typing import Any

from activities.models import Interaction
from company.models import User
from customers.models import Customer
from sales.models import Opportunity, Stage
from sales.services import opportunities, opportunity_parts
from tests.factories.customers import customer
from tests.factories.work import interaction

MONDAY = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)  # 10:00 in Lima


def opportunity(owner: User | None, of: Customer | None = None, **more: Any) -> Opportunity:
    """A deal of ``owner`` opened on Monday at ten, in the first stage of the usual process."""
    more.setdefault("name", "Tazas para su aniversario")
    more.setdefault("actor", owner)
    more.setdefault("at", MONDAY)
    if of is None:
        of = customer(f"C-{Customer.objects.count() + 1}", owner=owner)
    return opportunities.create(customer=of, owner=owner, **more)


def stage(code: str, pipeline: str = "consultiva") -> Stage:
    return Stage.objects.get(pipeline__code=pipeline, code=code)


def touched(of: Opportunity, code: str = "llamada", **more: Any) -> Interaction:
    """A call (or visit) for this deal."""
    made = interaction(of.owner, of.customer, code=code, **more)
    opportunity_parts.touch(opportunity=of, interaction=made, actor=of.owner)
    return made
