"""The library of quotes: what was offered, to which activity and how it ended; never to whom."""

import re
from typing import Any

from sales.models import Quote

HIDDEN = "…"


def masker(quote: Quote) -> re.Pattern[str] | None:
    """What names the customer of a quote: his names, codes, telephones, mails and those of his people."""
    customer = quote.customer
    said = [
        customer.name,
        customer.legal_name,
        customer.trade_name,
        customer.first_name,
        customer.last_name,
        customer.code,
        customer.document_number,
        customer.phone,
        customer.email,
    ]
    for contact in customer.contacts.all():
        said += [f"{contact.first_name} {contact.last_name}", contact.first_name, contact.last_name]
        said += [contact.phone, contact.email]
    words = sorted({word.strip() for word in said if word and len(word.strip()) > 2}, key=len, reverse=True)
    if not words:
        return None
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words), re.IGNORECASE)


def masked(text: str, mask: re.Pattern[str] | None) -> str:
    """``text`` without what names the customer."""
    return mask.sub(HIDDEN, text) if mask else text


def library_visible_to(user: Any) -> Any:
    """Quotes that anybody who sells may reuse: those that left the house."""
    from .scope import SELL

    rows = Quote.objects.filter(first_sent_at__isnull=False)
    return rows if SELL & getattr(user, "roles", frozenset()) else rows.none()
