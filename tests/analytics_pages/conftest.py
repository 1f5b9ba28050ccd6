"""The tiny demo company with its last weeks computed."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from analytics.services import weekly
from company.models import User
from crm_project.demo.load import Loaded
from tests.demo import TODAY, tiny_demo

__all__ = ["tiny_demo"]
WEEK, BEFORE = "2026-W46", "2026-W45"


@pytest.fixture
def computed(tiny_demo: Loaded) -> Loaded:
    """Weeks 44 to 46 stand."""
    weekly.compute_week(week="2026-W44", today=TODAY)
    weekly.compute_week(week=WEEK, today=TODAY)
    return tiny_demo


def visitor(role: str) -> Client:
    """A client of somebody with this role."""
    user, _ = User.objects.get_or_create(username=f"persona-{role}", defaults={"first_name": role.capitalize()})
    user.groups.set([Group.objects.get(name=role)])
    client = Client()
    client.force_login(user)
    return client
