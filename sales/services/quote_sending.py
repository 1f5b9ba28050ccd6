"""A quote goes to its customer: by mail with the paper and a link, or as a link that the seller hands over himself."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote as quoted

from django.db import transaction
from django.urls import reverse

from company import queries as company
from core import clock, faults, files
from core.audit import acting
from core.errors import Conflict, DomainError
from messaging import services as messaging
from messaging.enums import Channel, Purpose
from messaging.models import Message
from messaging.services import gate
from messaging.services.fields import PRIVATE, PRIVATE_PLACE
from sales.enums import ApprovalState, QuoteState, StepBy
from sales.models import Quote, QuoteVersion
from sales.queries import quote_fields
from sales.queries.quote_paper import Paper, paper_of
from sales.queries.quotes import current_version

from . import quotes
from .opportunity_parts import happened
from .quote_approval import needs_approval
from .quote_documents import pdf
from .quote_links import belongs_to, make_link, url_of
from .quote_state import locked

FILES = "quote"  # purpose of the kept papers
SUBJECT = "Cotización {numero}: {asunto}"
GREETING = (
    "Hola, {contacto}:\n\n"
    "Le enviamos la cotización {numero}, «{asunto}», por {total} con impuestos. Vale hasta el {vence}.\n\n"
    "Puede verla y responder aquí, sin crear ninguna cuenta:\n{enlace}\n\n"
    "También va en PDF con este correo. Si tiene alguna pregunta, responda a este mismo correo{llamar}.\n\n"
    "{vendedor}\n{empresa}"
)
ENDED = {
    QuoteState.ACCEPTED: "El cliente ya la aceptó: no se vuelve a enviar.",
    QuoteState.REJECTED: "El cliente ya dijo que no. Haz una versión nueva para enviarla otra vez.",
    QuoteState.WITHDRAWN: "Está retirada. Vuelve a abrirla para enviarla.",
    QuoteState.WAITING: "Espera la aprobación de su descuento. Se envía cuando la aprueben.",
}


@dataclass(frozen=True)
class Handed:
    """A link in the seller's hand: its address, and the address that opens WhatsApp with it ("" without phone)."""

    url: str
    whatsapp: str


def why_not(quote: Quote, version: QuoteVersion, *, today: date) -> str:
    """Why the version may not go out now, in a sentence; "" if it may."""
    said = ENDED.get(QuoteState(quote.state), "")
    if said:
        return said
    if version.approval == ApprovalState.WAITING:
        return ENDED[QuoteState.WAITING]
    if version.approval == ApprovalState.REFUSED:
        return "Su descuento no se aprobó. Cámbialo y vuelve a pedir la aprobación."
    if needs_approval(version):
        return "Tiene un descuento que todavía nadie aprobó. Pide la aprobación y después envíala."
    if not version.lines.exists():
        return "No tiene ninguna línea: añade lo que ofreces."
    if quote.valid_until < today:
        return "Ya venció. Cambia hasta cuándo vale y envíala."
    return ""


def greeting(paper: Paper, *, by_mail: bool = True) -> str:
    """The usual text with its fields; without a telephone it asks for no call. ``by_mail=False``: for WhatsApp."""
    if not by_mail:
        return quote_fields.fill(
            "Hola, {contacto}: esta es la cotización {numero} de {empresa}, {total} con impuestos, vale hasta el "
            "{vence}. Puede verla y responder aquí: {enlace}",
            paper.values,
        )
    call = " o llame al {telefono}" if paper.values.get("telefono") else ""
    return GREETING.replace("{llamar}", call)


def outgoing(*, paper: Paper, subject: str, body: str, url: str) -> tuple[str, str]:
    """Subject and text as they leave. The link is always in: whoever takes it out of the text finds it at its foot.

    Raises ``DomainError`` for a field that does not exist, or the link in the subject: lists and servers show that.
    """
    if quote_fields.LINK in quote_fields.used(subject):
        raise DomainError("El enlace va en el texto, no en el asunto.", field="subject")
    quote_fields.check(subject, field="subject", mail=True)
    quote_fields.check(body, field="body", mail=True)
    values = {**paper.values, quote_fields.LINK: url}
    text = quote_fields.fill(body, values)
    if url not in text:
        text = f"{text.rstrip()}\n\nPuede verla y responder aquí: {url}"
    return quote_fields.fill_line(subject, values), text


def send(
    *, quote: Quote, to_address: str, subject: str, body: str, actor: Any, to_name: str = "", at: datetime | None = None
) -> Message:
    """Mail the newest version with its PDF and a new link; the quote is sent from this moment. Again = sent again.

    One transaction: link, message, state. Raises ``DomainError`` if it may not go out or the address may not be
    written to, ``Conflict`` if somebody changed the quote since it was read.
    """
    at = at or clock.now()
    version = current_version(quote)
    _may_go(quote, version, at)
    if not to_address.strip():
        raise DomainError("Escribe a qué correo se envía.", field="to_address")
    paper = paper_of(version)
    printed = pdf(paper)  # before the transaction: it takes a second
    with transaction.atomic(), acting(actor=actor, why="cotización enviada"):
        held, version = _held(quote, at)
        link, _ = make_link(version=version, actor=actor, at=at, email=to_address.strip())
        subject, body = outgoing(paper=paper, subject=subject, body=body, url=PRIVATE_PLACE)
        draft: dict[str, Any] = {
            "actor": actor, "channel": Channel.EMAIL, "purpose": Purpose.SERVICE, "customer": held.customer,
            "to_address": to_address, "to_name": to_name or _name(held), "subject": subject, "body": body,
            "values": {PRIVATE: PRIVATE_PLACE},
            "related": (f"Cotización {held.number}", reverse("sales:quote", args=[held.pk])),
        }  # fmt: skip
        verdict = messaging.ask(messaging.compose(**draft), at=at)
        if verdict.decision == gate.REFUSE:
            raise DomainError(f"No puede salir. {verdict.said}", field="to_address")
        paper_file = files.store_bytes(printed, name=f"{paper.name}.pdf", purpose=FILES, actor=actor)
        message = messaging.queue(**draft, attachments=[paper_file], at=at)
        belongs_to(link, message)
        faults.hit("quote.sent")
        _sent(held, actor=actor, at=at)
    return message


def hand_over(*, quote: Quote, actor: Any, at: datetime | None = None) -> Handed:
    """A link without a mail: the seller passes it on himself, and the quote counts as sent."""
    at = at or clock.now()
    with transaction.atomic(), acting(actor=actor, why="enlace de cotización"):
        held, version = _held(quote, at)
        _, token = make_link(version=version, actor=actor, at=at)
        _sent(held, actor=actor, at=at)
    return handed(paper_of(version), token=token, phone=_phone(held))


def handed(paper: Paper, *, token: str, phone: str) -> Handed:
    """The address of a token, and with it WhatsApp opened at a telephone in E.164."""
    url = url_of(token)
    text = quote_fields.fill(greeting(paper, by_mail=False), {quote_fields.LINK: url})
    digits = phone.removeprefix("+")
    return Handed(url, f"https://wa.me/{digits}?text={quoted(text)}" if digits else "")


def mail_of(quote: Quote) -> str:
    """Where it goes unless the seller says otherwise: the contact's mail, else the customer's."""
    return (quote.contact.email if quote.contact else "") or quote.customer.email


def _phone(quote: Quote) -> str:
    return (quote.contact.phone if quote.contact else "") or quote.customer.phone


def _name(quote: Quote) -> str:
    return str(quote.contact) if quote.contact else quote.customer.name


def _may_go(quote: Quote, version: QuoteVersion, at: datetime) -> None:
    said = why_not(quote, version, today=company.today(at=at))
    if said:
        raise DomainError(said)


def _held(quote: Quote, at: datetime) -> tuple[Quote, QuoteVersion]:
    """The locked quote, if it is still the one that was read and may go out, and its newest version."""
    held = locked(quote)
    if held.version != quote.version:
        raise Conflict("Otra persona cambió la cotización mientras la enviabas. Mira cómo quedó y envíala.")
    version = current_version(held)
    _may_go(held, version, at)
    return held, version


def _sent(quote: Quote, *, actor: Any, at: datetime) -> None:
    """The first time a version goes out is its sending; the same version again changes no state."""
    if quote.state == QuoteState.SENT:
        return
    quotes.mark_sent(quote=quote, actor=actor, at=at)
    if quote.opportunity is not None:
        happened(opportunity=quote.opportunity, by=StepBy.QUOTE_SENT, actor=actor, at=at)
