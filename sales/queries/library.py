"""The library of quotes: what was offered, to which activity and how it ended; never to whom."""

import re
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from core.lists import find
from customers.models import Customer
from sales.models import Quote, QuoteLine, QuoteVersion

from .scope import SELL

HIDDEN = "…"
SHORTEST = 3


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
    words = {word.strip() for word in said if word and len(word.strip()) >= SHORTEST}
    if not words:
        return None
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in longest_first), re.IGNORECASE)


def masked(text: str, mask: re.Pattern[str] | None) -> str:
    """``text`` without what names the customer."""
    return mask.sub(HIDDEN, text) if mask else text


def library_visible_to(user: Any) -> QuerySet[Quote]:
    """Quotes that anybody who sells may reuse, of every team: those that left the house."""
    rows = Quote.objects.filter(first_sent_at__isnull=False)
    return rows if SELL & getattr(user, "roles", frozenset()) else rows.none()


def library_activities() -> list[str]:
    """The codes of activity to which something was offered."""
    sent = Quote.objects.filter(first_sent_at__isnull=False).exclude(customer__activity_code="").order_by()
    return list(sent.values_list("customer__activity_code", flat=True).distinct())


def library_listed(user: Any) -> QuerySet[Quote]:
    """The base of the list."""
    return library_visible_to(user).select_related("customer", "owner")


def search_library(rows: QuerySet[Quote], text: str) -> QuerySet[Quote]:
    """By what was offered, by words of the title, or by the activity's code.

    A title is not found by the name of its customer: that would say whose quote it is.
    """
    text = text.replace("\0", "").strip()
    if not text:
        return rows
    lines = QuoteLine.objects.filter(version__quote=OuterRef("pk"))
    named = find(Customer.objects.all(), text).order_by().values("pk")
    found = Q(title__icontains=text) & ~Q(customer__in=named)
    offered = Exists(lines.filter(Q(name__icontains=text) | Q(sku__istartswith=text)))
    return rows.filter(found | Q(offered) | (Q(customer__activity_code__startswith=text) if text.isdecimal() else Q()))


def last_sent(quote: Quote) -> QuoteVersion:
    """The newest version that a customer got."""
    found = [version for version in quote.versions.all() if version.sent_at]
    return max(found, key=lambda version: version.number)


def complete(rows: list[Quote], user: Any = None) -> None:
    """Attach what a page of the library needs of all its quotes: people, versions, lines (four queries)."""
    lines = Prefetch("lines", QuoteLine.objects.select_related("product").order_by("position"))
    sent = QuoteVersion.objects.filter(sent_at__isnull=False).prefetch_related(lines)
    prefetch_related_objects(rows, "customer__contacts", Prefetch("versions", sent), "answers__reason")
