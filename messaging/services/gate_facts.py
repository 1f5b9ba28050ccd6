"""What the gate must know of the messages it judges: read at the first question, for all of them at once.

Each kind of fact is one query, whether one message is judged or a hundred; what nobody asks for is not read.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Q

from company.enums import CapScope
from company.models import ContactCap
from customers.models import Customer
from customers.queries.consents import Answer, answers_of
from messaging.enums import COUNTED, LIMITED
from messaging.models import Exclusion, Message

from .addresses import key_of

Moment = tuple[datetime, str]  # when a message left, and its channel


class Facts:
    """Facts about these messages at the aware moment ``at``, as they stand when they are first asked for."""

    def __init__(self, messages: Sequence[Message], at: datetime) -> None:
        self.messages, self.at = messages, at
        self.customers = {one.customer_id for one in messages if one.customer_id is not None}

    def person(self, message: Message) -> tuple[datetime | None, bool]:
        """When the customer was erased, and whether he is in use; of a stranger nothing is known against him."""
        return self._people.get(message.customer_id or 0, (None, True))

    def exclusions(self, message: Message) -> list[tuple[str, datetime]]:
        """(reason, since) of what keeps this address from this purpose, in the order in which it came."""
        found = self._exclusions.get(key_of(message.channel, message.to_address), ())
        return [(reason, since) for purpose, reason, since in found if purpose in ("", message.purpose)]

    def answer(self, message: Message) -> Answer | None:
        """The last answer of the customer for this channel and purpose."""
        said = self._answers.get(message.customer_id, []) if message.customer_id else []
        alike = (one for one in said if (one.channel, one.purpose) == (message.channel, message.purpose))
        return next(alike, None)

    def caps(self, message: Message, *, country: str, at: datetime) -> list[ContactCap]:
        """The caps in force for this purpose in this country; ``at`` is local, the day is the receiver's."""
        day = at.date()
        return [
            cap
            for cap in self._caps
            if cap.use == message.purpose
            and cap.country in ("", country)
            and (cap.valid_from is None or cap.valid_from <= day)
            and (cap.valid_to is None or cap.valid_to >= day)
        ]

    def left(self, message: Message, cap: ContactCap) -> list[datetime]:
        """When messages that this cap counts left for this person, the newest first; one more than it allows."""
        since = self.at - timedelta(days=cap.days)
        moments = [
            moment
            for pk, moment, channel in self._left.get(_person_key(message), ())
            if moment > since and pk != message.pk and (cap.scope != CapScope.OTHER or channel != message.channel)
        ]
        return moments[: cap.most + 1]

    @cached_property
    def _people(self) -> dict[int, tuple[datetime | None, bool]]:
        if not self.customers:
            return {}
        rows = Customer.objects.filter(pk__in=self.customers).values_list("pk", "erased_at", "is_active")
        return {pk: (erased_at, is_active) for pk, erased_at, is_active in rows}

    @cached_property
    def _exclusions(self) -> dict[str, list[tuple[str, str, datetime]]]:
        keys = {key_of(one.channel, one.to_address) for one in self.messages if one.to_address}
        found = defaultdict(list)
        rows = Exclusion.objects.filter(key__in=keys).order_by("id")
        for key, purpose, reason, since in rows.values_list("key", "purpose", "reason", "created_at"):
            found[key].append((purpose, reason, since))
        return dict(found)

    @cached_property
    def _answers(self) -> dict[int, list[Answer]]:
        return answers_of(self.customers)

    @cached_property
    def _caps(self) -> list[ContactCap]:
        rows = ContactCap.objects.filter(use__in={one.purpose for one in self.messages} & LIMITED)
        return list(rows.order_by("country", "use", "id"))

    @cached_property
    def _left(self) -> dict[tuple[str, str], list[tuple[int, datetime, str]]]:
        """What each of these people got, or may have got, in the longest span that a cap looks at."""
        found = defaultdict(list)
        since = self.at - timedelta(days=max((cap.days for cap in self._caps), default=0))
        rows = Message.objects.filter(state__in=COUNTED, claimed_at__gt=since)
        names = ("pk", "customer_id", "channel", "to_address", "purpose", "claimed_at")
        for row in rows.filter(self._same_people()).order_by("-claimed_at", "-pk").values_list(*names):
            pk, customer_id, channel, address, purpose, moment = row
            if moment is not None:
                found[purpose, f"c{customer_id}"].append((pk, moment, channel))
                found[purpose, f"{channel}:{address}"].append((pk, moment, channel))
        return dict(found)

    def _same_people(self) -> Q:
        wanted = Q(customer_id__in=self.customers)
        for channel in {one.channel for one in self.messages if one.customer_id is None}:
            strangers = {one.to_address for one in self.messages if (one.customer_id, one.channel) == (None, channel)}
            wanted |= Q(channel=channel, to_address__in=strangers)
        return wanted & Q(purpose__in={one.purpose for one in self.messages})


def _person_key(message: Message) -> tuple[str, str]:
    if message.customer_id:
        return message.purpose, f"c{message.customer_id}"
    return message.purpose, f"{message.channel}:{message.to_address}"
