"""The secret address of a person's own calendar."""

import hashlib
import secrets
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from activities.models import CalendarFeed
from core.audit import acting


def make_feed(*, actor: Any) -> str:
    """A new secret for ``actor``'s calendar; the former one stops working. Gives it in clear, this one time."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic(), acting(actor=actor, why="suscripción del calendario"):
        CalendarFeed.objects.update_or_create(
            user=actor, defaults={"secret_hash": fingerprint(secret), "read_at": None, "made_at": Now()}
        )
    return secret


def revoke_feed(*, actor: Any) -> bool:
    """Stop the subscription; gives whether there was one."""
    with transaction.atomic(), acting(actor=actor, why="suscripción del calendario revocada"):
        return bool(CalendarFeed.objects.filter(user=actor).delete()[0])


def fingerprint(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def read(secret: str) -> CalendarFeed | None:
    """The feed of a secret, noted as read; ``None`` for an unknown one and for people who left."""
    rows = CalendarFeed.objects.filter(secret_hash=fingerprint(secret), user__is_active=True).select_related("user")
    feed = rows.first()
    if feed is not None:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=Now())
    return feed
