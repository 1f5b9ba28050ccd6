"""The one way in which a quote changes its state: locked, by ``QUOTE_MOVES``, with its version counted up."""

from django.db.models import F

from core.errors import DomainError
from sales.enums import QUOTE_MOVES, QuoteState
from sales.models import Quote


def locked(quote: Quote) -> Quote:
    """The quote, held until the transaction ends."""
    rows = Quote.objects.select_for_update(of=("self",)).select_related("customer", "owner", "contact", "opportunity")
    return rows.get(pk=quote.pk)


def move(held: Quote, state: str) -> None:
    """Set the state of a locked quote, if ``QUOTE_MOVES`` lets it."""
    if state not in QUOTE_MOVES[held.state]:
        was, wanted = QuoteState(held.state).label.lower(), QuoteState(state).label.lower()
        raise DomainError(f"La cotización {held.number} está {was}: no puede pasar a {wanted}.")
    held.state = state


def save_state(held: Quote, *more: str) -> Quote:
    """Write the state and ``more`` columns of a locked quote."""
    held.version = F("version") + 1
    held.save(update_fields=["state", *more, "version", "updated_at"])
    held.refresh_from_db(fields=["version", "updated_at"])
    return held
