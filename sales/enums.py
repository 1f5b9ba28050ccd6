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
