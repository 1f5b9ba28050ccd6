"""Channels, kinds and states of orders and redirected orders; methods of payment."""

from django.db import models


class OrderKind(models.TextChoices):
    """A return is an order of its own with negative lines; an adjustment is bookkeeping, no purchase."""

    SALE = "sale", "Venta"
    RETURN = "return", "Devolución"
    ADJUSTMENT = "adjustment", "Ajuste"


class OrderStatus(models.TextChoices):
    DRAFT = "draft", "Borrador"
    CONFIRMED = "confirmed", "Confirmado"
    DELIVERED = "delivered", "Entregado"
    CANCELLED = "cancelled", "Anulado"


ORDER_MOVES: dict[str, frozenset[str]] = {
    OrderStatus.DRAFT: frozenset({OrderStatus.CONFIRMED, OrderStatus.CANCELLED}),
    OrderStatus.CONFIRMED: frozenset({OrderStatus.DELIVERED, OrderStatus.CANCELLED}),
    OrderStatus.DELIVERED: frozenset(),
    OrderStatus.CANCELLED: frozenset(),
}
# What undoing may bring back, besides.
ORDER_BACK: dict[str, frozenset[str]] = {
    OrderStatus.CONFIRMED: frozenset({OrderStatus.DRAFT}),
    OrderStatus.CANCELLED: frozenset({OrderStatus.DRAFT, OrderStatus.CONFIRMED}),
}
# Orders in these states count as revenue.
BOOKED = (OrderStatus.CONFIRMED, OrderStatus.DELIVERED)


class LineKind(models.TextChoices):
    PRODUCT = "product", "Producto"
    FEE = "fee", "Cargo"
    ADJUSTMENT = "adjustment", "Ajuste"


class Channel(models.TextChoices):
    SHOP = "tienda", "Tienda"
    WEB = "web", "Web"
    PHONE = "telefono", "Teléfono"
    WHATSAPP = "whatsapp", "WhatsApp"
    FIELD = "visita", "Visita"
    MARKETPLACE = "marketplace", "Marketplace"
    OTHER = "otro", "Otro"


class PaymentMethod(models.TextChoices):
    CASH = "efectivo", "Efectivo"
    CARD = "tarjeta", "Tarjeta"
    TRANSFER = "transferencia", "Transferencia"
    WALLET = "billetera", "Billetera móvil"
    OTHER = "otro", "Otro"


class RedirectSource(models.TextChoices):
    """Where the customer was when he could not place his order."""

    WEB = "web", "Web"
    WHATSAPP = "whatsapp", "WhatsApp"
    PHONE = "phone", "Teléfono"
    SHOP = "shop", "Tienda"


# The channel of the order that comes of it: the seller closes it where the customer was.
REDIRECT_CHANNEL: dict[str, str] = {
    RedirectSource.WEB: Channel.WEB,
    RedirectSource.WHATSAPP: Channel.WHATSAPP,
    RedirectSource.PHONE: Channel.PHONE,
    RedirectSource.SHOP: Channel.SHOP,
}


class RedirectStatus(models.TextChoices):
    WAITING = "waiting", "Por atender"
    ASSIGNED = "assigned", "Asignado"
    CONTACTED = "contacted", "Contactado"
    RECOVERED = "recovered", "Recuperado"
    LOST = "lost", "Perdido"
    DISCARDED = "discarded", "Descartado"


REDIRECT_OPEN = (RedirectStatus.WAITING, RedirectStatus.ASSIGNED, RedirectStatus.CONTACTED)
REDIRECT_CLOSED = (RedirectStatus.RECOVERED, RedirectStatus.LOST, RedirectStatus.DISCARDED)
REDIRECT_MOVES: dict[str, frozenset[str]] = {
    RedirectStatus.WAITING: frozenset({RedirectStatus.ASSIGNED, RedirectStatus.CONTACTED, *REDIRECT_CLOSED}),
    RedirectStatus.ASSIGNED: frozenset(
        {RedirectStatus.WAITING, RedirectStatus.ASSIGNED, RedirectStatus.CONTACTED, *REDIRECT_CLOSED}
    ),
    RedirectStatus.CONTACTED: frozenset({RedirectStatus.WAITING, RedirectStatus.CONTACTED, *REDIRECT_CLOSED}),
    RedirectStatus.LOST: frozenset({RedirectStatus.WAITING, RedirectStatus.RECOVERED}),
    RedirectStatus.DISCARDED: frozenset({RedirectStatus.WAITING}),
    RedirectStatus.RECOVERED: frozenset({RedirectStatus.WAITING}),
}


class LostReason(models.TextChoices):
    """Why the sale was not to be had. ``DISCARDED`` orders have reasons of their own."""

    PRICE = "price", "Le pareció caro"
    ELSEWHERE = "elsewhere", "Compró en otro lugar"
    NO_STOCK = "no_stock", "No tenemos lo que quería"
    NO_ANSWER = "no_answer", "No contesta"
    CHANGED_MIND = "changed_mind", "Ya no lo quiere"
    OTHER = "other", "Otra razón"


class DiscardReason(models.TextChoices):
    DUPLICATE = "duplicate", "Está repetido"
    BOUGHT = "bought", "Ya compró por su cuenta"
    TEST = "test", "Era una prueba"
    UNREACHABLE = "unreachable", "No dejó cómo contactarlo"
    FRAUD = "fraud", "Parece un engaño"


class AssignBy(models.TextChoices):
    """How an assignment rule finds the seller."""

    OWNER = "owner", "A quien tiene al cliente en su cartera"
    PERSON = "person", "A una persona fija"
    LEAST_BUSY = "least_busy", "Al vendedor con menos redirigidos abiertos"


# ── Opportunities ───────────────────────────────────────────────────────────────────────────────────────────


class Entry(models.TextChoices):
    """By which channel an opportunity came in."""

    WEB = "web", "Página web"
    PHONE = "phone", "Teléfono"
    WHATSAPP = "whatsapp", "WhatsApp"
    SHOP = "shop", "Tienda"
    VISIT = "visit", "Visita"
    MAIL = "mail", "Correo"
    REFERRAL = "referral", "Recomendación"
    CAMPAIGN = "campaign", "Campaña"
    PARTNER = "partner", "Distribuidor o aliado"
    OTHER = "other", "Otro"


class OpportunityState(models.TextChoices):
    OPEN = "open", "Abierta"
    WON = "won", "Ganada"
    LOST = "lost", "Perdida"


OPPORTUNITY_MOVES: dict[str, frozenset[str]] = {
    OpportunityState.OPEN: frozenset({OpportunityState.WON, OpportunityState.LOST}),
    OpportunityState.WON: frozenset({OpportunityState.OPEN}),
    OpportunityState.LOST: frozenset({OpportunityState.OPEN}),
}


class StepBy(models.TextChoices):
    """What makes a step of a stage done: the seller's word, or something that the program sees happen."""

    HAND = "hand", "Se marca a mano"
    ACTION = "action", "Al registrar esa acción"
    QUOTE_SENT = "quote_sent", "Al enviar una cotización"
    QUOTE_ACCEPTED = "quote_accepted", "Al aceptarse una cotización"
    ORDER = "order", "Al confirmarse un pedido"


# ── Quotes ──────────────────────────────────────────────────────────────────────────────────────────────────


class QuoteState(models.TextChoices):
    DRAFT = "draft", "Borrador"
    WAITING = "waiting", "Espera aprobación"
    READY = "ready", "Lista para enviar"
    SENT = "sent", "Enviada"
    ACCEPTED = "accepted", "Aceptada"
    REJECTED = "rejected", "Rechazada"
    WITHDRAWN = "withdrawn", "Retirada"


# READY: approved, or within the limit and frozen by sending. A change of a sent quote makes a new version (DRAFT).
QUOTE_MOVES: dict[str, frozenset[str]] = {
    QuoteState.DRAFT: frozenset({QuoteState.WAITING, QuoteState.READY, QuoteState.SENT, QuoteState.WITHDRAWN}),
    QuoteState.WAITING: frozenset({QuoteState.DRAFT, QuoteState.READY, QuoteState.WITHDRAWN}),
    QuoteState.READY: frozenset({QuoteState.DRAFT, QuoteState.SENT, QuoteState.WITHDRAWN}),
    QuoteState.SENT: frozenset({QuoteState.DRAFT, QuoteState.ACCEPTED, QuoteState.REJECTED, QuoteState.WITHDRAWN}),
    QuoteState.ACCEPTED: frozenset(),
    QuoteState.REJECTED: frozenset({QuoteState.DRAFT}),
    QuoteState.WITHDRAWN: frozenset({QuoteState.DRAFT}),
}
QUOTE_OPEN = (QuoteState.DRAFT, QuoteState.WAITING, QuoteState.READY, QuoteState.SENT)


class AnswerSource(models.TextChoices):
    LINK = "link", "En el enlace"
    STAFF = "staff", "Lo dijo y lo anotó un vendedor"


class ApprovalState(models.TextChoices):
    NOT_NEEDED = "not_needed", "No hace falta"
    WAITING = "waiting", "Por aprobar"
    APPROVED = "approved", "Aprobada"
    REFUSED = "refused", "Devuelta con razón"


# ── Targets and rules ───────────────────────────────────────────────────────────────────────────────────────


class Metric(models.TextChoices):
    """What a target counts; money without tax, in the company's currency."""

    SALES = "sales", "Ventas"
    WON = "won", "Oportunidades ganadas"
    VISITS = "visits", "Visitas"
    CALLS = "calls", "Llamadas hechas"
    PROPOSALS = "proposals", "Propuestas enviadas"


class TargetScope(models.TextChoices):
    OWN = "own", "Lo suyo"
    TEAM = "team", "Todo su equipo"


class RuleEvent(models.TextChoices):
    """What a post-sale rule counts its time from."""

    ORDER = "order", "Cada compra"
    LAST_ORDER = "last_order", "La última compra"
    EVERY = "every", "Cada tantos meses, desde la primera compra"
    SEGMENT = "segment", "Al entrar en un segmento"
    SCORE = "score", "Al llegar a un puntaje R, F o M"


class RuleAssign(models.TextChoices):
    OWNER = "owner", "A quien lleva al cliente"
    SERVICE = "service", "Al responsable de servicio del cliente"
    PERSON = "person", "A una persona fija"
