"""Calls of the exchange and comments."""

from datetime import UTC, datetime
from itertools import count

from activities.models import Comment, PhoneCall

NOON = datetime(2026, 11, 18, 17, tzinfo=UTC)  # a Wednesday, noon in Lima
_numbers = count(1)


def missed(phone: str = "+51987654321", at: datetime = NOON, **more: object) -> PhoneCall:
    """A missed call that waits to be returned."""
    more.setdefault("number", phone)
    more.setdefault("treatment", "pending")
    more.setdefault("external_id", f"T-{next(_numbers)}")
    return PhoneCall.objects.create(phone=phone, direction="in", answered=False, started_at=at, **more)


def answered(phone: str = "+51987654321", at: datetime = NOON, **more: object) -> PhoneCall:
    """A call that two people had."""
    more.setdefault("direction", "out")
    more.setdefault("seconds", 90)
    more.setdefault("external_id", f"T-{next(_numbers)}")
    return PhoneCall.objects.create(number=phone, phone=phone, answered=True, started_at=at, **more)


def comment(text: str = "La taza llegó rota", at: datetime = NOON, **more: object) -> Comment:
    more.setdefault("source", "form")
    return Comment.objects.create(text=text, said_at=at, **more)
