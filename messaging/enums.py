"""Channels, states and the moves between them."""

from django.db import models

from customers.enums import ConsentChannel, ConsentPurpose

Purpose = ConsentPurpose
# The purposes that the law limits to hours, and people to how often.
LIMITED = frozenset({Purpose.ADVERTISING.value, Purpose.COLLECTION.value, Purpose.SURVEY.value})
# The purposes from which a person can take himself off.
OPTIONAL = frozenset({Purpose.ADVERTISING.value, Purpose.SURVEY.value})


class Channel(models.TextChoices):
    """How a message leaves. The values are those of the consents."""

    EMAIL = ConsentChannel.EMAIL.value, "Correo"
    SMS = ConsentChannel.SMS.value, "SMS"
    WHATSAPP = ConsentChannel.WHATSAPP.value, "WhatsApp"


class State(models.TextChoices):
    """Where a message stands. ``MOVES`` is the table of allowed moves."""

    QUEUED = "queued", "En cola"
    SENDING = "sending", "Saliendo"
    SENT = "sent", "Enviado"
    FAILED = "failed", "Falló"
    REFUSED = "refused", "No permitido"
    UNCERTAIN = "uncertain", "Incierto"
    CANCELLED = "cancelled", "Cancelado"


MOVES: dict[str, frozenset[str]] = {
    State.QUEUED: frozenset({State.SENDING, State.REFUSED, State.CANCELLED, State.FAILED}),
    # Back to the queue only after a clear answer that nothing was taken.
    State.SENDING: frozenset({State.SENT, State.FAILED, State.UNCERTAIN, State.QUEUED}),
    State.SENT: frozenset(),
    # Only a person sends these again; a provider's notice settles what was uncertain.
    State.FAILED: frozenset({State.QUEUED}),
    State.UNCERTAIN: frozenset({State.QUEUED, State.SENT}),
    State.REFUSED: frozenset({State.QUEUED}),
    State.CANCELLED: frozenset({State.QUEUED}),
}
OPEN = (State.QUEUED, State.SENDING)
# Handed over, or perhaps handed over: these count against the caps.
COUNTED = (State.SENDING, State.SENT, State.UNCERTAIN)
RESENDABLE = (State.FAILED, State.UNCERTAIN)
TONES = {
    State.QUEUED: "anil",
    State.SENDING: "anil",
    State.SENT: "",
    State.FAILED: "bad",
    State.REFUSED: "warn",
    State.UNCERTAIN: "warn",
    State.CANCELLED: "",
}


class Delivery(models.TextChoices):
    """What the provider told of a message after it took it. Later in this order counts more, whenever it arrives."""

    DELIVERED = "delivered", "Llegó"
    BOUNCED = "bounced", "Rebotó"
    COMPLAINED = "complained", "Se quejó"


DELIVERY_TONES = {Delivery.DELIVERED: "good", Delivery.BOUNCED: "bad", Delivery.COMPLAINED: "bad"}


class ExclusionReason(models.TextChoices):
    UNSUBSCRIBED = "unsubscribed", "Se dio de baja"
    BOUNCED = "bounced", "La dirección no existe"
    COMPLAINED = "complained", "Se quejó"
    ERASED = "erased", "Pidió que se borraran sus datos"
    REGISTRY = "registry", "Está en un registro oficial de excluidos"
    MANUAL = "manual", "Añadido a mano"
