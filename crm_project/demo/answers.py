"""What customers did with the links of their quotes: two said no in their own page, three asked something."""

from datetime import date, timedelta

from core.clock import now
from sales.enums import AnswerSource, QuoteState
from sales.models import LossReason, Quote
from sales.queries.quotes import current_version
from sales.services import quote_answers
from sales.services.quote_links import make_link

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
    """Links for what is out, by the services of the public page; nobody accepts: the sample's sales are real data."""
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
