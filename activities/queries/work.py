"""Interactions and tasks: who may see and change which, what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from activities.enums import AFTER_OUTCOME, NEVER, Outcome, TaskState
from activities.models import ActionType, Interaction, Task
from company.enums import Role
from company.models import User
from company.queries import team_of, today
from core.lists import find
from core.lists.searching import words_of
from customers.models import Customer
from customers.queries import customers_visible_to, find_customers

from .days import after_business_days

# See every task; the first two also change them.
OVERSEERS = frozenset({Role.GESTOR.value, Role.ADMINISTRATOR.value})
SEE_ALL = OVERSEERS | {Role.SERVICE.value}


def interactions_visible_to(user: Any) -> QuerySet[Interaction]:
    """Every interaction, for whoever has a role: the story of a customer is the house's."""
    rows = Interaction.objects.all()
    return rows if getattr(user, "roles", frozenset()) else rows.none()


def tasks_visible_to(user: Any) -> QuerySet[Task]:
    """One's own tasks and those of one's team; all for who steers the house or answers for its service."""
    roles: frozenset[str] = getattr(user, "roles", frozenset())
    if roles & SEE_ALL:
        return Task.objects.all()
    return Task.objects.filter(owner_id__in=sorted(team(user))) if roles else Task.objects.none()


def tasks_listed(user: Any) -> QuerySet[Task]:
    """The base of the list: with what its columns need."""
    return tasks_visible_to(user).select_related("customer", "owner", "type").defer("note", "customer__search")


def search_tasks(rows: QuerySet[Task], text: str) -> QuerySet[Task]:
    """By words of the title, or by the customer."""
    words = words_of(text)
    if not words:
        return rows
    found = Q(customer__in=find(Customer.objects.all(), text).order_by().values("pk"))
    by_title = Q()
    for word in words:
        by_title &= Q(title__icontains=word)
    return rows.filter(found | by_title)


def tasks_changeable_by(user: Any, rows: QuerySet[Task]) -> QuerySet[Task]:
    """Those of ``rows`` that the person may change: own and team's."""
    if getattr(user, "roles", frozenset()) & OVERSEERS:
        return rows
    return rows.filter(owner_id__in=sorted(team(user)))


def may_change_task(user: Any, task: Task) -> bool:
    return bool(user.roles & OVERSEERS) or task.owner_id in team(user)


def may_change_interaction(user: Any, interaction: Interaction) -> bool:
    """One's own, one's team's, and what belongs to nobody only by who steers the house."""
    return bool(user.roles & OVERSEERS) or interaction.user_id in team(user)


def team(user: Any) -> frozenset[int]:
    """``team_of``, asked once for a person in a request."""
    if not hasattr(user, "_team"):
        user._team = team_of(user)
    found: frozenset[int] = user._team
    return found


def action_types() -> QuerySet[ActionType]:
    """Those on offer, in their order."""
    return ActionType.objects.filter(is_active=True).select_related("next_type")


def type_by_code(code: str) -> ActionType | None:
    return action_types().filter(code=code).first()


def next_task_of(user: Any, customer: Customer) -> Task | None:
    """The open task with this customer that comes first, of those that the person may see."""
    rows = tasks_visible_to(user).filter(customer=customer, state=TaskState.OPEN)
    return rows.select_related("owner", "type").order_by("due_at", "id").first()


def pick_customers(user: Any, text: str, *, limit: int) -> list[Customer]:
    """Customers that hold every word of ``text`` (name, document, phone, mail); without text the last ones one dealt
    with. A phone may be typed with its blanks: "987 654 321"."""
    text = text.strip()
    if text:
        digits = text.replace(" ", "").replace("-", "")
        return find_customers(user, digits if digits.lstrip("+").isdecimal() else text, limit)
    last = interactions_visible_to(user).filter(user=user).order_by("-happened_at", "-id")
    ids = list(dict.fromkeys(last.values_list("customer_id", flat=True)[: limit * 5]))[:limit]
    rows = customers_visible_to(user).filter(is_active=True).only("id", "name", "code", "city", "phone", "kind")
    found = rows.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def people_of_house() -> QuerySet[User]:
    """Whom a task may be given to."""
    return User.objects.filter(is_active=True).order_by("first_name", "last_name", "username")


@dataclass(frozen=True)
class Proposal:
    """What the chain rule proposes after an action: kind and day, or no next step with its reason."""

    type: ActionType | None
    day: date | None
    reason: str = ""


def propose_next(
    *, kind: ActionType | None, outcome: str, at: datetime, types: Iterable[ActionType] | None = None
) -> Proposal:
    """What comes after an action of this ``kind`` with this ``outcome`` at the aware moment ``at``.

    The outcome's own rule (``AFTER_OUTCOME``) goes first, then the chain rule of the kind. ``types`` saves the query
    where the caller holds them already.
    """
    if outcome == Outcome.NOT_INTERESTED:
        return Proposal(None, None, NEVER)
    known = {one.code: one for one in (types if types is not None else action_types())}
    code, days = AFTER_OUTCOME.get(outcome, ("", None))
    follows = known.get(code) or (kind.next_type if kind else None)
    if follows is None:
        return Proposal(None, None)
    count = days if days is not None and code in known else (kind.next_days if kind else 3)
    start = today(at=at)
    if kind is not None and not kind.next_business and days is None:
        return Proposal(follows, date.fromordinal(start.toordinal() + count))
    return Proposal(follows, after_business_days(start, count))
