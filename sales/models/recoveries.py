"""Orders that would have been lost: won back by attending a redirected order or returning a missed call."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from activities.models import PhoneCall
from core.audit import tracked

from .orders import Order
from .redirected import RedirectedOrder


@tracked()
class Recovery(models.Model):
    """An order counts as recovered once, whatever it recovered: a missed call, a redirected order, or both.

    The money recovered in a week is the sum of the booked orders linked here that were placed in it.
    """

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="recovery", verbose_name="pedido")
    phone_call = models.ForeignKey(
        PhoneCall,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recoveries",
        verbose_name="llamada perdida",
    )
    redirected_order = models.ForeignKey(
        RedirectedOrder,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recoveries",
        verbose_name="pedido redirigido",
    )
    linked_at = models.DateTimeField("unido", db_default=Now(), editable=False)
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "pedido recuperado"
        verbose_name_plural = "pedidos recuperados"
        constraints = [
            models.CheckConstraint(
                name="recovery_of_something",
                condition=Q(phone_call__isnull=False) | Q(redirected_order__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} recuperado"
