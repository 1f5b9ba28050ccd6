"""Steering the sales force: rules of the house, targets, post-sale rules, hand-overs."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from activities.models import ActionType
from core.audit import tracked
from core.models import Timestamped, Versioned
from customers.models import Customer
from inventory.models import Category, Product
from sales.enums import Metric, RuleAssign, RuleEvent, TargetScope


@tracked()
class SalesRules(Versioned):
    """What the company decided about selling: one row (``id`` = 1)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    discount_limit = models.DecimalField(
        "descuento sin aprobación (%)",
        max_digits=5,
        decimal_places=2,
        default=10,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="Una cotización con más descuento en una línea espera la aprobación de un supervisor.",
    )
    quote_days = models.PositiveSmallIntegerField(
        "días de validez de una cotización", default=15, validators=[MinValueValidator(1), MaxValueValidator(730)]
    )
    credit_days = models.PositiveSmallIntegerField("días de crédito", default=30, validators=[MaxValueValidator(730)])
    tasks_per_day = models.PositiveSmallIntegerField(
        "tareas de posventa al día por persona",
        default=10,
        db_default=10,
        validators=[MinValueValidator(1), MaxValueValidator(500)],
    )

    class Meta:
        verbose_name = "reglas de venta"
        verbose_name_plural = "reglas de venta"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="sales_rules_single_row"),
            models.CheckConstraint(
                condition=Q(discount_limit__gte=0, discount_limit__lte=100), name="sales_rules_discount_is_a_share"
            ),
            models.CheckConstraint(condition=Q(tasks_per_day__gte=1), name="sales_rules_some_tasks"),
            models.CheckConstraint(condition=Q(quote_days__gte=1), name="sales_rules_quote_stands_a_day"),
        ]

    def __str__(self) -> str:
        return "Reglas de venta"


@tracked()
class Target(Timestamped):
    """What somebody should reach in a month: alone (``scope`` own) or with everybody below him (team).

    ``month`` is its first day; ``amount`` money without tax in the company's currency, or a count.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="targets", verbose_name="de quién"
    )
    scope = models.CharField("de", max_length=4, choices=TargetScope, default=TargetScope.OWN)
    metric = models.CharField("qué", max_length=9, choices=Metric, default=Metric.SALES)
    month = models.DateField("mes")
    amount = models.DecimalField("meta", max_digits=16, decimal_places=2)

    class Meta:
        verbose_name = "meta"
        verbose_name_plural = "metas"
        ordering = ["-month", "user", "metric"]
        constraints = [
            models.UniqueConstraint(fields=["user", "scope", "metric", "month"], name="target_once"),
            models.CheckConstraint(name="target_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="target_first_of_month", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.month:%m/%Y}: {self.get_metric_display()}"


@tracked()
class PostSaleRule(Timestamped):
    """A standing rule that makes tasks after a sale. Each task carries ``rule_key``, so none is made twice.

    ``months`` and ``days`` count from the event of ``RuleEvent``; ``every`` repeats it. Empty conditions fit everybody.
    ``variable``, ``least``, ``most`` (1–5) are for events by score. ``title`` holds {cliente}, {producto}, {actividad}.
    ``order``: who has room for few tasks a day gets those of the first rules.
    """

    code = models.SlugField("código", max_length=40, unique=True, null=True, blank=True)
    name = models.CharField("nombre", max_length=120)
    why = models.CharField("para qué", max_length=240, blank=True, default="")
    event = models.CharField("cuenta desde", max_length=10, choices=RuleEvent, default=RuleEvent.LAST_ORDER)
    months = models.PositiveSmallIntegerField("meses", default=3)
    days = models.PositiveSmallIntegerField("y días", default=0)
    every = models.BooleanField("se repite", default=True)
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="si compró de"
    )
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="si compró"
    )
    activity_code = models.CharField("si su actividad empieza por", max_length=6, blank=True, default="")
    segment = models.CharField("segmento", max_length=24, blank=True, default="")
    variable = models.CharField(
        "variable", max_length=1, choices=[("r", "R"), ("f", "F"), ("m", "M")], blank=True, default=""
    )
    least = models.PositiveSmallIntegerField("desde", null=True, blank=True)
    most = models.PositiveSmallIntegerField("hasta", null=True, blank=True)
    action_type = models.ForeignKey(
        ActionType, on_delete=models.PROTECT, related_name="post_sale_rules", verbose_name="qué acción"
    )
    title = models.CharField("tarea", max_length=120)
    note = models.TextField("indicaciones", blank=True, default="")
    within_days = models.PositiveSmallIntegerField("plazo (días)", default=7)
    assign = models.CharField("para", max_length=8, choices=RuleAssign, default=RuleAssign.OWNER)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="persona",
    )
    is_active = models.BooleanField("en marcha", default=True)
    order = models.PositiveSmallIntegerField("orden", default=100)

    class Meta:
        verbose_name = "regla de posventa"
        verbose_name_plural = "reglas de posventa"
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(name="post_sale_event_known", condition=Q(event__in=RuleEvent.values)),
            models.CheckConstraint(
                name="post_sale_person_named",
                condition=(Q(assign=RuleAssign.PERSON) & Q(person__isnull=False))
                | (~Q(assign=RuleAssign.PERSON) & Q(person__isnull=True)),
            ),
            models.CheckConstraint(
                name="post_sale_segment_named", condition=~Q(event=RuleEvent.SEGMENT) | ~Q(segment="")
            ),
            models.CheckConstraint(
                name="post_sale_score_named",
                condition=~Q(event=RuleEvent.SCORE)
                | (~Q(variable="") & (Q(least__isnull=False) | Q(most__isnull=False))),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HandOver(models.Model):
    """A customer passed to another seller, with the dossier as it stood: promises, quotes, deals, debt, next steps."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="hand_overs", verbose_name="cliente")
    from_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name="de"
    )
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="hand_overs",
        verbose_name="a",
    )
    at = models.DateTimeField("cuándo", db_default=Now())
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    dossier = models.JSONField("expediente", default=dict)
    read_at = models.DateTimeField("leído", null=True, blank=True)

    class Meta:
        verbose_name = "entrega de un cliente"
        verbose_name_plural = "entregas de clientes"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["customer", "-at", "-id"], name="hand_over_by_customer")]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.from_user_id} → {self.to_user_id}"
