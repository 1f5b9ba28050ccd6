"""Stock as a ledger: movements are facts that are never changed; balances are their sum, moved together with them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from core.models import ImportBatch, Timestamped
from inventory.enums import MovementKind

from .catalogue import Product


class Warehouse(Timestamped):
    code = models.SlugField("código", max_length=40, unique=True)
    name = models.CharField("nombre", max_length=80)
    city = models.CharField("ciudad", max_length=80, blank=True)
    is_active = models.BooleanField("en uso", default=True)

    class Meta:
        verbose_name = "almacén"
        verbose_name_plural = "almacenes"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class StockMovement(models.Model):
    """One change of stock. ``quantity`` is signed (units); ``unit_cost`` in the company's currency per unit.

    ``key`` names the business event: the same event moves stock once. A mistake is mended by a movement that
    reverses it. ``occurred_on`` is the company's day.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="movements", verbose_name="producto")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="movements", verbose_name="almacén")
    kind = models.CharField("movimiento", max_length=12, choices=MovementKind)
    quantity = models.DecimalField("cantidad", max_digits=14, decimal_places=3)
    unit_cost = models.DecimalField("costo unitario", max_digits=14, decimal_places=4)
    occurred_on = models.DateField("día")
    occurred_at = models.DateTimeField("hora", db_default=Now())
    reference = models.CharField("referencia", max_length=80, blank=True)
    key = models.CharField(max_length=120, unique=True)
    reverses = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reversed_by",
        verbose_name="anula",
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    import_batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "movimiento de stock"
        verbose_name_plural = "movimientos de stock"
        constraints = [
            models.CheckConstraint(name="stock_movement_not_zero", condition=~Q(quantity=0)),
            models.CheckConstraint(name="stock_movement_cost_not_negative", condition=Q(unit_cost__gte=0)),
        ]
        indexes = [
            models.Index(fields=["product", "warehouse", "occurred_on"], name="movement_by_product"),
            models.Index(fields=["occurred_on"], name="movement_by_day"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.quantity} {self.product_id}"


class StockBalance(models.Model):
    """What stands in a warehouse now: always the sum of its movements, never negative.

    ``value`` is the stock at moving average cost, in the company's currency.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="balances", verbose_name="producto")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="balances", verbose_name="almacén")
    on_hand = models.DecimalField("en almacén", max_digits=14, decimal_places=3, default=0, db_default=0)
    reserved = models.DecimalField("reservado", max_digits=14, decimal_places=3, default=0, db_default=0)
    value = models.DecimalField("valor al costo", max_digits=18, decimal_places=4, default=0, db_default=0)

    class Meta:
        verbose_name = "saldo de stock"
        verbose_name_plural = "saldos de stock"
        constraints = [
            models.UniqueConstraint(fields=["product", "warehouse"], name="stock_balance_once"),
            models.CheckConstraint(name="stock_on_hand_not_negative", condition=Q(on_hand__gte=0)),
            models.CheckConstraint(
                name="stock_reserved_within_on_hand",
                condition=Q(reserved__gte=0) & Q(reserved__lte=F("on_hand")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} en {self.warehouse_id}: {self.on_hand}"
