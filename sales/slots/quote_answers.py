"""What customers answer to quotes: personal data, and who may open the papers that were sent."""

from typing import Any

from django.db.models.functions import Now

from core.slots import FILE_READERS, PERSONAL_DATA
from customers.services.privacy_fields import ERASED, personal_data
from sales.models import Quote, QuoteLink
from sales.queries.quotes import quotes_visible_to
from sales.services.quote_sending import FILES


def _may_fetch(user: Any, stored: Any) -> bool:
    """Who sees the quote sees the paper that went with its mail."""
    quotes = Quote.objects.filter(versions__links__message__attachments__file=stored)
    return quotes_visible_to(user).filter(pk__in=quotes.values("pk")).exists()


def _end_links(ids: list[int]) -> None:
    """Who was forgotten is not greeted by an old link."""
    QuoteLink.objects.filter(version__quote__customer__in=ids, revoked_at=None).update(revoked_at=Now())


FILE_READERS.add(FILES, _may_fetch)
PERSONAL_DATA.add(
    "sales.quotelink",
    personal_data(
        label="Enlaces de cotizaciones",
        model="sales.QuoteLink",
        path="version__quote__customer",
        fields={"email": ""},
        before=_end_links,
    ),
)
PERSONAL_DATA.add(
    "sales.quoteanswer",
    personal_data(
        label="Respuestas a cotizaciones",
        model="sales.QuoteAnswer",
        path="quote__customer",
        fields={"name": ERASED, "text": "", "ip": None},
    ),
)
PERSONAL_DATA.add(
    "sales.quotequestion",
    personal_data(
        label="Preguntas sobre cotizaciones",
        model="sales.QuoteQuestion",
        path="quote__customer",
        fields={"name": ERASED, "text": ERASED},
    ),
)
