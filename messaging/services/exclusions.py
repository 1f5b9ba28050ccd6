"""The list of addresses to which nothing goes."""

from typing import Any

from django.db import transaction

from core.audit import acting
from messaging.enums import ExclusionReason
from messaging.models import Exclusion

from .addresses import key_of, normal


def exclude(
    *,
    actor: Any,
    channel: str,
    address: str,
    reason: str = ExclusionReason.MANUAL,
    purpose: str = "",
    source: str = "",
    keep_address: bool = True,
) -> Exclusion:
    """Put an address on the list, for ``purpose`` or ("") for all. Twice changes nothing. ``DomainError`` if wrong.

    ``keep_address=False`` keeps only the keyed hash (people who asked to be erased).
    """
    written = normal(channel, address)
    with transaction.atomic(), acting(actor=actor, why="dirección excluida"):
        return Exclusion.objects.get_or_create(
            key=key_of(channel, written),
            purpose=purpose,
            defaults={
                "channel": channel,
                "address": written if keep_address else "",
                "reason": reason,
                "source": source[:200],
                "created_by": actor if getattr(actor, "pk", None) else None,
            },
        )[0]


def lift(*, exclusion: Exclusion, actor: Any) -> None:
    """Take an address off the list."""
    with transaction.atomic(), acting(actor=actor, why="dirección admitida otra vez"):
        Exclusion.objects.filter(pk=exclusion.pk).delete()
