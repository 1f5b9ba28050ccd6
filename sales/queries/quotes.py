"""Reads of quotes: whose they are, their versions, what changed between two."""

from typing import Any

from django.db.models import QuerySet

from sales.models import Quote, QuoteTemplate, QuoteVersion, SalesRules

from .scope import owned_by_scope


def quotes_visible_to(user: Any) -> QuerySet[Quote]:
    """Quotes of the person and of everybody below him; all for who sees the whole house."""
    return owned_by_scope(user, Quote.objects.all())


def rules() -> SalesRules:
    """What the house decided about selling; before anybody did, the values of a new house."""
    return SalesRules.objects.filter(pk=1).first() or SalesRules()


def default_template() -> QuoteTemplate | None:
    """The way quotes look where nobody chose another."""
    return QuoteTemplate.objects.filter(is_default=True, is_active=True).first()


def current_version(quote: Quote) -> QuoteVersion:
    """The newest version: the one that is edited, sent and answered."""
    return quote.versions.get(number=quote.version_count)
