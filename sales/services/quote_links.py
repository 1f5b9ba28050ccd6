"""The secret address of a version of a quote. Only the hash of its token is kept: who reads the database opens none."""

import hashlib
import secrets
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from company import queries as company
from core.audit import acting
from messaging.models import Message
from sales.models import Quote, QuoteLink, QuoteVersion

TOKEN_BYTES = 24  # 192 bits


def make_link(
    *, version: QuoteVersion, actor: Any, at: datetime, email: str = "", message: Message | None = None
) -> tuple[QuoteLink, str]:
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
            message=message,
        )
    return link, token


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
