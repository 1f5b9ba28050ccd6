"""Claim, hand over, record. The claim is committed before anything leaves: whoever dies in between sends nothing twice.

A message goes ``queued`` → ``sending`` (committed) → handed over → what came of it. A worker that dies after the claim
leaves a row whose lease ends; it becomes *uncertain* and only a person sends it again.
"""

import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from core import clock, faults
from core.audit import acting
from core.errors import DomainError
from messaging.enums import Channel, ExclusionReason, State
from messaging.models import Message

from . import gate, moves, sms
from .exclusions import exclude
from .mail import Mailer
from .outcomes import Outcome, failed, uncertain

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # longer than every timeout of one SMTP conversation together
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
BY_WORKER = (Channel.EMAIL, Channel.SMS)  # WhatsApp is opened by a person
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Claimed:
    """What a claim found: a message to send, or one that the gate held back (``message`` is ``None``)."""

    message: Message | None
    token: uuid.UUID | None = None


@dataclass
class Round:
    """What a round did."""

    sent: int = 0
    held: int = 0
    retried: int = 0
    failed: int = 0
    uncertain: int = 0

    def add(self, state: str) -> None:
        name = "retried" if state == State.QUEUED else state
        setattr(self, name, getattr(self, name) + 1)


def claim(*, at: datetime, only: int | None = None, channels: tuple[str, ...] = BY_WORKER) -> Claimed | None:
    """Take the oldest message that is due (or ``only`` that one), past the gate. ``None`` = nothing to take."""
    with transaction.atomic():
        message = _next(at, only, channels)
        if message is None:
            return None
        if faults.guard_removed("mail.claim"):
            return Claimed(message, uuid.uuid4())
        gate.lock_recipient(message)
        verdict = gate.decide(message, at=at)
        token = _answered(message, verdict, at)
        faults.hit("mail.claiming")
    return Claimed(None) if token is None else Claimed(message, token)


def _next(at: datetime, only: int | None, channels: tuple[str, ...]) -> Message | None:
    """The row itself, locked, past those that others hold. Written by hand: made anew by the ORM, this statement of
    forty columns cost more than the whole conversation with the mail server."""
    how = "" if faults.guard_removed("mail.claim") else "FOR UPDATE OF m SKIP LOCKED"
    rows = Message.objects.raw(
        f"SELECT m.*, EXISTS (SELECT 1 FROM messaging_messageattachment a WHERE a.message_id = m.id) AS carries "  # noqa: S608
        "FROM messaging_message m WHERE m.state = 'queued' AND m.frozen_at IS NULL AND m.not_before <= %(at)s "
        "AND m.channel = ANY(%(channels)s) AND (%(only)s::bigint IS NULL OR m.id = %(only)s) "
        f"ORDER BY m.not_before, m.id LIMIT 1 {how}",
        {"at": at, "channels": list(channels), "only": only},
    )
    return next(iter(rows), None)


def _answered(message: Message, verdict: gate.Verdict, at: datetime) -> uuid.UUID | None:
    """Write what the gate said; a token if the message may leave."""
    told = verdict.as_json(at)
    if verdict.decision == gate.REFUSE:
        moves.move(message, State.REFUSED, said=verdict.said, verdict=told)
        return None
    if verdict.decision == gate.WAIT:
        if message.said != verdict.kept:
            moves.note(message, State.QUEUED, verdict.kept)
        Message.objects.filter(pk=message.pk).update(not_before=verdict.until, said=verdict.kept[:300], verdict=told)
        return None
    mine = uuid.uuid4()
    moves.claim(message, mine, lease_until=Now() + LEASE, verdict=told, attempts=F("attempts") + 1, claimed_at=at)
    message.state = State.SENDING
    return mine


def drain(*, now: Clock = clock.now, most: int = 500, seconds: float = 60, only: int | None = None) -> Round:
    """Send what is due, one after another over one connection, until nothing is, or enough was done."""
    done, began = Round(), time.monotonic()
    with Mailer() as mailer:
        for _turn in range(most):
            claimed = claim(at=now(), only=only)
            if claimed is None or time.monotonic() - began > seconds:
                break
            if claimed.message is None or claimed.token is None:
                done.held += 1
                continue
            faults.hit("mail.claimed")
            outcome = _hand(claimed.message, mailer)
            faults.hit("mail.handed")
            record(claimed.message, claimed.token, outcome, at=now())
            done.add(outcome.state)
            if outcome.ours:
                break
    return done


def _hand(message: Message, mailer: Mailer) -> Outcome:
    """One bad message never stops the others."""
    try:
        return mailer.hand(message) if message.channel == Channel.EMAIL else sms.hand(message)
    except Exception:
        log.exception("message %s could not be handed over", message.pk)
        return uncertain("Algo falló mientras salía: puede que haya llegado.")


def record(message: Message, token: uuid.UUID, outcome: Outcome, *, at: datetime) -> bool:
    """Store what came of an attempt, unless the reaper was faster: then the token is no longer ours."""
    if faults.guard_removed("mail.claim"):
        Message.objects.filter(pk=message.pk).update(state=outcome.state, finished_at=Now(), claimed_at=at)
        return True
    if outcome.state == State.SENT:  # one statement, which is a transaction by itself
        faults.hit("mail.before_commit")
        return _ended(message, token, outcome)
    with transaction.atomic(), acting(actor=None, why="envío"):
        held = Message.objects.select_for_update().filter(pk=message.pk, state=State.SENDING, token=token).first()
        if held is None:
            return False
        if outcome.state == State.QUEUED:
            outcome = _later(held, outcome, at)
        else:
            _ended(held, token, outcome)
        if outcome.bounced:
            exclude(
                actor=None, channel=held.channel, address=held.to_address, reason=ExclusionReason.BOUNCED,
                source=outcome.said,
            )  # fmt: skip
        faults.hit("mail.before_commit")
    return True


def _ended(held: Message, token: uuid.UUID, outcome: Outcome) -> bool:
    """The end of an attempt. What the provider told meanwhile settles what would be uncertain."""
    to = State.SENT if outcome.state == State.UNCERTAIN and held.delivery else outcome.state
    return moves.move(
        held,
        to,
        said=outcome.said,
        token=token,
        reply_code=outcome.code,
        provider_id=outcome.provider_id,
    )


def _later(held: Message, outcome: Outcome, at: datetime) -> Outcome:
    """Back into the queue for a while; given up after the last pause, unless the fault is our own server's."""
    if held.attempts > len(BACKOFF) and not outcome.ours:
        outcome = failed(f"Se intentó {held.attempts} veces. {outcome.said}", code=outcome.code)
        moves.move(held, State.FAILED, said=outcome.said, reply_code=outcome.code)
        return outcome
    pause = BACKOFF[min(held.attempts, len(BACKOFF)) - 1]
    moves.move(
        held, State.QUEUED, said=f"{outcome.said} Se intentará otra vez.", reply_code=outcome.code,
        not_before=at + pause,
    )  # fmt: skip
    return outcome


def reap() -> int:
    """Messages whose worker died on the way become uncertain. Nobody sends them again by himself."""
    with transaction.atomic(), acting(actor=None, why="envío cortado"):
        lost = Message.objects.filter(state=State.SENDING, lease_until__lt=Now(), frozen_at=None)
        moves.move_many(
            lost.exclude(delivery=""), start=State.SENDING, to=State.SENT, actor=None, token=None,
            said="Se cortó mientras salía, pero el proveedor dice que lo tuvo.",
        )  # fmt: skip
        return moves.move_many(
            lost.filter(delivery=""), start=State.SENDING, to=State.UNCERTAIN, actor=None, token=None,
            said="Se cortó mientras salía: puede que haya llegado. Nadie lo envía otra vez si no lo pides.",
        )  # fmt: skip


def due(*, at: datetime) -> bool:
    """Is there anything to send?"""
    rows = Message.objects.filter(state=State.QUEUED, frozen_at=None, not_before__lte=at, channel__in=BY_WORKER)
    return rows.exists()


def open_whatsapp(*, message: Message, actor: object, at: datetime | None = None) -> str:
    """The wa.me link of a queued WhatsApp message: a person opens it, which counts as handed over.

    Raises ``DomainError`` with the gate's sentence if it may not leave now; the message then waits or stands refused.
    """
    at = at or clock.now()
    claimed = claim(at=at, only=message.pk, channels=(Channel.WHATSAPP,))
    if claimed is None or claimed.message is None or claimed.token is None:
        message.refresh_from_db()
        raise DomainError(message.said or "Este mensaje ya no espera.")
    with transaction.atomic(), acting(actor=actor, why="WhatsApp"):
        held = Message.objects.get(pk=message.pk)
        said = "Abierto en WhatsApp para enviarlo a mano."
        moves.move(held, State.SENT, said=said, actor=actor, token=claimed.token)
    return f"https://wa.me/{message.to_address.lstrip('+')}?text={quote(message.body)}"
