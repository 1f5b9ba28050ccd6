"""The customer's "no" that came by a link, written through the customers' own service."""

from datetime import datetime

from customers.queries.consents import answer_of
from customers.services.consents import record_consents
from messaging.models import Message


def withdraw(*, message: Message, purpose: str, evidence: str, at: datetime, proof: str) -> None:
    """Write that he wants no more of ``purpose`` on this channel, unless that is his last answer already."""
    if message.customer is None:
        return
    stands = answer_of(message.customer.pk, channel=message.channel, purpose=purpose)
    if stands is None or stands.granted:
        record_consents(
            customer=message.customer, channels=[message.channel], purpose=purpose, granted=False, evidence=evidence,
            given_at=at, actor=None, proof=proof,
        )  # fmt: skip
