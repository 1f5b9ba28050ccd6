"""The secret address of a version of a quote. Only the hash of its token is kept: who reads the database opens none."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac

from company import queries as company
from core.audit import acting
from core.errors import DomainError
from messaging.models import Message
from sales.models import Quote, QuoteLink, QuoteVersion

TOKEN_BYTES = 24  # 192 bits
SALT = "sales.quote_links"


def make_link(*, version: QuoteVersion, actor: Any, at: datetime, email: str = "") -> tuple[QuoteLink, str]:
    """A new link of ``version`` with its token, which is told only now. Links of older versions end at ``at``.

    It ends when the day ``valid_until`` of the quote ends in the company's zone.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic(), acting(actor=actor, why="enlace de cotización"):
        revoke_links(quote=version.quote, at=at, but=version)
        link = QuoteLink.objects.create(
            version=version,
            token_hash=hash_of(token),
            email=email,
            made_at=at,
            made_by=actor if getattr(actor, "pk", None) else None,
            expires_at=end_of(version.quote.valid_until),
        )
    return link, token


def belongs_to(link: QuoteLink, message: Message) -> None:
    """The link goes out with ``message``: its token is made of the message and the house's key, so that it is written
    nowhere, and the worker that sends the mail, today or after a restart, can tell it once more."""
    link.message, link.token_hash = message, hash_of(_token_with(message, settings.SECRET_KEY))
    link.save(update_fields=["message", "token_hash"])


def address_with(message: Message) -> str | None:
    """The address that goes out with a message, ``None`` if it carries none of ours.

    Raises ``DomainError`` if the house's key changed since: the link would open nothing.
    """
    link = QuoteLink.objects.filter(message=message).first()
    if link is None:
        return None
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = _token_with(message, secret)
        if hash_of(token) == link.token_hash:
            return url_of(token)
    raise DomainError("Su enlace ya no se puede escribir, porque cambió la clave del programa: envía otra vez.")


def _token_with(message: Message, secret: str) -> str:
    seal = salted_hmac(SALT, message.uuid.bytes, secret=secret, algorithm="sha256").digest()
    return urlsafe_b64encode(seal[:TOKEN_BYTES]).decode()


def revoke_links(*, quote: Quote, at: datetime, but: QuoteVersion | None = None) -> int:
    """Nobody answers any more by a link of the quote (but those of one version); gives how many ended now."""
    links = QuoteLink.objects.filter(version__quote=quote, revoked_at=None)
    if but is not None:
        links = links.exclude(version=but)
    return links.update(revoked_at=at)


def url_of(token: str) -> str:
    """The public address, on the configured origin whatever the request said."""
    return settings.SITE_URL.rstrip("/") + reverse("sales:quote_public", args=[token])


def link_of(token: str) -> QuoteLink | None:
    """The link that a token opens, with version, quote and customer; ``None`` if there is none."""
    if not 20 <= len(token) <= 64:
        return None
    return (
        QuoteLink.objects.select_related(
            "version__quote__customer", "version__quote__contact", "version__quote__owner", "version__quote__template"
        )
        .filter(token_hash=hash_of(token))
        .first()
    )


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def end_of(day: date) -> datetime:
    """The moment at which a day is over in the company's zone."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=company.time_zone())
