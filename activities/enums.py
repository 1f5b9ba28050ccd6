"""Channels, outcomes, states."""

from django.db import models


class Channel(models.TextChoices):
    """How a touch with a customer happened."""

    CALL_OUT = "call_out", "Llamada hecha"
    CALL_IN = "call_in", "Llamada recibida"
    CALL_MISSED = "call_missed", "Llamada perdida"
    VISIT = "visit", "Visita"
    MEETING = "meeting", "Reunión"
    MAIL = "mail", "Correo"
    WHATSAPP = "whatsapp", "WhatsApp"
    NOTE = "note", "Nota"


CALLS = (Channel.CALL_OUT, Channel.CALL_IN, Channel.CALL_MISSED)


class Outcome(models.TextChoices):
    """How it was, in the seller's words. Six big buttons on the form (the last two are for visits, notes and tasks)."""

    WILL_BUY = "will_buy", "Va a comprar"
    WANTS_QUOTE = "wants_quote", "Pide cotización"
    THINKING = "thinking", "Lo piensa"
    NO_ANSWER = "no_answer", "No contesta"
    NOT_INTERESTED = "not_interested", "No quiere"
    COMPLAINT = "complaint", "Tiene una queja"
    DONE = "done", "Hecho"
    INFORMED = "informed", "Informado"


# What follows an outcome: kind of action by its code ("" = what the chain rule of the action says) and business days
# (``None`` = the rule's). ``NEVER`` proposes no next step, with this reason.
NEVER = "No quiere por ahora"
AFTER_OUTCOME: dict[str, tuple[str, int | None]] = {
    Outcome.WILL_BUY: ("llamada", 1),
    Outcome.WANTS_QUOTE: ("cotizar", 1),
    Outcome.THINKING: ("", None),
    Outcome.NO_ANSWER: ("llamada", 1),
    Outcome.COMPLAINT: ("atender-queja", 1),
}
# The buttons of each kind of form, in their order.
TALK_OUTCOMES = (
    Outcome.WILL_BUY,
    Outcome.WANTS_QUOTE,
    Outcome.THINKING,
    Outcome.NO_ANSWER,
    Outcome.NOT_INTERESTED,
    Outcome.COMPLAINT,
)
NOTE_OUTCOMES = (Outcome.DONE, Outcome.INFORMED)


class TaskState(models.TextChoices):
    OPEN = "open", "Pendiente"
    DONE = "done", "Hecha"
    CANCELLED = "cancelled", "Cancelada"


TASK_MOVES: dict[str, frozenset[str]] = {
    TaskState.OPEN: frozenset({TaskState.DONE, TaskState.CANCELLED}),
    TaskState.DONE: frozenset({TaskState.OPEN}),
    TaskState.CANCELLED: frozenset({TaskState.OPEN}),
}


class Direction(models.TextChoices):
    IN = "in", "Entrante"
    OUT = "out", "Saliente"


class Treatment(models.TextChoices):
    """What became of a missed call: a closed set. ``PENDING`` waits; ``NONE`` = it was no missed call."""

    NONE = "none", "No hace falta"
    PENDING = "pending", "Por devolver"
    CALLED_BACK = "called_back", "Devuelta"
    RECOVERED = "recovered", "Recuperó un pedido"
    UNREACHABLE = "unreachable", "No contesta"
    NOT_INTERESTED = "not_interested", "Ya no quiere"
    WRONG_NUMBER = "wrong_number", "Número equivocado"
    SPAM = "spam", "Publicidad o engaño"
    DUPLICATE = "duplicate", "Ya atendida en otra llamada"


TREATMENT_MOVES: dict[str, frozenset[str]] = {
    Treatment.PENDING: frozenset(
        {
            Treatment.CALLED_BACK,
            Treatment.RECOVERED,
            Treatment.UNREACHABLE,
            Treatment.NOT_INTERESTED,
            Treatment.WRONG_NUMBER,
            Treatment.SPAM,
            Treatment.DUPLICATE,
        }
    ),
    Treatment.CALLED_BACK: frozenset({Treatment.RECOVERED, Treatment.NOT_INTERESTED, Treatment.PENDING}),
    Treatment.UNREACHABLE: frozenset({Treatment.PENDING, Treatment.CALLED_BACK, Treatment.RECOVERED}),
    Treatment.RECOVERED: frozenset({Treatment.CALLED_BACK}),
    Treatment.NOT_INTERESTED: frozenset({Treatment.PENDING}),
    Treatment.WRONG_NUMBER: frozenset({Treatment.PENDING}),
    Treatment.SPAM: frozenset({Treatment.PENDING}),
    Treatment.DUPLICATE: frozenset({Treatment.PENDING}),
}


class CommentSource(models.TextChoices):
    IMPORT = "import", "Archivo"
    FORM = "form", "Escrito a mano"
    CALL = "call", "Llamada"
    VISIT = "visit", "Visita"
    SURVEY = "survey", "Encuesta"
    CASE = "case", "Caso"
    WEB = "web", "Página web"
    SOCIAL = "social", "Redes sociales"


class Relevance(models.TextChoices):
    UNREAD = "unread", "Por leer"
    RELEVANT = "relevant", "Relevante"
    IRRELEVANT = "irrelevant", "No relevante"


class CommentKind(models.TextChoices):
    UNKNOWN = "", "Sin decir"
    NEED = "need", "Necesidad"
    WORKS = "works", "Funciona bien"


class Sentiment(models.TextChoices):
    UNKNOWN = "", "Sin decir"
    POSITIVE = "positive", "A favor"
    NEUTRAL = "neutral", "Ni una cosa ni otra"
    NEGATIVE = "negative", "En contra"
