"""Channels, kinds and states of orders; methods of payment."""

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
