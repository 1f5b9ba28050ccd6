"""Taking oneself off: a signed link that names one message, and through it one address, channel and purpose."""

import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from core import clock
from core.audit import acting
from customers.enums import ConsentEvidence
from messaging.enums import OPTIONAL, ExclusionReason, Purpose
from messaging.models import Message

from . import consents
from .exclusions import exclude

SALT = "messaging.baja"
TOKEN_LENGTH = 44  # 33 bytes: the message's number and its seal


def token_of(message: Message) -> str:
    """The token in the link of a message."""
    return urlsafe_b64encode(message.uuid.bytes + _seal(message.uuid)).decode()


def url_of(message: Message) -> str:
    """The public address of the link, on the configured origin."""
    return settings.SITE_URL.rstrip("/") + reverse("messaging:unsubscribe", args=[token_of(message)])


def message_of(token: str) -> Message | None:
    """The message that a token names, ``None`` if it is not ours."""
    try:
        raw = urlsafe_b64decode(token) if len(token) == TOKEN_LENGTH else b""
    except ValueError:
        return None
    if len(raw) != 33 or not constant_time_compare(raw[16:], _seal(uuid.UUID(bytes=raw[:16]))):
        return None
    return Message.objects.select_related("customer").filter(uuid=uuid.UUID(bytes=raw[:16])).first()


def _seal(number: uuid.UUID) -> bytes:
    """136 bits that only we can make. Short, so that no mail program breaks the link in two."""
    return salted_hmac(SALT, number.hex, algorithm="sha256").digest()[:17]


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
