"""Which days of which customers must be computed again."""

from django.db import models
from django.db.models.functions import Now

from customers.models import Customer


class ChangedDay(models.Model):
    """A day on which the orders of a customer (``None`` = counter sales) were added, changed or taken away.

    Written in the transaction that changes the orders (``sales.services.dirty.mark``). Rows are only ever added;
    the weekly computation takes them away with ``DELETE … RETURNING``, so that a row written meanwhile is never lost.
    The customer carries no constraint in the database: an undone import may have removed him.
    """

    customer = models.ForeignKey(
        Customer,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name="cliente",
    )
    placed_on = models.DateField("día")
    changed_at = models.DateTimeField("anotado", db_default=Now())

    class Meta:
        verbose_name = "día cambiado"
        verbose_name_plural = "días cambiados"
        indexes = [models.Index(fields=["placed_on", "customer"], name="changed_day_by_day")]

    def __str__(self) -> str:
        return f"{self.placed_on}: {self.customer_id or 'mostrador'}"
