"""People and their roles."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import transaction

from company.enums import Role
from company.models import User
from core.audit import acting
from core.errors import DomainError

LAST_ADMINISTRATOR = "Es el único administrador: nombra a otro antes."
PREFERENCES = frozenset({"theme", "dense_lists"})


def set_roles(*, person: User, roles: Collection[str], actor: Any) -> User:
    """Give a person exactly these roles. Acts on his next request; the last administrator cannot be lost."""
    unknown = set(roles) - set(Role.values)
    if unknown:
        raise DomainError(f"No existe el rol «{min(unknown)}».", field="roles")
    with transaction.atomic(), acting(actor=actor, why=f"roles: {', '.join(sorted(roles)) or 'ninguno'}"):
        held = User.objects.select_for_update().get(pk=person.pk)
        if Role.ADMINISTRATOR not in roles:
            _keep_an_administrator(without=held)
        held.groups.set(Group.objects.filter(name__in=roles))
        held.is_staff = bool({Role.ADMINISTRATOR, Role.PURCHASING} & set(roles))
        held.save(update_fields=["is_staff"])
    return User.objects.get(pk=person.pk)


def set_active(*, person: User, active: bool, actor: Any) -> User:
    """Let a person in or lock him out; locking out ends his sessions."""
    with transaction.atomic(), acting(actor=actor, why="acceso abierto" if active else "acceso cerrado"):
        held = User.objects.select_for_update().get(pk=person.pk)
        if not active:
            _keep_an_administrator(without=held)
            end_sessions(person=held)
        held.is_active = active
        held.save(update_fields=["is_active"])
    return held


def change_preferences(*, person: User, **values: Any) -> User:
    """One's own theme and density."""
    unknown = set(values) - PREFERENCES
    if unknown:
        raise TypeError(f"not preferences: {sorted(unknown)}")
    with transaction.atomic(), acting(actor=person, why="preferencias"):
        User.objects.filter(pk=person.pk).update(**values)
    return User.objects.get(pk=person.pk)


def end_sessions(*, person: User) -> int:
    """Sign a person out everywhere; gives how many sessions ended."""
    own = [row.pk for row in Session.objects.iterator() if row.get_decoded().get("_auth_user_id") == str(person.pk)]
    return Session.objects.filter(pk__in=own).delete()[0]


def would_lose_administrator(*, person: User, roles: Collection[str], active: bool) -> bool:
    """Would the house be left without an active administrator?"""
    stays = active and Role.ADMINISTRATOR in roles
    if stays or not (person.is_active and person.groups.filter(name=Role.ADMINISTRATOR).exists()):
        return False
    return not User.objects.filter(groups__name=Role.ADMINISTRATOR, is_active=True).exclude(pk=person.pk).exists()


def _keep_an_administrator(*, without: User) -> None:
    """Lock the group, so that two administrators cannot remove each other at once."""
    Group.objects.get_or_create(name=Role.ADMINISTRATOR)
    Group.objects.select_for_update().get(name=Role.ADMINISTRATOR)
    if would_lose_administrator(person=without, roles=(), active=False):
        raise DomainError(LAST_ADMINISTRATOR)
