"""What a mail provider tells after it took a message: it arrived, it came back, somebody complained.

A notice counts once, in any order and however often it comes. A mail that came back for good ends its address; a
complaint ends what people may refuse, and is written down as the person's "no".
"""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from core.audit import acting
from customers.enums import ConsentEvidence
from messaging.enums import LIMITED, Channel, Delivery, ExclusionReason, State
from messaging.models import Exclusion, Message, ProviderNotice

from . import consents, moves
from .addresses import key_of
from .exclusions import exclude, lift

RANK = {"": 0, **{str(one): n for n, one in enumerate(Delivery, start=1)}}
SAID = {
    Delivery.DELIVERED: "Llegó a su buzón, dice {provider}.",
    Delivery.BOUNCED: "Rebotó, dice {provider}.",
    Delivery.COMPLAINED: "Lo marcó como no deseado, dice {provider}.",
}
OURS = re.compile(r"<?([0-9a-f]{32})\.\d+@")  # our own Message-ID


@dataclass(frozen=True)
class Notice:
    """One notice, understood. ``number`` is our uuid of the message, ``mail_id`` the provider's name of it.

    ``dead``: the provider says that the address takes no mail. ``detail``: its words.
    """

    provider: str
    key: str
    kind: str
    at: datetime
    number: str = ""
    mail_id: str = ""
    dead: bool = False
    detail: str = ""


def receive(*, notice: Notice) -> bool:
    """Act upon a notice; ``False`` if it is of no message of ours or was known already."""
    with transaction.atomic(), acting(actor=None, why=f"aviso de {notice.provider}"):
        message = _message_of(notice)
        if message is None:
            return False
        _, new = ProviderNotice.objects.get_or_create(
            provider=notice.provider[:20],
            key=notice.key,
            defaults={"message": message, "kind": notice.kind, "happened_at": notice.at},
        )
        if not new:
            return False
        _mark(message, notice)
        if notice.kind == Delivery.BOUNCED and notice.dead and message.to_address:
            _end_address(message, ExclusionReason.BOUNCED, ("",), notice)
        if notice.kind == Delivery.COMPLAINED:
            _complained(message, notice)
    return True


def _message_of(notice: Notice) -> Message | None:
    """The mail it speaks of, locked; by our own number, else by the provider's name of it."""
    mails = Message.objects.select_for_update(of=("self",)).select_related("customer").filter(channel=Channel.EMAIL)
    own = OURS.match(notice.mail_id)
    for number in (notice.number, own.group(1) if own else ""):
        try:
            found = mails.filter(uuid=uuid.UUID(number)).first() if number else None
        except ValueError:
            continue
        if found is not None:
            return found
    return mails.filter(provider_id=notice.mail_id[:120]).order_by("id").first() if notice.mail_id else None


def _mark(message: Message, notice: Notice) -> None:
    """The gravest notice stands; any of them proves that an uncertain message left."""
    if RANK[notice.kind] <= RANK[message.delivery]:
        return
    said = " ".join(f"{SAID[Delivery(notice.kind)].format(provider=notice.provider)} {notice.detail}".split())[:300]
    fields: dict[str, Any] = {"delivery": notice.kind, "delivery_at": notice.at}
    if message.state == State.UNCERTAIN:
        moves.move(message, State.SENT, said=said, **fields)
        return
    moves.note(message, message.state, said)
    if message.state == State.SENT:
        fields["said"] = said
    Message.objects.filter(pk=message.pk).update(**fields)


def _complained(message: Message, notice: Notice) -> None:
    """Nothing more of what people may refuse; letters about an order of his go on."""
    if message.to_address:
        _end_address(message, ExclusionReason.COMPLAINED, sorted(LIMITED), notice)
    for purpose in sorted(LIMITED):
        consents.withdraw(
            message=message, purpose=purpose, evidence=ConsentEvidence.MESSAGE, at=notice.at,
            proof=f"Marcó como no deseado el mensaje {message.pk}; aviso de {notice.provider}",
        )  # fmt: skip


def _end_address(message: Message, reason: str, purposes: tuple[str, ...] | list[str], notice: Notice) -> None:
    for purpose in purposes:
        exclude(
            actor=None, channel=message.channel, address=message.to_address, reason=reason, purpose=purpose,
            source=f"Mensaje {message.pk}, aviso de {notice.provider}",
        )  # fmt: skip


def bounced(channel: str, address: str) -> QuerySet[Exclusion]:
    """What keeps us from an address that came back."""
    reason = ExclusionReason.BOUNCED
    return Exclusion.objects.filter(key=key_of(channel, address.lower()), purpose="", reason=reason)


def bounced_since(channel: str, address: str) -> datetime | None:
    """Since when an address comes back, ``None`` if it does not."""
    return bounced(channel, address).values_list("created_at", flat=True).first() if address else None


def works_again(*, channel: str, address: str, actor: object) -> bool:
    """A person says that an address which came back takes mail again; complaints and refusals stand."""
    with transaction.atomic():
        held = list(bounced(channel, address))
        for one in held:
            lift(exclusion=one, actor=actor)
    return bool(held)
