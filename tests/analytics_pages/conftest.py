"""The tiny demo company with its last weeks computed."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client

from analytics.services import weekly
from company.models import User
from crm_project.demo.load import Loaded, load
from tests.demo import TODAY, tiny_demo
from tests.photographs import once

__all__ = ["tiny_demo"]
WEEK, BEFORE, FIRST = "2026-W46", "2026-W45", "2026-W41"


@pytest.fixture(scope="module")
def computed(django_db_setup: None, django_db_blocker: Any) -> Iterator[Loaded]:
    """Weeks 41 to 46 stand, once for a whole module: each test works inside a savepoint of this transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield once("weeks", _compute)
        transaction.set_rollback(True)


def _compute() -> Loaded:
    loaded = once("tiny", lambda: load(today=TODAY, tiny=True))
    weekly.compute_week(week=FIRST, today=TODAY)
    weekly.compute_week(week=WEEK, today=TODAY)
    return loaded


def visitor(role: str) -> Client:
    """A client of somebody with this role."""
    user, _ = User.objects.get_or_create(username=f"persona-{role}", defaults={"first_name": role.capitalize()})
    user.groups.set([Group.objects.get(name=role)])
    client = Client()
    client.force_login(user)
    return client
