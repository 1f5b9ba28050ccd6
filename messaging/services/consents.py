"""The customer's own record of what he allows: read by the gate, written through the customers' service."""

from datetime import datetime

from messaging.models import Message


def withdraw(*, message: Message, purpose: str, evidence: str, at: datetime, proof: str) -> None:
    """Write the customer's "no" for a channel and purpose, unless his last answer is one already."""
