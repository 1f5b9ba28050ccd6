"""Orders that customers could not place alone, handed to sales; why they failed; who attends them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.audit import tracked
from core.models import ImportBatch, Versioned
from customers.models import Customer
from inventory.models import Category, Product
from sales.enums import (
    REDIRECT_CLOSED,
    REDIRECT_OPEN,
    AssignBy,
    DiscardReason,
    LostReason,
    RedirectSource,
    RedirectStatus,
)

OPEN = [str(status) for status in REDIRECT_OPEN]
CLOSED = [str(status) for status in REDIRECT_CLOSED]
ENDED_BADLY = [*LostReason.choices, *DiscardReason.choices]


@tracked()
class RedirectCause(models.Model):
    """Where customers get stuck: the company's list.

    ``script`` is what the seller says, ``guide`` what he sends to the customer: both may hold ``{cliente}``,
    ``{vendedor}`` and ``{empresa}``. ``contact_minutes`` is how long a first contact may take before it is urgent.
    """

    code = models.SlugField("código", max_length=40, unique=True)
    name = models.CharField("dónde se quedó", max_length=80)
    short = models.CharField(
        "dicho en una frase",
        max_length=80,
        help_text="Lo que sigue a «Rosa no pudo comprar:», p. ej. le falló el pago.",
    )
    script = models.TextField("guion de explicación", blank=True)
    guide = models.TextField("guía para el cliente", blank=True)
    guide_url = models.URLField("página o PDF de la guía", max_length=300, blank=True)
    contact_minutes = models.PositiveSmallIntegerField("minutos para el primer contacto", default=30)
    order = models.PositiveSmallIntegerField("orden", default=100)
    is_active = models.BooleanField("activa", default=True)

    class Meta:
        verbose_name = "causa de pedido redirigido"
        verbose_name_plural = "causas de pedidos redirigidos"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


@tracked()
class AssignmentRule(models.Model):
    """To whom a redirected order goes. The first active rule that fits, and that finds somebody, decides.

    Empty conditions fit everything. ``category`` fits where a line's product lies in it or below it.
    """

    name = models.CharField("nombre", max_length=80)
    order = models.PositiveSmallIntegerField("orden", default=100)
    source = models.CharField("si vino por", max_length=8, choices=RedirectSource, blank=True, default="")
    city = models.CharField("si es de la ciudad", max_length=80, blank=True, default="")
    cause = models.ForeignKey(
        RedirectCause,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="rules",
        verbose_name="si la causa es",
    )
    category = models.ForeignKey(
        Category,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="redirect_rules",
        verbose_name="si lleva productos de",
    )
    by = models.CharField("se asigna", max_length=10, choices=AssignBy, default=AssignBy.LEAST_BUSY)
    seller = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="redirect_rules",
        verbose_name="persona",
    )
    is_active = models.BooleanField("activa", default=True)

    class Meta:
        verbose_name = "regla de asignación"
        verbose_name_plural = "reglas de asignación"
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(name="assignment_rule_by_known", condition=Q(by__in=AssignBy.values)),
            models.CheckConstraint(
                name="assignment_rule_person_named",
                condition=(Q(by=AssignBy.PERSON) & Q(seller__isnull=False))
                | (~Q(by=AssignBy.PERSON) & Q(seller__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class RedirectedOrder(Versioned):
    """What a customer tried to buy and could not. ``REDIRECT_MOVES`` says what may follow what.

    ``name``, ``phone`` (E.164 where it could be read) and ``email`` are as they came; ``customer`` is who he turned out
    to be. ``amount`` is the money at stake without tax: the sum of the lines where they have prices, else as told.
    The clock to the first contact runs from ``happened_at`` to ``first_contact_at``. ``reason`` says why it was lost
    or discarded. The orders that came of it point here through ``Recovery``.
    """

    number = models.CharField("número", max_length=40, unique=True)
    status = models.CharField("estado", max_length=10, choices=RedirectStatus, default=RedirectStatus.WAITING)
    source = models.CharField("vino por", max_length=8, choices=RedirectSource)
    customer = models.ForeignKey(
        Customer,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="redirected_orders",
        verbose_name="cliente",
        db_index=False,
    )
    name = models.CharField("nombre", max_length=160, blank=True, default="", db_default="")
    phone = models.CharField("teléfono", max_length=40, blank=True, default="", db_default="")
    email = models.EmailField("correo", blank=True, default="", db_default="")
    city = models.CharField("ciudad", max_length=80, blank=True, default="", db_default="")
    cause = models.ForeignKey(
        RedirectCause,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="redirected_orders",
        verbose_name="dónde se quedó",
    )
    step = models.CharField("paso", max_length=80, blank=True, default="", db_default="")
    text = models.TextField("qué pasó", blank=True, default="", db_default="")
    amount = models.DecimalField("importe en juego", max_digits=16, decimal_places=2, default=0, db_default=0)
    currency = models.CharField("moneda", max_length=3, default="PEN")
    happened_at = models.DateTimeField("fecha y hora")
    seller = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="redirected_orders",
        verbose_name="lo atiende",
        db_index=False,
    )
    assigned_at = models.DateTimeField("asignado", null=True, blank=True)
    assigned_why = models.CharField("por qué a esa persona", max_length=160, blank=True, default="", db_default="")
    first_contact_at = models.DateTimeField("primer contacto", null=True, blank=True)
    closed_at = models.DateTimeField("cerrado", null=True, blank=True)
    reason = models.CharField(
        "razón del cierre", max_length=14, choices=ENDED_BADLY, blank=True, default="", db_default=""
    )
    note = models.CharField("nota del cierre", max_length=240, blank=True, default="", db_default="")
    escalated_at = models.DateTimeField("avisado a supervisión", null=True, blank=True, editable=False)
    import_batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    external_id = models.CharField("número de fuera", max_length=80, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "pedido redirigido"
        verbose_name_plural = "pedidos redirigidos"
        constraints = [
            models.CheckConstraint(name="redirected_status_known", condition=Q(status__in=RedirectStatus.values)),
            models.CheckConstraint(name="redirected_source_known", condition=Q(source__in=RedirectSource.values)),
            models.CheckConstraint(name="redirected_amount_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="redirected_closed_has_moment",
                condition=(Q(status__in=CLOSED) & Q(closed_at__isnull=False))
                | (~Q(status__in=CLOSED) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="redirected_contact_has_moment",
                condition=~Q(status__in=[str(RedirectStatus.CONTACTED), str(RedirectStatus.RECOVERED)])
                | Q(first_contact_at__isnull=False),
            ),
            models.CheckConstraint(
                name="redirected_reason_of_its_end",
                condition=(Q(status=RedirectStatus.LOST) & Q(reason__in=LostReason.values))
                | (Q(status=RedirectStatus.DISCARDED) & Q(reason__in=DiscardReason.values))
                | (~Q(status__in=[str(RedirectStatus.LOST), str(RedirectStatus.DISCARDED)]) & Q(reason="")),
            ),
            models.CheckConstraint(
                name="redirected_of_somebody",
                condition=Q(customer__isnull=False) | ~Q(name="") | ~Q(phone="") | ~Q(email=""),
            ),
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="redirected_external_once"
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-happened_at", "-id"], name="redirected_by_customer"),
            models.Index(fields=["-happened_at", "-id"], name="redirected_by_time"),
            models.Index(fields=["-amount", "-id"], name="redirected_by_amount"),
            models.Index(fields=["seller", "-amount", "-id"], condition=Q(status__in=OPEN), name="redirected_open"),
        ]

    def __str__(self) -> str:
        return f"Pedido redirigido {self.number}"

    @property
    def who(self) -> str:
        """How to call him: the customer's name, or what he left."""
        return (self.customer.name if self.customer else "") or self.name or self.phone or self.email

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


class RedirectedLine(models.Model):
    """What he tried to buy: a product of the catalogue or only words. ``unit_price`` without tax, if it is known."""

    redirected = models.ForeignKey(
        RedirectedOrder,
        on_delete=models.CASCADE,
        related_name="lines",
        verbose_name="pedido redirigido",
        db_index=False,
    )
    position = models.PositiveIntegerField("línea")
    product = models.ForeignKey(
        Product,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="redirected_lines",
        verbose_name="producto",
    )
    name = models.CharField("descripción", max_length=200)
    quantity = models.DecimalField("cantidad", max_digits=14, decimal_places=3)
    unit_price = models.DecimalField("precio", max_digits=14, decimal_places=4, null=True, blank=True)

    class Meta:
        verbose_name = "línea de pedido redirigido"
        verbose_name_plural = "líneas de pedidos redirigidos"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["redirected", "position"], name="redirected_line_position_once"),
            models.CheckConstraint(name="redirected_line_named", condition=~Q(name="")),
            models.CheckConstraint(name="redirected_line_quantity_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="redirected_line_price_not_negative", condition=Q(unit_price=None) | Q(unit_price__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"
