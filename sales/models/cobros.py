"""Which money pays which order, and when debtors are reminded."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.audit import tracked
from messaging.models import Template

from .orders import Order
from .payments import Payment

KEEP_SUMS = """
IF TG_OP <> 'INSERT' THEN
    UPDATE sales_payment SET allocated = allocated - OLD.amount WHERE id = OLD.payment_id;
    UPDATE sales_order SET paid = paid - OLD.amount WHERE id = OLD.order_id;
END IF;
IF TG_OP <> 'DELETE' THEN
    UPDATE sales_payment SET allocated = allocated + NEW.amount WHERE id = NEW.payment_id;
    UPDATE sales_order SET paid = paid + NEW.amount WHERE id = NEW.order_id;
END IF;
RETURN NULL;
"""


@tracked()
class Allocation(models.Model):
    """So much of a payment pays this order. ``amount`` has the sign of the payment (money given back: negative).

    The database keeps ``Payment.allocated`` and ``Order.paid`` = the sums of these rows (trigger), and refuses more
    than the payment brought or than the order comes to. What is not allocated is the customer's credit.
    """

    payment = models.ForeignKey(
        Payment, on_delete=models.CASCADE, related_name="allocations", verbose_name="pago", db_index=False
    )
    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, related_name="allocations", verbose_name="pedido", db_index=False
    )
    # An import that is undone takes its orders away: their allocations go along, the money is credit again.
    derived = True

    amount = models.DecimalField("importe", max_digits=16, decimal_places=2)
    made_at = models.DateTimeField("hecha", db_default=Now(), editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "aplicación de un pago"
        verbose_name_plural = "aplicaciones de pagos"
        constraints = [
            models.UniqueConstraint(fields=["payment", "order"], name="allocation_once"),
            models.CheckConstraint(name="allocation_not_zero", condition=~Q(amount=0)),
        ]
        indexes = [models.Index(fields=["order"], name="allocation_by_order")]
        triggers = [
            pgtrigger.Trigger(
                name="keep_sums",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=KEEP_SUMS,
            )
        ]

    def __str__(self) -> str:
        return f"{self.amount} de {self.payment_id} a {self.order_id}"


@tracked()
class ReminderRule(models.Model):
    """When a debtor is written to: ``days`` after the due date (negative = before), once per order.

    The gate of messaging decides the hour (purpose "cobranza": the country's contact hours). Shipped switched off.
    """

    name = models.CharField("nombre", max_length=80)
    days = models.SmallIntegerField("días desde el vencimiento", help_text="Negativo: antes de que venza.")
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="+", verbose_name="mensaje")
    least = models.DecimalField("solo desde", max_digits=16, decimal_places=2, default=0)
    is_active = models.BooleanField("en marcha", default=False)

    class Meta:
        verbose_name = "regla de recordatorio de pago"
        verbose_name_plural = "reglas de recordatorio de pago"
        ordering = ["days"]
        constraints = [models.UniqueConstraint(fields=["days"], name="reminder_rule_day_once")]

    def __str__(self) -> str:
        return self.name
