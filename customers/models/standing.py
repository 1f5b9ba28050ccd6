"""What the weekly computation says of a customer: one dated snapshot, pushed down by analytics."""

import pgtrigger
from django.db import models

from .customers import Customer


class CustomerStanding(models.Model):
    """Segment and scores of the newest published week. One row per customer, made by the database with the customer.

    ``monetary`` is in the company's currency; ``score`` is the weighted final score (1 to 5). ``segment`` is empty
    for who has no orders in the window ("sin compras"). Only ``customers.services.standing`` writes here.
    """

    customer = models.OneToOneField(
        Customer, primary_key=True, on_delete=models.CASCADE, related_name="standing", verbose_name="cliente"
    )
    week = models.CharField("semana", max_length=8, blank=True, db_default="", default="")
    segment = models.CharField("segmento", max_length=24, blank=True, db_default="", default="")
    segment_before = models.CharField("segmento anterior", max_length=24, blank=True, db_default="", default="")
    segment_since = models.CharField("en el segmento desde", max_length=8, blank=True, db_default="", default="")
    r = models.PositiveSmallIntegerField("R", null=True)
    f = models.PositiveSmallIntegerField("F", null=True)
    m = models.PositiveSmallIntegerField("M", null=True)
    score = models.DecimalField("puntaje", max_digits=4, decimal_places=2, null=True)
    frequency = models.PositiveIntegerField("pedidos", db_default=0, default=0)
    monetary = models.DecimalField("compró", max_digits=16, decimal_places=2, db_default=0, default=0)
    last_order_on = models.DateField("última compra", null=True)

    class Meta:
        verbose_name = "situación del cliente"
        verbose_name_plural = "situación de los clientes"
        indexes = [
            models.Index(fields=["-monetary", "-customer"], name="standing_by_money"),
            models.Index(fields=["segment", "-monetary", "-customer"], name="standing_by_segment"),
            models.Index(fields=["-last_order_on", "-customer"], name="standing_by_last"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.segment or 'sin compras'}"


# Each new customer gets its standing row in the same statement, however it was inserted (form, COPY, SQL).
pgtrigger.register(
    pgtrigger.Trigger(
        name="standing_row",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_rows"),
        func="INSERT INTO customers_customerstanding (customer_id) SELECT id FROM new_rows; RETURN NULL;",
    )
)(Customer)
