"""Kinds of product and of stock movement."""

from django.db import models


class ProductKind(models.TextChoices):
    GOODS = "goods", "Producto"
    SERVICE = "service", "Servicio"


class MovementKind(models.TextChoices):
    """The sign of a movement's quantity follows from its kind, except for counts and reversals."""

    OPENING = "opening", "Saldo inicial"
    RECEIPT = "receipt", "Entrada de compra"
    SALE = "sale", "Venta"
    RETURN = "return", "Devolución de cliente"
    COUNT = "count", "Ajuste por conteo"
    TRANSFER_OUT = "transfer_out", "Traslado, salida"
    TRANSFER_IN = "transfer_in", "Traslado, entrada"
    WRITE_OFF = "write_off", "Baja"


INCOMING = frozenset({MovementKind.OPENING, MovementKind.RECEIPT, MovementKind.RETURN, MovementKind.TRANSFER_IN})
OUTGOING = frozenset({MovementKind.SALE, MovementKind.TRANSFER_OUT, MovementKind.WRITE_OFF})
