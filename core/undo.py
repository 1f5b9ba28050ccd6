"""Taking back what was just done: the step is a row with the former values; the slot ``UNDO`` knows how.

A step is taken back once, by who did it, within ``KEEP``. The service that did it calls ``remember`` inside its own
transaction.
"""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse

from core.audit import acting
from core.errors import DomainError
from core.models import UndoStep
from core.slots import UNDO

KEEP = timedelta(days=1)


def remember(*, kind: str, actor: Any, said: str, payload: dict[str, Any]) -> str:
    """Keep a step of ``actor``; gives the address that takes it back."""
    if kind not in UNDO:
        raise KeyError(f"nobody knows how to undo {kind!r}")
    step = UndoStep.objects.create(kind=kind, actor=actor, said=said[:200], payload=payload)
    return reverse("core:undo", args=[step.pk])


def take_back(*, step_id: Any, actor: Any) -> str:
    """Undo a step; gives the sentence to show. Raises ``DomainError`` if it is not to be had (any more)."""
    gone = DomainError("Eso ya no se puede deshacer.")
    with transaction.atomic():
        try:
            step = UndoStep.objects.select_for_update().get(
                pk=step_id, actor=actor, undone_at=None, created_at__gt=Now() - KEEP
            )
        except (UndoStep.DoesNotExist, ValidationError, ValueError) as error:
            raise gone from error
        with acting(actor=actor, why=f"deshacer: {step.said}"):
            said = UNDO.get(step.kind)(actor, step.payload)
        UndoStep.objects.filter(pk=step.pk).update(undone_at=Now())
    return said


def purge() -> int:
    """Forget steps that can no longer be taken back; gives how many."""
    return UndoStep.objects.filter(created_at__lt=Now() - KEEP).delete()[0]
