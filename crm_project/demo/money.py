"""Payments around the real sales. The source has none: who pays when is made up by seed.

Persons and counter sales pay at once; companies have 30 days, large accounts 45. Most pay in time, some late, some of
the newest debts are overdue. What is sent back before it was paid is not paid; what was paid comes back as money.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from customers.enums import Kind
from sales.enums import Channel, PaymentMethod

from .people import Person

TERMS = {Kind.PERSON: 0, Kind.COMPANY: 30, Kind.CORPORATE: 45}
METHODS = {
    Channel.SHOP: (PaymentMethod.CASH, PaymentMethod.CASH, PaymentMethod.CARD, PaymentMethod.WALLET),
    Channel.WEB: (PaymentMethod.CARD, PaymentMethod.CARD, PaymentMethod.WALLET),
    Channel.MARKETPLACE: (PaymentMethod.TRANSFER,),
    Channel.PHONE: (PaymentMethod.TRANSFER, PaymentMethod.WALLET),
    Channel.WHATSAPP: (PaymentMethod.WALLET, PaymentMethod.WALLET, PaymentMethod.TRANSFER),
    Channel.FIELD: (PaymentMethod.TRANSFER,),
}
PART = 0.04  # share of company debts paid only in part so far
RECENT_DAYS = 150  # older debts have all been settled


@dataclass(frozen=True, slots=True)
class Paid:
    """Money that came in (or went back, negative), in céntimos."""

    amount: int
    on: date
    method: str


def due(placed_on: date, person: Person | None) -> date:
    """When a sale must be paid."""
    return placed_on + timedelta(days=TERMS[Kind(person.kind)] if person else 0)


def payment(
    *, owed: int, placed_on: date, channel: str, person: Person | None, today: date, dice: random.Random
) -> Paid | None:
    """The payment of a sale of which ``owed`` céntimos (with tax) are not sent back; ``None`` if it is still open."""
    if owed <= 0:
        return None
    if person is None or not person.is_company:
        return Paid(owed, placed_on, dice.choice(METHODS[Channel(channel)]))
    due_on = due(placed_on, person)
    late = dice.random() < person.late
    day = due_on + timedelta(days=dice.randrange(8, 75) if late else -dice.randrange(0, 12))
    recent = (today - due_on).days < RECENT_DAYS
    if day > today or (late and recent and dice.random() < 0.6):
        return None
    amount = owed * dice.choice((30, 50, 60)) // 100 if recent and dice.random() < PART else owed
    return Paid(amount, max(day, placed_on), PaymentMethod.TRANSFER)


def refund(*, amount: int, placed_on: date, channel: str, today: date, dice: random.Random) -> Paid:
    """Money given back for a return of ``amount`` céntimos (with tax, negative)."""
    day = min(placed_on + timedelta(days=dice.randrange(0, 6)), today)
    method = PaymentMethod.CASH if channel == Channel.SHOP else PaymentMethod.TRANSFER
    return Paid(amount, day, method)
