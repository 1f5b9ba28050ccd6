"""Whose deals, quotes and targets a person sees: the sales tree, for every page of this app."""

from typing import Any

from django.db.models import QuerySet

from company.enums import Role
from company.models import User
from company.queries import team_of, with_role

# These see the whole house; the others what hangs below their place in the sales tree.
SEE_ALL = frozenset({Role.GESTOR.value, Role.ADMINISTRATOR.value})
SELL = SEE_ALL | {Role.SELLER.value, Role.SUPERVISOR.value}
LEAD = SEE_ALL | {Role.SUPERVISOR.value}


def sees_whole_house(user: Any) -> bool:
    return bool(SEE_ALL & getattr(user, "roles", frozenset()))


def owned_by_scope(user: Any, rows: QuerySet[Any], *, field: str = "owner") -> QuerySet[Any]:
    """Of ``rows`` those whose ``field`` is the person or somebody below him; all for who sees the whole house.

    Nobody else sees any: an object of another team is 404 everywhere.
    """
    roles: frozenset[str] = getattr(user, "roles", frozenset())
    if roles & SEE_ALL:
        return rows
    if not roles & SELL:
        return rows.none()
    return rows.filter(**{f"{field}_id__in": team_of(user)})


def may_own_for(user: Any) -> QuerySet[User]:
    """Whom the person may name as owner: active people who sell, inside his scope."""
    people = with_role(Role.SELLER.value, Role.SUPERVISOR.value, Role.GESTOR.value)
    return people if sees_whole_house(user) else people.filter(pk__in=team_of(user))
