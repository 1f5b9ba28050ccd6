"""Writing a message into the outbox, and the acts of people on it. What other apps call is ``queue``."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F, QuerySet

from core import clock, faults
from core.audit import acting
from core.errors import DomainError
from core.models import StoredFile
from customers.models import Customer
from messaging.enums import RESENDABLE, Channel, Purpose, State
from messaging.models import Message, MessageAttachment, MessageEvent, Template

from . import gate, moves, templates
from .addresses import normal, one_line
from .gate import Verdict

SUBJECT_MOST = 200


def queue(
    *,
    actor: Any,
    channel: str,
    purpose: str,
    customer: Customer | None = None,
    to_address: str = "",
    to_name: str = "",
    template: Template | None = None,
    subject: str = "",
    body: str = "",
    html: str = "",
    values: Mapping[str, str] | None = None,
    attachments: Sequence[StoredFile] = (),
    related: tuple[str, str] = ("", ""),
    dedupe_key: str = "",
    activity_key: str = "",
    recipient_key: str = "",
    at: datetime | None = None,
    not_before: datetime | None = None,
) -> Message:
    """Write one message in the caller's transaction; a worker hands it over after the commit.

    - ``customer``: to whom; his mail or phone is taken unless ``to_address`` says another one.
    - ``template`` or ``subject``/``body``/``html``: the text, with fields such as ``{{cliente.nombre}}`` filled now.
      ``values`` gives the fields of the caller's own document (``{"documento.numero": "COT-2026-0042"}``).
    - ``attachments``: kept files (``core.files.store…`` without ``keep_days``).
    - ``related``: name and address of the record it speaks of, shown with the message.
    - ``dedupe_key``: the same event asked twice gives the row that stands (nothing is written or sent again);
      ``activity_key`` + ``recipient_key`` do the same for one activity of a campaign and one person.
    - ``at``: the present moment; ``not_before``: a later one to wait for.

    Raises ``DomainError`` for a wrong address, an unknown field, or a subject of several lines. Whether the person may
    be written to is *not* asked here: the gate answers when the message is about to leave (``ask`` shows it before).
    """
    at = at or clock.now()
    message = compose(
        actor=actor, channel=channel, purpose=purpose, customer=customer, to_address=to_address, to_name=to_name,
        template=template, subject=subject, body=body, html=html, values=values, related=related,
    )  # fmt: skip
    message.to_address = normal(channel, message.to_address)
    message.dedupe_key, message.activity_key, message.recipient_key = dedupe_key, activity_key, recipient_key
    message.not_before = max(at, not_before or at)
    if any(one.expires_at is not None for one in attachments):
        raise ValueError("attachments of messages must be kept files, without a date of deletion")
    with transaction.atomic(), acting(actor=actor, why="mensaje"):
        stands = _standing(message)
        if stands is not None:
            return stands
        try:
            with transaction.atomic():
                message.save(force_insert=True)
        except IntegrityError:
            stands = _standing(message)
            if stands is None:
                raise
            return stands
        MessageAttachment.objects.bulk_create(
            [MessageAttachment(message=message, file=one, position=n) for n, one in enumerate(attachments, start=1)]
        )
        MessageEvent.objects.create(message=message, to_state=State.QUEUED, actor=message.author, text="Escrito.")
        faults.hit("mail.queued")
        kick()
    return message


def compose(
    *,
    actor: Any,
    channel: str,
    purpose: str,
    customer: Customer | None = None,
    to_address: str = "",
    to_name: str = "",
    template: Template | None = None,
    subject: str = "",
    body: str = "",
    html: str = "",
    values: Mapping[str, str] | None = None,
    related: tuple[str, str] = ("", ""),
) -> Message:
    """The message as ``queue`` would write it, not saved: what a preview shows and ``ask`` asks about."""
    if channel not in Channel.values or purpose not in Purpose.values:
        raise DomainError("Elige por dónde y para qué se escribe.")
    if template is not None and not (subject or body):
        subject, body, html = template.subject, template.body, template.html
    subject = one_line(subject, what="El asunto", field="subject")
    templates.check({"channel": channel, "subject": subject, "body": body, "html": html})
    person = actor if getattr(actor, "pk", None) else None
    text = templates.render(subject=subject, body=body, html=html, customer=customer, author=person, values=values)
    address = to_address or address_of(customer, channel)
    return Message(
        customer=customer,
        author=person,
        template=template,
        channel=channel,
        purpose=purpose,
        to_address=address,
        to_name=" ".join((to_name or (customer.name if customer else "")).split())[:200],
        subject=text.subject[:SUBJECT_MOST] if channel == Channel.EMAIL else "",
        body=text.body,
        html=text.html if channel == Channel.EMAIL else "",
        country=(customer.country if customer else "") or "",
        region=(customer.region if customer else "")[:80],
        related_label=related[0][:120],
        related_url=related[1][:300],
    )


def address_of(customer: Customer | None, channel: str) -> str:
    """The customer's own mail or phone, "" if he has none."""
    if customer is None:
        return ""
    return str(customer.email if channel == Channel.EMAIL else customer.phone)


def ask(message: Message, *, at: datetime | None = None) -> Verdict:
    """What the gate would say now about a message, written or not."""
    return gate.decide(message, at=at or clock.now())


def kick() -> None:
    """Wake a worker after the commit: once a transaction, however many messages it wrote."""
    if not any(call[1] is _wake for call in connection.run_on_commit):
        transaction.on_commit(_wake)


def _wake() -> None:
    from messaging.tasks import wake

    wake()


def _standing(message: Message) -> Message | None:
    if message.dedupe_key:
        return Message.objects.filter(dedupe_key=message.dedupe_key).first()
    if message.activity_key:
        return Message.objects.filter(activity_key=message.activity_key, recipient_key=message.recipient_key).first()
    return None


# ── Acts of people ──────────────────────────────────────────────────────────────────────────────────────────
def cancel(*, messages: QuerySet[Message], actor: Any) -> int:
    """Take queued messages back; what a worker holds already goes on. Gives how many were cancelled."""
    with transaction.atomic(), acting(actor=actor, why="cancelar mensajes"):
        return moves.move_many(
            messages, start=State.QUEUED, to=State.CANCELLED, said="Cancelado antes de salir.", actor=actor
        )


def resend(*, messages: QuerySet[Message], actor: Any, at: datetime | None = None) -> int:
    """Send again what failed or is uncertain: an explicit act of a person, who knows that it may arrive twice.

    Gives how many went back into the queue. Nothing else ever sends an uncertain message again.
    """
    with transaction.atomic(), acting(actor=actor, why="reenviar mensajes"):
        count = sum(
            moves.move_many(
                messages, start=state, to=State.QUEUED, said="Reenvío pedido por una persona.", actor=actor,
                attempts=0, resends=F("resends") + 1, not_before=at or clock.now(), token=None, finished_at=None,
                frozen_at=None,
            )
            for state in RESENDABLE
        )  # fmt: skip
        kick()
    return count


def release(*, messages: QuerySet[Message], actor: Any) -> int:
    """Let messages go that a restored copy brought back frozen. Those that were on their way become uncertain."""
    with transaction.atomic(), acting(actor=actor, why="soltar mensajes"):
        frozen = messages.filter(frozen_at__isnull=False)
        moves.move_many(
            frozen, start=State.SENDING, to=State.UNCERTAIN, actor=actor, frozen_at=None, token=None,
            said="Estaba saliendo cuando se hizo la copia: puede que haya llegado.",
        )  # fmt: skip
        ids = list(frozen.filter(state=State.QUEUED).values_list("pk", flat=True))
        count = Message.objects.filter(pk__in=ids, state=State.QUEUED).update(frozen_at=None)
        said = "Soltado después de reponer una copia."
        MessageEvent.objects.bulk_create(
            [
                MessageEvent(
                    message_id=pk, from_state=State.QUEUED, to_state=State.QUEUED, text=said,
                    actor=actor if getattr(actor, "pk", None) else None,
                )
                for pk in ids
            ]
        )  # fmt: skip
        kick()
    return count
