"""Putting a line of one's day off."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from activities.models import Snooze
from company.queries import time_zone
from core import undo
from core.errors import DomainError
from core.slots import TODAY

HOURS = 2
LAST_HOUR, FIRST_HOUR = 18, 9


def later_than(at: datetime, *, zone: ZoneInfo) -> datetime:
    """Two hours on, or tomorrow at nine when the shop's day would be over. ``at`` and the answer are aware."""
    here = at.astimezone(zone) + timedelta(hours=HOURS)
    if here.hour >= LAST_HOUR or here.date() > at.astimezone(zone).date():
        day = at.astimezone(zone).date() + timedelta(days=1)
        return datetime(day.year, day.month, day.day, FIRST_HOUR, tzinfo=zone)
    return here.replace(second=0, microsecond=0)


def put_off(*, key: str, actor: Any, at: datetime) -> tuple[datetime, str]:
    """Hide a line of ``actor``'s day for a while; gives until when, and the address that takes it back.

    Raises ``DomainError`` for a key that no source of the day can have made.
    """
    if key.partition(":")[0] not in TODAY or len(key) > 80:
        raise DomainError("Esa línea ya no está en tu día.")
    until = later_than(at, zone=time_zone())
    with transaction.atomic():
        Snooze.objects.filter(user=actor, until__lt=at).delete()  # what is over is of no use
        Snooze.objects.update_or_create(user=actor, key=key, defaults={"until": until})
        said = "Aplazado"
        return until, undo.remember(kind="activities.snooze", actor=actor, said=said, payload={"key": key})


def take_back_snooze(actor: Any, payload: dict[str, Any]) -> str:
    """Undo of ``put_off``."""
    Snooze.objects.filter(user=actor, key=payload["key"]).delete()
    return "De vuelta en tu día"
