"""Hand-overs of customers: who sees which, and a dossier as the page shows it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from company.queries import team_of
from core.lists import find
from customers.models import Customer
from sales.models import HandOver

from .scope import SELL, sees_whole_house


def hand_overs_visible_to(user: Any) -> QuerySet[HandOver]:
    """Those of the two sellers, and of those above either; all for who sees the whole house."""
    rows = HandOver.objects.all()
    if sees_whole_house(user):
        return rows
    if not SELL & getattr(user, "roles", frozenset()):
        return rows.none()
    team = team_of(user)
    return rows.filter(Q(from_user_id__in=team) | Q(to_user_id__in=team))


def hand_overs_listed(user: Any) -> QuerySet[HandOver]:
    """The base of the list: without the dossiers themselves."""
    return hand_overs_visible_to(user).select_related("customer", "from_user", "to_user").defer("dossier")


def search_hand_overs(rows: QuerySet[HandOver], text: str) -> QuerySet[HandOver]:
    return rows.filter(customer__in=find(Customer.objects.all(), text).order_by().values("pk"))


def unread_of(user: Any, *, limit: int) -> list[HandOver]:
    """What the person got and has not read, newest first."""
    rows = HandOver.objects.filter(to_user_id=user.pk, read_at=None).select_related("customer", "from_user")
    return list(rows.defer("dossier").order_by("-at", "-id")[:limit])


def read_dossier(dossier: dict[str, Any]) -> dict[str, Any]:
    """The frozen texts as values that templates word: money as ``Decimal``, days as ``date``."""
    return {key: _read(value) for key, value in dossier.items()}


MONEY = frozenset({"amount", "total", "balance", "bought"})
DAYS = frozenset({"due", "sent", "until", "expected", "delivery", "since", "last_order"})


def _read(value: Any, key: str = "") -> Any:
    if isinstance(value, list):
        return [_read(one) for one in value]
    if isinstance(value, dict):
        return {name: _read(one, name) for name, one in value.items()}
    if key in MONEY and value:
        return Decimal(value)
    if key in DAYS and value:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if key == "at" and value else value
