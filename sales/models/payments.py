"""Money in."""

from django.db import models
from django.db.models import F, Q

from core.audit import tracked
from core.models import ImportBatch, Timestamped
from customers.models import Customer
from sales.enums import PaymentMethod

from .orders import Order


@tracked(exclude=("allocated",))
class Payment(Timestamped):
    """A payment of a customer, for an order or on account. ``amount`` in the company's currency, positive;
    money given back is a negative payment. ``paid_on`` is the company's day. ``allocated`` is the sum of its
    allocations, kept by the database; the rest is the customer's credit. ``order`` is the order that it was noted for.
    """

    number = models.CharField("número", max_length=60, unique=True)
    customer = models.ForeignKey(
        Customer,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="payments",
        verbose_name="cliente",
    )
    order = models.ForeignKey(
        Order, null=True, blank=True, on_delete=models.PROTECT, related_name="payments", verbose_name="pedido"
    )
    amount = models.DecimalField("importe", max_digits=16, decimal_places=2)
    currency = models.CharField("moneda", max_length=3, default="PEN")
    paid_on = models.DateField("día")
    method = models.CharField("medio", max_length=14, choices=PaymentMethod, default=PaymentMethod.TRANSFER)
    reference = models.CharField("referencia", max_length=80, blank=True)
    allocated = models.DecimalField(
        "aplicado", max_digits=16, decimal_places=2, default=0, db_default=0, editable=False
    )
    import_batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "pago"
        verbose_name_plural = "pagos"
        constraints = [
            models.CheckConstraint(name="payment_not_zero", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="payment_allocated_within_it",
                condition=(Q(amount__gt=0) & Q(allocated__gte=0) & Q(allocated__lte=F("amount")))
                | (Q(amount__lt=0) & Q(allocated__lte=0) & Q(allocated__gte=F("amount"))),
            ),
            models.CheckConstraint(
                name="payment_has_owner", condition=Q(customer__isnull=False) | Q(order__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["-paid_on", "-id"], name="payment_by_day"),
            models.Index(fields=["customer"], condition=~Q(amount=F("allocated")), name="payment_with_credit"),
        ]

    def __str__(self) -> str:
        return f"Pago {self.number}"
