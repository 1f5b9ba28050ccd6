"""The sales tree as rows: who answers to whom, and whom a person sees of it."""

from dataclasses import dataclass
from typing import Any

from company.models import SalesPosition, User

from .force import Work
from .scope import SEE_ALL, SELL

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Place:
    """A person in the tree. ``depth`` from the top of what is seen; ``below`` = ids of everybody under him."""

    user: User
    depth: int
    below: frozenset[int]

    @property
    def leads(self) -> bool:
        return bool(self.below)


def places(user: Any) -> list[Place]:
    """Whom ``user`` sees, each chief before his people; one query. A seller sees himself alone."""
    rows = SalesPosition.objects.select_related("user").filter(user__is_active=True).order_by("path")
    roles: frozenset[str] = getattr(user, "roles", frozenset())
    if not roles & SELL:
        return []
    found = list(rows)
    if not roles & SEE_ALL:
        own = next((one.path for one in found if one.user_id == user.pk), None)
        found = [one for one in found if own is not None and one.path.startswith(own)]
    shallowest = min((one.path.count("/") for one in found), default=0)
    made = [
        Place(
            user=one.user,
            depth=one.path.count("/") - shallowest,
            below=frozenset(two.user_id for two in found if two.path.startswith(one.path) and two.pk != one.pk),
        )
        for one in found
    ]
    return _siblings_by_name(made)


def _siblings_by_name(rows: list[Place], depth: int = 0) -> list[Place]:
    """Each chief before his people, brothers by name, those who lead first."""
    blocks: list[list[Place]] = []
    for row in rows:
        if row.depth == depth or not blocks:
            blocks.append([row])
        else:
            blocks[-1].append(row)
    blocks.sort(key=lambda block: (not block[0].leads, str(block[0].user)))
    return [row for block in blocks for row in (block[0], *_siblings_by_name(block[1:], depth + 1))]


def of_person(found: dict[Key, Work], pk: int) -> Work:
    """His own work."""
    return found.get((pk,), Work())


def of_team(found: dict[Key, Work], place: Place) -> Work:
    """His own and everybody's below him."""
    return sum((found.get((pk,), Work()) for pk in place.below | {place.user.pk}), Work())


def outside(found: dict[Key, Work], rows: list[Place]) -> Work:
    """What people without a place in the tree did (the shop's till, who left)."""
    known = {place.user.pk for place in rows}
    return sum((one for (pk, *_), one in found.items() if pk not in known), Work())


def seen_person(user: Any, pk: int) -> User | None:
    """Somebody that ``user`` may look at, or ``None``."""
    seen = {place.user.pk: place.user for place in places(user)}
    if pk == getattr(user, "pk", None):
        return User.objects.filter(pk=pk).first()
    return seen.get(pk)
