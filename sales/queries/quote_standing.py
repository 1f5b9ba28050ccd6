"""What a public link of a quote still leads to."""

from datetime import datetime

from django.db.models import TextChoices

from sales.enums import QuoteState
from sales.models import Quote, QuoteAnswer, QuoteLink, QuoteVersion


class Standing(TextChoices):
    """Why a link does not let one answer; ``OPEN`` does."""

    OPEN = "open", "Se puede responder"
    ACCEPTED = "accepted", "Aceptada"
    REJECTED = "rejected", "Rechazada"
    NEWER = "newer", "Hay una versión más nueva"
    CHANGING = "changing", "Se está cambiando"
    WITHDRAWN = "withdrawn", "Retirada"
    REVOKED = "revoked", "Enlace anulado"
    EXPIRED = "expired", "Vencida"


def standing_of(link: QuoteLink, *, at: datetime) -> Standing:
    """How the link stands at the aware moment ``at``; reads at most two rows."""
    version, quote = link.version, link.version.quote
    answered = answer_of(version)
    if answered is not None and answered.accepted:
        return Standing.ACCEPTED
    if quote.state == QuoteState.WITHDRAWN:
        return Standing.WITHDRAWN
    if version.number < newest_sent(quote):
        return Standing.NEWER
    if answered is not None:
        return Standing.REJECTED
    if link.revoked_at is not None and link.revoked_at <= at:
        return Standing.REVOKED
    if link.expires_at <= at:
        return Standing.EXPIRED
    return Standing.OPEN if quote.state == QuoteState.SENT else Standing.CHANGING


def answer_of(version: QuoteVersion) -> QuoteAnswer | None:
    return QuoteAnswer.objects.select_related("reason", "quote__order").filter(version=version).first()


def newest_sent(quote: Quote) -> int:
    """Number of the newest version that went out; 0 if none did."""
    return (
        quote.versions.filter(sent_at__isnull=False).order_by("-number").values_list("number", flat=True).first() or 0
    )
