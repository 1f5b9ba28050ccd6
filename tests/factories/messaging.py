"""Messages, and people who may be written to."""

from datetime import UTC, datetime

from customers.models import Consent, Customer
from messaging import services
from messaging.models import Message
from tests.factories.customers import customer

# A Wednesday at ten in Lima and Bogotá, four in the afternoon in Madrid: everybody may be written to.
OPEN_HOUR = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)


def reader(code: str = "C-1", *, agrees: bool = True, purpose: str = "advertising", **more: object) -> Customer:
    """A customer with mail and phone who said yes to advertising on every channel."""
    more.setdefault("email", f"{code.lower()}@ejemplo.pe")
    more.setdefault("phone", "+51987654321")
    more.setdefault("country", "PE")
    made = customer(code, **more)
    if agrees:
        for channel in ("email", "sms", "whatsapp"):
            answer(made, channel=channel, purpose=purpose)
    return made


def answer(who: Customer, *, channel: str = "email", purpose: str = "advertising", granted: bool = True,
           at: datetime | None = None) -> Consent:  # fmt: skip
    return Consent.objects.create(
        customer=who, channel=channel, purpose=purpose, granted=granted, evidence="counter", proof="Ficha",
        given_at=at or datetime(2026, 1, 5, tzinfo=UTC),
    )  # fmt: skip


def message(who: Customer | None = None, *, at: datetime = OPEN_HOUR, **more: object) -> Message:
    """A queued mail; of service unless told otherwise."""
    more.setdefault("channel", "email")
    more.setdefault("purpose", "service")
    more.setdefault("subject", "Su pedido")
    more.setdefault("body", "Buenos días, {{cliente.nombre}}.")
    more.setdefault("actor", None)
    return services.queue(customer=who, at=at, **more)
