"""Rollups by week (named by its Sunday): sales, orders, products, stock, rotation. Money in minor units (cents).

Each is made by ``INSERT … SELECT`` for a whole week and redone whole; ``RollupFill`` says what is filled and from when.
"""

from django.db import models
from django.db.models.functions import Now

from analytics.enums import AbcClass, Quadrant, XyzClass
from inventory.models import Category, Product


class RollupFill(models.Model):
    """A week whose rollups stand. ``is_dirty``: sales of that week came in afterwards; it waits to be redone."""

    week_end = models.DateField("semana hasta", primary_key=True)
    filled_at = models.DateTimeField("calculado", db_default=Now())
    is_dirty = models.BooleanField("por rehacer", default=False)
    seconds = models.FloatField("segundos", default=0)
    last_movement = models.BigIntegerField("último movimiento de stock visto", default=0)

    class Meta:
        verbose_name = "semana resumida"
        verbose_name_plural = "semanas resumidas"

    def __str__(self) -> str:
        return str(self.week_end)


class SalesWeek(models.Model):
    """Lines of booked sales and returns by segment × category × channel × city.

    ``segment`` is the customer's in that week: "" for customers without purchases in the window, "-" for counter sales
    without customer. ``revenue_minor`` is net of returns; ``returns_minor`` (≤ 0) is the part of it that came back.
    ``cost_minor`` covers the lines whose cost is known, whose revenue is ``costed_minor``: margin = costed − cost.
    """

    week_end = models.DateField("semana hasta")
    segment = models.CharField("segmento", max_length=24, blank=True)
    category = models.ForeignKey(
        Category, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="categoría", db_index=False
    )
    channel = models.CharField("canal", max_length=12)
    city = models.CharField("ciudad", max_length=80, blank=True)
    lines = models.PositiveIntegerField("líneas")
    units = models.DecimalField("unidades", max_digits=16, decimal_places=3)
    revenue_minor = models.BigIntegerField("venta (centavos)")
    returns_minor = models.BigIntegerField("devuelto (centavos)")
    cost_minor = models.BigIntegerField("costo (centavos)")
    costed_minor = models.BigIntegerField("venta con costo conocido (centavos)")

    class Meta:
        verbose_name = "venta por semana"
        verbose_name_plural = "ventas por semana"
        indexes = [models.Index(fields=["week_end", "segment", "category"], name="sales_week_key")]

    def __str__(self) -> str:
        return f"{self.week_end} {self.segment}"


class OrdersWeek(models.Model):
    """Orders by segment × channel × city: what cannot be added up from lines. Returns are counted apart."""

    week_end = models.DateField("semana hasta")
    segment = models.CharField("segmento", max_length=24, blank=True)
    channel = models.CharField("canal", max_length=12)
    city = models.CharField("ciudad", max_length=80, blank=True)
    orders = models.PositiveIntegerField("pedidos")
    returns = models.PositiveIntegerField("devoluciones")
    revenue_minor = models.BigIntegerField("venta (centavos)")

    class Meta:
        verbose_name = "pedidos por semana"
        verbose_name_plural = "pedidos por semana"
        indexes = [models.Index(fields=["week_end", "segment"], name="orders_week_key")]

    def __str__(self) -> str:
        return f"{self.week_end} {self.segment}"


class ProductWeek(models.Model):
    """What a product sold in a week (net of returns)."""

    week_end = models.DateField("semana hasta")
    product = models.ForeignKey(
        Product,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        verbose_name="producto",
        db_index=False,
    )
    orders = models.PositiveIntegerField("pedidos")
    units = models.DecimalField("unidades", max_digits=16, decimal_places=3)
    revenue_minor = models.BigIntegerField("venta (centavos)")
    cost_minor = models.BigIntegerField("costo (centavos)")
    costed_minor = models.BigIntegerField("venta con costo conocido (centavos)")
    last_sold_on = models.DateField("última venta de la semana", null=True)

    class Meta:
        verbose_name = "producto por semana"
        verbose_name_plural = "productos por semana"
        constraints = [models.UniqueConstraint(fields=["week_end", "product"], name="product_week_once")]
        indexes = [models.Index(fields=["product", "week_end"], name="product_week_by_product")]

    def __str__(self) -> str:
        return f"{self.week_end} {self.product_id}"


class StockWeek(models.Model):
    """Stock of a product at the end of a week over all warehouses; ``value`` at cost, in currency units."""

    week_end = models.DateField("semana hasta")
    product = models.ForeignKey(
        Product,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        verbose_name="producto",
        db_index=False,
    )
    on_hand = models.DecimalField("en almacén", max_digits=16, decimal_places=3)
    value = models.DecimalField("valor al costo", max_digits=20, decimal_places=4)
    received = models.DecimalField("recibido en la semana", max_digits=16, decimal_places=3)
    days_out = models.PositiveSmallIntegerField("días sin stock en la semana", default=0)

    class Meta:
        verbose_name = "stock por semana"
        verbose_name_plural = "stock por semana"
        constraints = [models.UniqueConstraint(fields=["week_end", "product"], name="stock_week_once")]
        indexes = [models.Index(fields=["product", "week_end"], name="stock_week_by_product")]

    def __str__(self) -> str:
        return f"{self.week_end} {self.product_id}"


class Rotation(models.Model):
    """Rotation of a product over the weeks up to ``week_end`` (``weeks`` of them, at most 52).

    turnover = cost of goods sold ÷ average of week-end stock at cost, brought to a year; stock_days = on hand ÷ average
    daily units of the last 8 weeks; sell_through = units sold ÷ (opening stock + received), a ratio; gmroi = margin ÷
    average stock at cost, brought to a year. Empty = cannot be said (no stock, no cost, no sales).
    """

    week_end = models.DateField("semana hasta")
    product = models.ForeignKey(
        Product,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="rotations",
        verbose_name="producto",
        db_index=False,
    )
    weeks = models.PositiveSmallIntegerField("semanas miradas")
    units = models.DecimalField("unidades", max_digits=16, decimal_places=3)
    revenue_minor = models.BigIntegerField("venta (centavos)")
    cogs_minor = models.BigIntegerField("costo de lo vendido (centavos)")
    margin_minor = models.BigIntegerField("margen (centavos)", null=True)
    margin_rate = models.DecimalField("margen (razón)", max_digits=7, decimal_places=4, null=True)
    on_hand = models.DecimalField("en almacén", max_digits=16, decimal_places=3)
    stock_minor = models.BigIntegerField("stock al costo (centavos)")
    average_stock_minor = models.BigIntegerField("stock medio al costo (centavos)")
    weekly_units = models.DecimalField("unidades por semana, últimas 8", max_digits=14, decimal_places=3)
    turnover = models.DecimalField("rotación al año", max_digits=10, decimal_places=2, null=True)
    stock_days = models.DecimalField("días de stock", max_digits=10, decimal_places=1, null=True)
    sell_through = models.DecimalField("salida (razón)", max_digits=8, decimal_places=4, null=True)
    gmroi = models.DecimalField("GMROI", max_digits=10, decimal_places=2, null=True)
    variation = models.DecimalField("variación semanal", max_digits=8, decimal_places=3, null=True)
    abc = models.CharField("ABC", max_length=1, choices=AbcClass, blank=True)
    xyz = models.CharField("XYZ", max_length=1, choices=XyzClass, blank=True)
    quadrant = models.CharField("cuadrante", max_length=8, choices=Quadrant, blank=True)
    is_dead = models.BooleanField("sin salida", default=False, help_text="Hay stock y no se vendió en 13 semanas.")
    days_out = models.PositiveSmallIntegerField("días sin stock, últimas 8 semanas", default=0)
    last_sold_on = models.DateField("última venta", null=True)

    class Meta:
        verbose_name = "rotación"
        verbose_name_plural = "rotación"
        constraints = [models.UniqueConstraint(fields=["week_end", "product"], name="rotation_once")]
        indexes = [
            models.Index(fields=["week_end", "-revenue_minor"], name="rotation_by_sales"),
            models.Index(fields=["product", "week_end"], name="rotation_by_product"),
        ]

    def __str__(self) -> str:
        return f"{self.week_end} {self.product_id}"
