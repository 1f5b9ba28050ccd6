"""What customers allow, as it stands: the newest answer of each channel and purpose."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import QuerySet

from core import formatting, house
from customers.enums import ConsentChannel, ConsentEvidence, ConsentPurpose
from customers.models import Consent, ConsentText, Customer

CHANNEL_WORDS = {
    ConsentChannel.EMAIL: "correo",
    ConsentChannel.SMS: "SMS",
    ConsentChannel.WHATSAPP: "WhatsApp",
    ConsentChannel.CALL: "llamadas",
    ConsentChannel.POST: "correo postal",
}
PURPOSE_WORDS = {
    ConsentPurpose.ADVERTISING: "publicidad",
    ConsentPurpose.SERVICE: "avisos de servicio",
    ConsentPurpose.COLLECTION: "cobranza",
    ConsentPurpose.SURVEY: "encuestas",
}


@dataclass(frozen=True)
class Answer:
    """The answer in force. ``given_at`` aware; ``proof`` in words."""

    channel: str
    purpose: str
    granted: bool
    given_at: datetime
    proof: str


def answers_of(customers: Collection[int]) -> dict[int, list[Answer]]:
    """The answers in force of many customers; one query. Who never answered is not in it."""
    rows = in_force(Consent.objects.filter(customer_id__in=customers))
    found: dict[int, list[Answer]] = {}
    for row in rows:
        found.setdefault(row.customer_id, []).append(
            Answer(row.channel, row.purpose, row.granted, row.given_at, _proof(row))
        )
    return found


def in_force(rows: QuerySet[Consent]) -> QuerySet[Consent]:
    """Of ``rows`` the newest answer of each customer, purpose and channel."""
    ordered = rows.order_by("customer_id", "purpose", "channel", "-given_at", "-id")
    return ordered.distinct("customer_id", "purpose", "channel")


def _said_of(customer: Customer) -> list[Answer]:
    """The answers in force of one customer: no query, if ``customer_page`` brought him."""
    said = getattr(customer, "consents_said", None)
    if said is None:
        return answers_of([customer.pk]).get(customer.pk, [])
    return [
        Answer(one["channel"], one["purpose"], one["granted"], datetime.fromisoformat(one["given_at"]), "")
        for one in said
    ]


def answer_of(customer_id: int, *, channel: str, purpose: str) -> Answer | None:
    """What this customer said of a channel for a purpose; ``None`` = he was never asked. One query, read at the moment.

    The sending gate asks it inside the transaction that claims the message.
    """
    rows = Consent.objects.filter(customer_id=customer_id, channel=channel, purpose=purpose)
    row = rows.order_by("-given_at", "-id").first()
    return Answer(row.channel, row.purpose, row.granted, row.given_at, _proof(row)) if row else None


def consent_sentences(customer: Customer) -> list[str]:
    """ "Acepta correo y WhatsApp para publicidad desde el 4 de marzo de 2023." One sentence a purpose and answer."""
    answers = sorted(_said_of(customer), key=lambda one: (one.purpose, not one.granted, one.channel))
    today, zone = house.current().today, house.current().zone
    said = []
    for (purpose, granted), group in groupby(answers, key=lambda one: (one.purpose, one.granted)):
        ones = list(group)
        channels = formatting.listing([CHANNEL_WORDS[ConsentChannel(one.channel)] for one in ones])
        since = max(one.given_at for one in ones).astimezone(zone).date()
        verb = "Acepta" if granted else "No quiere"
        said.append(f"{verb} {channels} de {PURPOSE_WORDS[ConsentPurpose(purpose)]} {_since(since, today)}.")
    return said


def texts_in_force(*, on: date) -> dict[str, ConsentText]:
    """The wording in force for each purpose."""
    found: dict[str, ConsentText] = {}
    for text in ConsentText.objects.filter(valid_from__lte=on).order_by("valid_from", "id"):
        found[text.purpose] = text
    return found


def _since(day: date, today: date) -> str:
    said = formatting.day(day, today=today)
    return f"desde {said}" if said in ("hoy", "ayer") else f"desde el {said}"


def _proof(row: Consent) -> str:
    label = str(ConsentEvidence(row.evidence).label)
    return f"{label}: {row.proof}" if row.proof else label
