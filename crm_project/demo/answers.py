"""What customers did with the links of their quotes: two said yes in their own page, two no, three asked something."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.clock import now
from sales.enums import AnswerSource, QuoteState
from sales.models import LossReason, Quote
from sales.queries.quotes import current_version
from sales.services import quote_answers
from sales.services.quote_links import make_link

ZONE = ZoneInfo("America/Lima")
ACCEPTED = 2
YES_AFTER = timedelta(hours=44)
REFUSED = (
    ("presupuesto", "Este mes no nos alcanza. En enero lo vemos de nuevo."),
    ("plazo", "Lo necesitábamos para el viernes."),
)
QUESTIONS = (
    "¿El precio incluye la entrega en nuestra oficina?",
    "¿Puede ir la mitad con nuestro logo y la mitad sin él?",
    "El enlace venció mientras estaba de viaje. ¿Me envía otra con el mismo precio?",
)


def fill(*, today: date, seed: int) -> None:
    """Links for what is out, and their answers by the services of the public page.

    A yes is at once an order: two of the orders by hand ("P-…"), which stand beside the real sales, come about so.
    """
    out = Quote.objects.filter(state=QuoteState.SENT, sent_at__isnull=False).select_related("customer", "contact")
    links = []
    for quote in out.order_by("-sent_at", "-pk"):
        version = current_version(quote)
        links.append(make_link(version=version, actor=quote.owner, at=version.sent_at or quote.sent_at or now())[0])
    for link, text in zip(links, QUESTIONS, strict=False):
        quote = link.version.quote
        quote_answers.ask(
            link=link, name=str(quote.contact or quote.customer), text=text, at=link.made_at + timedelta(hours=20)
        )
    for link, (code, text) in zip(links[len(QUESTIONS) :], REFUSED, strict=False):
        quote = link.version.quote
        quote_answers.answer(
            version=link.version, accepted=False, name=str(quote.contact or quote.customer), text=text,
            reason=LossReason.objects.get(code=code), source=AnswerSource.LINK, actor=None, link=link,
            ip="190.12.64.7", at=link.made_at + timedelta(hours=26),
        )  # fmt: skip
    # Only the newest: their orders fall in the days after the last real sale, whose weeks nobody has counted yet.
    evening = datetime.combine(today, time(18), tzinfo=ZONE)
    newest = [one for one in links[: len(QUESTIONS)] if one.made_at + YES_AFTER < min(evening, one.expires_at)]
    for link in newest[:ACCEPTED]:
        quote = link.version.quote
        at = link.made_at + YES_AFTER
        quote_answers.seen(quote=quote, actor=quote.owner, at=at - timedelta(hours=3))
        quote_answers.answer(
            version=link.version, accepted=True, name=str(quote.contact or quote.customer),
            text="Conforme. Avísennos cuándo llega.", source=AnswerSource.LINK, actor=None, link=link,
            ip="190.12.64.7", at=at,
        )  # fmt: skip
