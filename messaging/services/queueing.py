"""Writing a message into the outbox, and the acts of people on it. What other apps call is ``queue``."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
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
    message = compose(
        actor=actor, channel=channel, purpose=purpose, customer=customer, to_address=to_address, to_name=to_name,
        template=template, subject=subject, body=body, html=html, values=values, related=related,
    )  # fmt: skip
    message.dedupe_key, message.activity_key, message.recipient_key = dedupe_key, activity_key, recipient_key
    if any(one.expires_at is not None for one in attachments):
        raise ValueError("attachments of messages must be kept files, without a date of deletion")
    return queue_composed(
        messages=[message], actor=actor, attachments=attachments, at=at or clock.now(), not_before=not_before
    )[0]


def queue_composed(
    *,
    messages: Sequence[Message],
    actor: Any,
    attachments: Sequence[StoredFile] = (),
    at: datetime,
    not_before: datetime | None = None,
) -> list[Message]:
    """Write what ``compose`` made; gives each as it stands, the older one where its event was written before.

    As many statements for a hundred messages as for one. Raises ``DomainError`` for a wrong address of any of them.
    """
    for message in messages:
        message.to_address = normal(message.channel, message.to_address)
        message.not_before = max(at, not_before or at)
    with transaction.atomic(), acting(actor=actor, why="mensaje"):
        older = _standing(messages)
        fresh = _insert([one for one in messages if _event_of(one) not in older])
        older |= _standing([one for one in messages if one.pk is None and _event_of(one) not in older])
        if fresh:
            MessageAttachment.objects.bulk_create(
                MessageAttachment(message=message, file=one, position=n)
                for message in fresh
                for n, one in enumerate(attachments, start=1)
            )
            MessageEvent.objects.bulk_create(
                MessageEvent(message=one, to_state=State.QUEUED, actor=one.author, text="Escrito.") for one in fresh
            )
            faults.hit("mail.queued")
            kick()
        return [one if one.pk is not None else older[_event_of(one)] for one in messages]


def _insert(messages: Sequence[Message]) -> list[Message]:
    """Write them; gives those that were new. Whose event somebody else wrote in the meantime is left unwritten."""
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    keys = dict(Message.objects.filter(uuid__in=[one.uuid for one in messages]).values_list("uuid", "pk"))
    for one in messages:
        one.pk = keys.get(one.uuid)
        one._state.adding = one.pk is None
    return [one for one in messages if one.pk is not None]


Event = tuple[str, str, str] | None


def _event_of(message: Message) -> Event:
    """What may be written once only; ``None`` = as often as one likes."""
    if message.dedupe_key:
        return (message.dedupe_key, "", "")
    return ("", message.activity_key, message.recipient_key) if message.activity_key else None


def _standing(messages: Sequence[Message]) -> dict[Event, Message]:
    """The messages that stand for these events."""
    once = [one.dedupe_key for one in messages if one.dedupe_key]
    activities = {one.activity_key for one in messages if one.activity_key and not one.dedupe_key}
    rows: list[Message] = list(Message.objects.filter(dedupe_key__in=once)) if once else []
    if activities:
        people = {one.recipient_key for one in messages}
        rows += Message.objects.filter(activity_key__in=activities, recipient_key__in=people)
    found: dict[Event, Message] = {("", one.activity_key, one.recipient_key): one for one in rows if one.activity_key}
    return found | {(one.dedupe_key, "", ""): one for one in rows if one.dedupe_key}


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


def ask_many(messages: Sequence[Message], *, at: datetime | None = None) -> list[Verdict]:
    """The same of each of them, in as many queries as for one."""
    return gate.decide_many(messages, at=at or clock.now())


def kick() -> None:
    """Wake a worker after the commit: once a transaction, however many messages it wrote."""
    if not any(call[1] is _wake for call in connection.run_on_commit):
        transaction.on_commit(_wake)


def _wake() -> None:
    from messaging.tasks import wake

    wake()


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
