"""The one gate: may this message leave at this moment? Asked when a worker claims it, and shown before it is written.

The checks run from what refuses for good to what only asks to wait. Each leaves a sentence in the verdict.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from company.enums import CapScope
from company.models import ContactCap
from company.queries import calendar as calendars
from company.queries import current
from core import faults
from core.errors import DomainError
from customers.enums import ConsentChannel, ConsentPurpose
from messaging.enums import LIMITED, OPTIONAL, Channel, ExclusionReason, Purpose
from messaging.models import Message

from .addresses import normal
from .gate_facts import Facts

SEND, WAIT, REFUSE = "send", "wait", "refuse"


@dataclass(frozen=True)
class Check:
    """One rule and what it said."""

    rule: str
    ok: bool
    said: str
    verified: bool = True


@dataclass(frozen=True)
class Verdict:
    """``decision`` is "send", "wait" (not before ``until``, UTC) or "refuse".

    ``said`` is the sentence for who asks now ("mañana"), ``kept`` the one that stays with the message.
    """

    decision: str
    said: str
    checks: tuple[Check, ...] = ()
    until: datetime | None = None
    kept: str = ""

    def as_json(self, at: datetime) -> dict[str, Any]:
        return {
            "at": at.isoformat(),
            "decision": self.decision,
            "until": self.until.isoformat() if self.until else None,
            "checks": [
                {"rule": one.rule, "ok": one.ok, "said": one.said, "verified": one.verified} for one in self.checks
            ],
        }


@dataclass
class _Asking:
    message: Message
    at: datetime
    facts: Facts
    checks: list[Check] = field(default_factory=list)

    def passed(self, rule: str, said: str, verified: bool = True) -> None:
        self.checks.append(Check(rule, True, said, verified))

    def verdict(
        self,
        decision: str,
        rule: str,
        said: str,
        until: datetime | None = None,
        verified: bool = True,
        kept: str = "",
    ) -> Verdict:
        self.checks.append(Check(rule, False, kept or said, verified))
        return Verdict(decision, said, tuple(self.checks), until, kept or said)


def decide(message: Message, *, at: datetime) -> Verdict:
    """The verdict at the aware moment ``at``. Reads only; ``lock_recipient`` first where the answer is acted upon."""
    return decide_many([message], at=at)[0]


def decide_many(messages: Sequence[Message], *, at: datetime) -> list[Verdict]:
    """The verdict of each, in their order: each is judged by what stands now, none by what the others would do.

    As many queries for a hundred messages as for one.
    """
    facts = Facts(messages, at)
    return [_judged(_Asking(message, at, facts)) for message in messages]


def _judged(asking: _Asking) -> Verdict:
    for rule in (_address, _person, _exclusion, _consent, _hours, _caps):
        found = rule(asking)
        if found is not None:
            return found
    return Verdict(SEND, "Puede salir.", tuple(asking.checks))


def lock_recipient(message: Message) -> None:
    """Until the transaction ends, nobody else decides about this person: two cannot take his last place."""
    if faults.guard_removed("mail.cap_lock"):
        return
    who = f"c{message.customer_id}" if message.customer_id else f"{message.channel}:{message.to_address}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('messaging'), hashtext(%s))", [who])


def _address(asking: _Asking) -> Verdict | None:
    message = asking.message
    if not message.to_address:
        missing = "correo" if message.channel == Channel.EMAIL else "teléfono"
        return asking.verdict(REFUSE, "address", f"No tiene {missing}.")
    try:
        normal(message.channel, message.to_address)
    except DomainError as error:
        return asking.verdict(REFUSE, "address", str(error))
    return None


def _person(asking: _Asking) -> Verdict | None:
    """Read at the moment, behind the lock: somebody may have asked to be erased since the message was written."""
    erased_at, is_active = asking.facts.person(asking.message)
    if erased_at is not None:
        return asking.verdict(REFUSE, "person", "Pidió que se borraran sus datos: no se le escribe más.")
    if not is_active and asking.message.purpose in OPTIONAL:
        return asking.verdict(REFUSE, "person", "Está desactivado: solo recibe mensajes de servicio.")
    return None


def _exclusion(asking: _Asking) -> Verdict | None:
    for reason, since in asking.facts.exclusions(asking.message):
        if reason == ExclusionReason.UNSUBSCRIBED and _agreed_since(asking, since):
            continue
        said = f"La dirección está excluida: {str(ExclusionReason(reason).label).lower()}."
        return asking.verdict(REFUSE, "exclusion", said)
    asking.passed("exclusion", "La dirección no está en la lista de excluidos.")
    return None


def _agreed_since(asking: _Asking, moment: datetime) -> bool:
    answer = asking.facts.answer(asking.message)
    return answer is not None and answer.granted and answer.given_at > moment


def _consent(asking: _Asking) -> Verdict | None:
    message, answer = asking.message, asking.facts.answer(asking.message)
    channel = str(ConsentChannel(message.channel).label)
    purpose = str(ConsentPurpose(message.purpose).label).lower()
    if answer is not None and not answer.granted:
        return asking.verdict(
            REFUSE, "consent", f"No quiere {purpose} por {channel}: lo dijo el {answer.given_at:%d/%m/%Y}."
        )
    if message.purpose in OPTIONAL and answer is None:
        return asking.verdict(REFUSE, "consent", f"No ha dado permiso para {purpose} por {channel}.")
    if answer is not None:
        asking.passed("consent", f"Aceptó {purpose} por {channel} el {answer.given_at:%d/%m/%Y}.")
    else:
        asking.passed("consent", f"Los mensajes de {purpose} no necesitan permiso de publicidad.")
    return None


def calendar_of(message: Message, at: datetime) -> calendars.Calendar:
    """The calendar of whoever receives it: his country and region, else the company's country."""
    country = message.country or str(current().country)
    return calendars.calendar_of(country, region=message.region, year=at.year)


def _hours(asking: _Asking) -> Verdict | None:
    message = asking.message
    if message.purpose not in LIMITED:
        asking.passed("hours", "Los mensajes de servicio salen a cualquier hora.")
        return None
    answer = calendars.contact_allowed(asking.at, calendar_of(message, asking.at), message.purpose)
    if answer.allowed:
        asking.passed("hours", "Es una hora permitida." + _unsure(answer.verified), answer.verified)
        return None
    decision = WAIT if answer.until else REFUSE
    unsure = _unsure(answer.verified)
    return asking.verdict(
        decision, "hours", answer.sentence + unsure, answer.until, answer.verified, answer.kept + unsure
    )


def _unsure(verified: bool) -> str:
    return "" if verified else " (horario por confirmar)"


def _caps(asking: _Asking) -> Verdict | None:
    message, at = asking.message, asking.at
    if message.purpose not in LIMITED:
        return None
    calendar = calendar_of(message, at)
    caps = asking.facts.caps(message, country=calendar.country, at=at.astimezone(calendar.zone))
    waits = [(until, cap) for cap in caps if (until := _free_again(asking, cap)) is not None]
    if not waits:
        asking.passed("cap", "No ha recibido demasiados mensajes.")
        return None
    free, cap = max(waits, key=lambda pair: pair[0])
    opened = calendars.contact_allowed(free, calendar, message.purpose)
    until = opened.until or free
    when = calendars.moment_said(until.astimezone(calendar.zone), at.astimezone(calendar.zone))
    kept = f"Saldrá {calendars.moment_kept(until.astimezone(calendar.zone))}: {_cap_said(cap)}."
    return asking.verdict(WAIT, "cap", f"Saldrá {when}: {_cap_said(cap)}.", until.astimezone(UTC), cap.verified, kept)


def _free_again(asking: _Asking, cap: ContactCap) -> datetime | None:
    """When the cap lets one more through, or ``None`` if it does now."""
    newest = asking.facts.left(asking.message, cap)
    if len(newest) < cap.most or (not cap.most and not newest):
        return None
    return newest[max(0, cap.most - 1)] + timedelta(days=cap.days)


def _cap_said(cap: ContactCap) -> str:
    span = "un día" if cap.days == 1 else "una semana" if cap.days == 7 else f"{cap.days} días"
    if cap.scope == CapScope.OTHER:
        return f"ya se le escribió por otro canal en {span}"
    what = {Purpose.ADVERTISING: "de publicidad", Purpose.COLLECTION: "de cobranza"}.get(
        Purpose(cap.use), "de encuestas"
    )
    if cap.most == 1:
        return f"ya recibió un mensaje {what} en {span}"
    return f"ya recibió {cap.most} mensajes {what} en {span}"
