"""Quotes in the hands of their customer: sent ones with the token of their link."""

from datetime import timedelta
from typing import Any

from company.queries import today
from core.clock import now
from customers.models import Customer
from sales.models import Quote, QuoteLink
from sales.services.quote_links import make_link
from sales.services.quote_money import QuoteLineInput

from .quotes import sent


def handed(customer: Customer, owner: Any, *lines: QuoteLineInput, **more: Any) -> tuple[Quote, str]:
    """A quote that went out a moment ago and stands for two weeks, with the token of its link."""
    more.setdefault("valid_until", today() + timedelta(days=14))
    made = sent(customer, owner, *lines, at=now(), **more)
    return made, token_of(made)


def token_of(quote: Quote, *, number: int | None = None) -> str:
    """A new link of a version (the newest) of a quote."""
    version = quote.versions.get(number=number or quote.version_count)
    version.quote = quote
    return make_link(version=version, actor=None, at=now())[1]


def run_out(quote: Quote) -> None:
    """Its links ended an hour ago."""
    QuoteLink.objects.filter(version__quote=quote).update(expires_at=now() - timedelta(hours=1))
