"""What customers bought: orders, returns, their lines."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Round

from core.audit import tracked
from core.models import ImportBatch, Versioned
from customers.models import Customer
from inventory.models import Product
from sales.enums import BOOKED, Channel, LineKind, OrderKind, OrderStatus


@tracked(exclude=("booked", "total_minor", "paid"))
class Order(Versioned):
    """A sale, a return or an adjustment. Without customer it is a counter sale.

    ``placed_on`` is the day of ``placed_at`` in the company's time zone, kept by the services. ``total`` is the sum of
    the lines' totals (before tax) rounded to the cent, negative for returns. ``total_minor`` repeats it in cents, as an
    integer, for sums over millions of rows; ``booked`` says that the order counts as revenue. ``paid`` is the sum of
    its allocations, kept by the database (``sales.models.cobros``): what is owed = total + tax + returns − paid.
    """

    number = models.CharField("número", max_length=40, unique=True)
    kind = models.CharField("clase", max_length=10, choices=OrderKind, default=OrderKind.SALE)
    status = models.CharField("estado", max_length=10, choices=OrderStatus, default=OrderStatus.DRAFT)
    customer = models.ForeignKey(
        Customer,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="orders",
        verbose_name="cliente",
        db_index=False,
    )
    placed_at = models.DateTimeField("fecha y hora")
    placed_on = models.DateField("día")
    channel = models.CharField("canal", max_length=12, choices=Channel, default=Channel.SHOP)
    city = models.CharField("ciudad", max_length=80, blank=True, default="", db_default="")
    seller = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="orders",
        verbose_name="vendedor",
    )
    currency = models.CharField("moneda", max_length=3, default="PEN")
    total = models.DecimalField("total sin impuesto", max_digits=16, decimal_places=2, default=0)
    tax = models.DecimalField("impuesto", max_digits=16, decimal_places=2, default=0, db_default=0)
    cost = models.DecimalField("costo", max_digits=16, decimal_places=2, null=True, blank=True)
    due_on = models.DateField("vence", null=True, blank=True)
    return_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="returns",
        verbose_name="devuelve",
    )
    note = models.CharField("nota", max_length=240, blank=True, default="", db_default="")
    paid = models.DecimalField("cobrado", max_digits=16, decimal_places=2, default=0, db_default=0, editable=False)
    delivery_on = models.DateField("entrega prometida", null=True, blank=True)
    delivery_address = models.CharField("entregar en", max_length=240, blank=True, default="", db_default="")
    delivered_at = models.DateTimeField("entregado", null=True, blank=True)
    opportunity = models.ForeignKey(
        "sales.Opportunity",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="orders",
        verbose_name="oportunidad",
        db_index=False,
    )
    import_batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    booked = models.GeneratedField(
        expression=Q(status__in=[str(status) for status in BOOKED]),  # type: ignore[arg-type]  # the stubs forget that Q is an expression
        output_field=models.BooleanField(),
        db_persist=True,
    )
    total_minor = models.GeneratedField(
        expression=Cast(Round(F("total") * 100), models.BigIntegerField()),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = "pedido"
        verbose_name_plural = "pedidos"
        constraints = [
            models.CheckConstraint(name="order_kind_known", condition=Q(kind__in=OrderKind.values)),
            models.CheckConstraint(name="order_status_known", condition=Q(status__in=OrderStatus.values)),
            models.CheckConstraint(
                name="order_return_not_positive", condition=~Q(kind=OrderKind.RETURN) | Q(total__lte=0)
            ),
            models.CheckConstraint(
                name="order_paid_within_its_money",
                condition=(Q(total__gte=0) & Q(paid__gte=0) & Q(paid__lte=F("total") + F("tax")))
                | (Q(total__lt=0) & Q(paid__lte=0) & Q(paid__gte=F("total") + F("tax"))),
            ),
        ]
        indexes = [
            models.Index(
                fields=["customer"],
                include=["placed_on", "total_minor", "kind"],
                condition=Q(booked=True, customer__isnull=False),
                name="order_rfm_covering",
            ),
            models.Index(fields=["customer", "-placed_at", "-id"], name="order_by_customer"),
            models.Index(fields=["-placed_at", "-id"], name="order_by_time"),
            models.Index(fields=["placed_on"], name="order_by_day"),
            models.Index(fields=["opportunity"], condition=Q(opportunity__isnull=False), name="order_of_opportunity"),
            models.Index(
                fields=["customer", "due_on"],
                condition=Q(
                    status__in=[str(status) for status in BOOKED],
                    kind="sale",
                    due_on__isnull=False,
                    paid__lt=F("total") + F("tax"),
                ),
                name="order_owed",
            ),
            # The same rows by day: the cartera opens with the oldest debts, and stops after a page of them.
            models.Index(
                fields=["due_on", "id"],
                condition=Q(
                    status__in=[str(status) for status in BOOKED],
                    kind="sale",
                    due_on__isnull=False,
                    paid__lt=F("total") + F("tax"),
                ),
                name="order_owed_by_day",
            ),
            models.Index(fields=["return_of"], condition=Q(return_of__isnull=False), name="order_returned"),
            models.Index(
                fields=["-placed_at", "-id"], condition=Q(status__in=["draft", "confirmed"]), name="order_pending"
            ),
            models.Index(
                fields=["delivery_on", "id"],
                condition=Q(status="confirmed", kind="sale", delivery_on__isnull=False),
                name="order_promised",
            ),
        ]

    def __str__(self) -> str:
        return f"Pedido {self.number}"


class OrderLine(models.Model):
    """A line. Name, price, cost and tax are copied: history does not move.

    ``quantity`` in units (negative in returns), ``unit_price`` and ``unit_cost`` per unit without tax;
    ``total`` = quantity × unit_price − discount, kept to four decimals so that a file's sum stands to the cent.
    """

    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, related_name="lines", verbose_name="pedido", db_index=False
    )
    position = models.PositiveIntegerField("línea")
    kind = models.CharField("clase", max_length=10, choices=LineKind, default=LineKind.PRODUCT)
    product = models.ForeignKey(
        Product,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="order_lines",
        verbose_name="producto",
        db_index=False,
    )
    sku = models.CharField("código", max_length=40, blank=True)
    name = models.CharField("descripción", max_length=200, blank=True)
    quantity = models.DecimalField("cantidad", max_digits=14, decimal_places=3)
    unit_price = models.DecimalField("precio", max_digits=14, decimal_places=4)
    unit_cost = models.DecimalField("costo", max_digits=14, decimal_places=4, null=True, blank=True)
    discount = models.DecimalField("descuento", max_digits=14, decimal_places=4, default=0, db_default=0)
    tax_rate = models.DecimalField("impuesto (%)", max_digits=5, decimal_places=2, default=0, db_default=0)
    total = models.DecimalField("total", max_digits=18, decimal_places=4)

    class Meta:
        verbose_name = "línea de pedido"
        verbose_name_plural = "líneas de pedido"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="order_line_position_once"),
            models.CheckConstraint(
                name="order_line_product_named",
                condition=~Q(kind=LineKind.PRODUCT) | Q(product__isnull=False),
            ),
            models.CheckConstraint(
                name="order_line_total_adds_up",
                condition=Q(total=Round(F("quantity") * F("unit_price") - F("discount"), 4)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"
