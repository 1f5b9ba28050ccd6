"""Taking oneself off: a signed link that names one message, and through it one address, channel and purpose."""

import uuid

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse

from core import clock
from core.audit import acting
from customers.enums import ConsentEvidence
from messaging.enums import OPTIONAL, ExclusionReason, Purpose
from messaging.models import Message

from . import consents
from .exclusions import exclude

SALT = "messaging.baja"


def token_of(message: Message) -> str:
    """The token in the link of a message."""
    return Signer(salt=SALT).sign(message.uuid.hex).replace(":", ".")


def url_of(message: Message) -> str:
    """The public address of the link, on the configured origin."""
    return settings.SITE_URL.rstrip("/") + reverse("messaging:unsubscribe", args=[token_of(message)])


def message_of(token: str) -> Message | None:
    """The message that a token names, ``None`` if it is not ours."""
    try:
        number = Signer(salt=SALT).unsign(token.replace(".", ":", 1))
        return Message.objects.select_related("customer").get(uuid=uuid.UUID(number))
    except (BadSignature, ValueError, Message.DoesNotExist):
        return None


def purposes_of(message: Message) -> tuple[str, ...]:
    """What the link ends: the purpose of the message, or (from one that must go on) advertising."""
    return (message.purpose,) if message.purpose in OPTIONAL else (Purpose.ADVERTISING.value,)


def unsubscribe(*, message: Message) -> None:
    """End it for this address and channel, and write the customer's "no". Twice changes nothing."""
    with transaction.atomic(), acting(actor=None, why="baja por enlace"):
        for purpose in purposes_of(message):
            exclude(
                actor=None, channel=message.channel, address=message.to_address, purpose=purpose,
                reason=ExclusionReason.UNSUBSCRIBED, source=f"Enlace del mensaje {message.pk}",
            )  # fmt: skip
            consents.withdraw(
                message=message, purpose=purpose, evidence=ConsentEvidence.LINK, at=clock.now(),
                proof=f"Enlace de baja del mensaje {message.pk}",
            )  # fmt: skip
