"""What a customer answers is written down, never changed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from core.audit import acting
from core.errors import DomainError, NotAllowed
from customers.models import Consent, Customer
from customers.queries import answers_of, may_change


def record_consents(
    *,
    customer: Customer,
    channels: Collection[str],
    purpose: str,
    granted: bool,
    evidence: str,
    given_at: datetime,
    actor: Any,
    proof: str = "",
    text_version: str = "",
) -> list[Consent]:
    """Write the answer of a customer for some channels and one purpose; gives the new rows.

    An answer that says what stands already is not written again. Anybody may note a refusal; a yes needs the
    right to change the customer. ``given_at`` is aware. ``actor=None``: the customer himself, by a link.
    Raises ``DomainError`` without channels, and for a yes without its proof.
    """
    if not channels:
        raise DomainError("Elige al menos un canal.", field="channels")
    if granted and actor is not None and not may_change(actor, customer):
        raise NotAllowed("Este cliente está a cargo de otra persona: pídele que anote el permiso.")
    if granted and not proof.strip() and actor is not None:
        raise DomainError("Di cómo consta: quién lo dijo, en qué papel o mensaje.", field="proof")
    with transaction.atomic(), acting(actor=actor, why="permiso del cliente"):
        held = Customer.objects.select_for_update().get(pk=customer.pk)
        stands = {one.channel: one for one in answers_of([held.pk]).get(held.pk, []) if one.purpose == purpose}
        rows = [
            Consent(
                customer=held,
                channel=channel,
                purpose=purpose,
                granted=granted,
                given_at=given_at,
                text_version=text_version[:40],
                evidence=evidence,
                proof=proof.strip()[:240],
                recorded_by=actor,
            )
            for channel in sorted(set(channels))
            if channel not in stands or stands[channel].granted != granted or given_at < stands[channel].given_at
        ]
        return Consent.objects.bulk_create(rows)
