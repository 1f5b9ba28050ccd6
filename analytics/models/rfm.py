"""Weekly RFM: the rule and its versions, the runs, where each customer stands and stood.

Money is in integer minor units of the company's currency (cents) wherever rows are many; weeks are named by their last
day (Sunday, ``week_end``), which is the as-of date.
"""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from analytics.enums import ScoreRule
from core.audit import tracked
from customers.models import Customer


@tracked()
class RfmScheme(models.Model):
    """A version of the rule. Once a run used it, it does not change: a change makes the next version.

    ``cuts`` (rule "cuts" only): {"recency_days": [...], "frequency": [...], "monetary": [...]}, ``bins`` − 1 ascending
    numbers each, "from this value on"; money in units of the currency. ``window_days`` empty = all history.
    """

    version = models.PositiveIntegerField("versión", unique=True)
    weight_r = models.DecimalField(
        "peso de la recencia", max_digits=4, decimal_places=3, default=Decimal("0.3"), validators=[MinValueValidator(0)]
    )
    weight_f = models.DecimalField(
        "peso de la frecuencia",
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.1"),
        validators=[MinValueValidator(0)],
    )
    weight_m = models.DecimalField(
        "peso del dinero", max_digits=4, decimal_places=3, default=Decimal("0.6"), validators=[MinValueValidator(0)]
    )
    bins = models.PositiveSmallIntegerField(
        "puntajes", default=5, validators=[MinValueValidator(2), MaxValueValidator(9)]
    )
    window_days = models.PositiveIntegerField("días que se miran", null=True, blank=True)
    rule = models.CharField("regla", max_length=6, choices=ScoreRule, default=ScoreRule.SHARE)
    cuts = models.JSONField("cortes", default=dict, blank=True)
    is_current = models.BooleanField("vigente", default=False)
    note = models.CharField("por qué", max_length=200, blank=True)
    created_at = models.DateTimeField("creado", db_default=Now(), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "regla RFM"
        verbose_name_plural = "reglas RFM"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["is_current"], condition=Q(is_current=True), name="rfm_one_current"),
            models.CheckConstraint(
                condition=Q(weight_r__gte=0, weight_f__gte=0, weight_m__gte=0), name="rfm_weights_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(weight_r=Decimal(1) - F("weight_f") - F("weight_m")), name="rfm_weights_add_to_one"
            ),
            models.CheckConstraint(condition=Q(window_days__gte=1) | Q(window_days=None), name="rfm_window_positive"),
        ]

    def __str__(self) -> str:
        return f"Regla RFM {self.version}"


@tracked()
class SegmentRule(models.Model):
    """A rectangle of the map: recency scores ``r_min``..``r_max`` and FM averages ``fm_min``..``fm_max``.

    The FM average is (F + M) / 2, halves rounded up. The rectangles of a scheme cover the map without overlap;
    ``analytics.services.schemes`` checks it.
    """

    scheme = models.ForeignKey(RfmScheme, on_delete=models.CASCADE, related_name="segments", verbose_name="regla")
    code = models.SlugField("código", max_length=24)
    name = models.CharField("nombre", max_length=40)
    rank = models.PositiveSmallIntegerField("rango", help_text="1 es el mejor; decide quién sube y quién baja.")
    r_min = models.PositiveSmallIntegerField("R desde")
    r_max = models.PositiveSmallIntegerField("R hasta")
    fm_min = models.PositiveSmallIntegerField("FM desde")
    fm_max = models.PositiveSmallIntegerField("FM hasta")
    meaning = models.CharField("qué significa", max_length=200)
    act = models.CharField("qué hacer", max_length=80)

    class Meta:
        verbose_name = "segmento"
        verbose_name_plural = "segmentos"
        ordering = ["rank", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(r_min__gte=1, r_max__gte=F("r_min"), fm_min__gte=1, fm_max__gte=F("fm_min")),
                name="segment_rule_rectangle",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RfmRun(models.Model):
    """A computed week. The newest revision of a week is the one that counts; earlier ones stay as a record.

    ``cuts``: the values above which (rule "share": strictly; rule "cuts": from which) each next score begins:
    {"last_on": [dates], "frequency": [...], "monetary": [minor units]}. ``shares``: customers of each score,
    {"r": [n1..n5], "f": [...], "m": [...]}. ``seconds`` is the time the computation took.
    """

    week = models.CharField("semana", max_length=8)
    week_end = models.DateField("hasta el domingo")
    scheme = models.ForeignKey(RfmScheme, on_delete=models.PROTECT, related_name="runs", verbose_name="regla")
    revision = models.PositiveSmallIntegerField("revisión", default=1)
    is_current = models.BooleanField("vigente", default=True)
    is_full = models.BooleanField("completo", default=False)
    why = models.CharField("motivo", max_length=120, blank=True)
    cuts = models.JSONField("cortes", default=dict)
    shares = models.JSONField("reparto", default=dict)
    customers = models.PositiveIntegerField("clientes con compras", default=0)
    changed = models.PositiveIntegerField("clientes que cambiaron", default=0)
    seconds = models.FloatField("segundos", default=0)
    computed_at = models.DateTimeField("calculado", db_default=Now())

    class Meta:
        verbose_name = "semana calculada"
        verbose_name_plural = "semanas calculadas"
        ordering = ["-week_end", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["week_end", "revision"], name="rfm_run_revision_once"),
            models.UniqueConstraint(fields=["week_end"], condition=Q(is_current=True), name="rfm_run_one_current"),
        ]

    def __str__(self) -> str:
        return self.week


class RfmState(models.Model):
    """Running totals and scores of each customer at the end of the newest computed week."""

    customer = models.OneToOneField(
        Customer, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    last_on = models.DateField(null=True)
    frequency = models.PositiveIntegerField(default=0)
    monetary_minor = models.BigIntegerField(default=0)
    r = models.PositiveSmallIntegerField(null=True)
    f = models.PositiveSmallIntegerField(null=True)
    m = models.PositiveSmallIntegerField(null=True)
    segment = models.CharField(max_length=24, default="", db_default="")

    class Meta:
        verbose_name = "estado RFM"
        verbose_name_plural = "estados RFM"

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.segment}"


class RfmHistory(models.Model):
    """A row for each week in which something of a customer changed; the snapshot of a week is the newest row up to it.

    ``last_on`` is the date of the last purchase: recency in days = ``week_end`` of the week asked − ``last_on``.
    An empty segment says that the customer has no purchases in the window.
    """

    customer = models.ForeignKey(
        Customer,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="rfm_history",
        verbose_name="cliente",
        db_index=False,
    )
    week_end = models.DateField("semana hasta")
    last_on = models.DateField("última compra", null=True)
    frequency = models.PositiveIntegerField("pedidos")
    monetary_minor = models.BigIntegerField("dinero (centavos)")
    r = models.PositiveSmallIntegerField("R", null=True)
    f = models.PositiveSmallIntegerField("F", null=True)
    m = models.PositiveSmallIntegerField("M", null=True)
    segment = models.CharField("segmento", max_length=24, blank=True, default="")

    class Meta:
        verbose_name = "historia RFM"
        verbose_name_plural = "historia RFM"
        constraints = [models.UniqueConstraint(fields=["customer", "week_end"], name="rfm_history_once")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.week_end}: {self.segment}"


class RfmCell(models.Model):
    """The map of a week: customers and money by recency, frequency and money scores."""

    week_end = models.DateField("semana hasta")
    r = models.PositiveSmallIntegerField()
    f = models.PositiveSmallIntegerField()
    m = models.PositiveSmallIntegerField()
    segment = models.CharField("segmento", max_length=24)
    customers = models.PositiveIntegerField("clientes")
    orders = models.PositiveIntegerField("pedidos")
    monetary_minor = models.BigIntegerField("dinero (centavos)")

    class Meta:
        verbose_name = "celda del mapa"
        verbose_name_plural = "celdas del mapa"
        constraints = [models.UniqueConstraint(fields=["week_end", "r", "f", "m"], name="rfm_cell_once")]

    def __str__(self) -> str:
        return f"{self.week_end} R{self.r} F{self.f} M{self.m}"


class RfmSegmentWeek(models.Model):
    """A segment in a week. ``median_recency_days`` = median of (week's Sunday − last purchase)."""

    week_end = models.DateField("semana hasta")
    segment = models.CharField("segmento", max_length=24)
    customers = models.PositiveIntegerField("clientes")
    orders = models.PositiveIntegerField("pedidos")
    monetary_minor = models.BigIntegerField("dinero (centavos)")
    median_recency_days = models.PositiveIntegerField("última compra, mediana de días", null=True)

    class Meta:
        verbose_name = "segmento por semana"
        verbose_name_plural = "segmentos por semana"
        constraints = [models.UniqueConstraint(fields=["week_end", "segment"], name="rfm_segment_week_once")]

    def __str__(self) -> str:
        return f"{self.week_end} {self.segment}"


class RfmMove(models.Model):
    """Customers who were in ``before`` a week earlier and are in ``after`` now; "" = no purchases in the window.

    Includes who stayed (before = after), so that rows add up to the earlier week and columns to this one.
    ``monetary_minor`` is what those customers had bought, as of this week (as of the earlier one for who left).
    """

    week_end = models.DateField("semana hasta")
    before = models.CharField("estaba en", max_length=24, blank=True)
    after = models.CharField("está en", max_length=24, blank=True)
    customers = models.PositiveIntegerField("clientes")
    monetary_minor = models.BigIntegerField("dinero (centavos)")

    class Meta:
        verbose_name = "movimiento de segmento"
        verbose_name_plural = "movimientos de segmento"
        constraints = [models.UniqueConstraint(fields=["week_end", "before", "after"], name="rfm_move_once")]

    def __str__(self) -> str:
        return f"{self.week_end} {self.before} → {self.after}"
