"""Whose jobs one may see."""

from typing import Any

from django.db.models import QuerySet

from core.models import Job


def jobs_visible_to(user: Any) -> QuerySet[Job]:
    """One's own; the administrator sees all."""
    found = Job.objects.order_by("-id")
    return found if "administrador" in user.roles else found.filter(owner_id=user.pk)
