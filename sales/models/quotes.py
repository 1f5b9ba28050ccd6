"""Quotes to customers: versions, lines, the public link, the answer."""

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, Round

from core.audit import tracked
from core.models import ImportBatch, Versioned
from customers.models import Contact, Customer
from inventory.models import Product
from messaging.models import Message
from sales.enums import AnswerSource, ApprovalState, QuoteState

from .opportunities import Opportunity
from .orders import Order
from .pipelines import LossReason

# A product is exact; PostgreSQL's division keeps so few decimals of a big amount that a cent could round twice.
HUNDREDTH = Decimal("0.01")


@tracked()
class QuoteTemplate(models.Model):
    """How a quote looks on paper and what it says around its lines. Exactly one is the default.

    ``intro``, ``terms`` and ``footer`` may hold the fields of ``sales.queries.quote_fields`` ("{cliente}"); what is no
    field is refused at save.
    """

    name = models.CharField("nombre", max_length=80, unique=True)
    intro = models.TextField("saludo", blank=True, default="")
    terms = models.TextField("condiciones", blank=True, default="")
    footer = models.CharField("pie", max_length=240, blank=True, default="")
    show_sku = models.BooleanField("con códigos", default=True)
    show_discount = models.BooleanField("con el descuento por línea", default=True)
    show_tax = models.BooleanField("con el impuesto aparte", default=True)
    is_default = models.BooleanField("la de costumbre", default=False)
    is_active = models.BooleanField("en uso", default=True)

    class Meta:
        verbose_name = "plantilla de cotización"
        verbose_name_plural = "plantillas de cotización"
        ordering = ["-is_default", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="quote_template_one_default"
            )
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Quote(Versioned):
    """A proposal to a customer with its versions; ``current`` is the newest. ``QUOTE_MOVES`` rules its states.

    ``total`` (without tax) and ``tax`` repeat the current version's, for lists. Owner and those above him see it;
    the library shows to every seller what was offered, to which activity and how it ended, without the customer.
    """

    number = models.CharField("número", max_length=40, unique=True)
    title = models.CharField("asunto", max_length=160)
    state = models.CharField("estado", max_length=9, choices=QuoteState, default=QuoteState.DRAFT)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="quotes", verbose_name="cliente", db_index=False
    )
    contact = models.ForeignKey(
        Contact,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="quotes",
        verbose_name="a la atención de",
    )
    opportunity = models.ForeignKey(
        Opportunity, null=True, blank=True, on_delete=models.SET_NULL, related_name="quotes", verbose_name="oportunidad"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="quotes",
        verbose_name="de quién",
        db_index=False,
    )
    template = models.ForeignKey(
        QuoteTemplate, null=True, blank=True, on_delete=models.PROTECT, related_name="quotes", verbose_name="plantilla"
    )
    currency = models.CharField("moneda", max_length=3, default="PEN")
    version_count = models.PositiveSmallIntegerField("versiones", default=1)
    total = models.DecimalField("total sin impuesto", max_digits=16, decimal_places=2, default=0)
    tax = models.DecimalField("impuesto", max_digits=16, decimal_places=2, default=0)
    cost = models.DecimalField("costo", max_digits=16, decimal_places=2, null=True, blank=True)
    made_on = models.DateField("fecha")
    valid_until = models.DateField("vale hasta")
    first_sent_at = models.DateTimeField("primer envío", null=True, blank=True)
    sent_at = models.DateTimeField("enviada", null=True, blank=True)
    answered_at = models.DateTimeField("respondida", null=True, blank=True)
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies", verbose_name="salió de"
    )
    order = models.OneToOneField(
        Order, null=True, blank=True, on_delete=models.PROTECT, related_name="quote", verbose_name="pedido"
    )
    import_batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "cotización"
        verbose_name_plural = "cotizaciones"
        constraints = [
            models.CheckConstraint(name="quote_state_known", condition=Q(state__in=QuoteState.values)),
            models.CheckConstraint(name="quote_money_not_negative", condition=Q(total__gte=0, tax__gte=0)),
            models.CheckConstraint(
                name="quote_sent_has_moment", condition=~Q(state=QuoteState.SENT) | Q(sent_at__isnull=False)
            ),
            models.CheckConstraint(
                name="quote_order_of_accepted", condition=Q(order=None) | Q(state=QuoteState.ACCEPTED)
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-made_on", "-id"], name="quote_by_customer"),
            models.Index(fields=["owner", "-made_on", "-id"], name="quote_by_owner"),
            models.Index(fields=["-made_on", "-id"], name="quote_by_day"),
            models.Index(fields=["state", "valid_until"], name="quote_by_state"),
        ]

    def __str__(self) -> str:
        return f"Cotización {self.number}"


class QuoteVersion(models.Model):
    """What was offered at a time. Once sent (``sent_at``) neither it nor its lines change: a change is a new version.

    ``total`` = Σ of the lines' totals, ``tax`` = Σ of the lines' taxes, each line rounded to the cent, so that the
    printed column adds up. ``discount`` is what the lines leave off, without tax.
    """

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="versions", verbose_name="cotización")
    number = models.PositiveSmallIntegerField("versión")
    intro = models.TextField("saludo", blank=True, default="")
    terms = models.TextField("condiciones", blank=True, default="")
    adjustment = models.CharField("qué cambió y por qué", max_length=240, blank=True, default="")
    total = models.DecimalField("total sin impuesto", max_digits=16, decimal_places=2, default=0)
    tax = models.DecimalField("impuesto", max_digits=16, decimal_places=2, default=0)
    discount = models.DecimalField("descuento", max_digits=16, decimal_places=2, default=0)
    cost = models.DecimalField("costo", max_digits=16, decimal_places=2, null=True, blank=True)
    approval = models.CharField("aprobación", max_length=10, choices=ApprovalState, default=ApprovalState.NOT_NEEDED)
    approval_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    approval_at = models.DateTimeField("aprobada o devuelta", null=True, blank=True)
    approval_note = models.CharField("razón", max_length=240, blank=True, default="")
    made_at = models.DateTimeField("hecha", db_default=Now())
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_at = models.DateTimeField("enviada", null=True, blank=True)

    class Meta:
        verbose_name = "versión de cotización"
        verbose_name_plural = "versiones de cotización"
        ordering = ["quote", "number"]
        constraints = [
            models.UniqueConstraint(fields=["quote", "number"], name="quote_version_once"),
            models.CheckConstraint(name="quote_version_approval_known", condition=Q(approval__in=ApprovalState.values)),
        ]
        triggers = [
            pgtrigger.Protect(
                name="sent_money_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__sent_at__isnull=False)
                & (
                    pgtrigger.Q(old__total__df=pgtrigger.F("new__total"))
                    | pgtrigger.Q(old__tax__df=pgtrigger.F("new__tax"))
                    | pgtrigger.Q(old__number__df=pgtrigger.F("new__number"))
                    | pgtrigger.Q(old__sent_at__df=pgtrigger.F("new__sent_at"))
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.quote} v{self.number}"


class QuoteLine(models.Model):
    """A line of a version; name, price, cost and tax are copied.

    ``discount_percent`` 0–100; ``total`` = quantity × unit_price × (1 − discount ÷ 100) rounded half up to the cent;
    ``tax`` = total × tax_rate ÷ 100 rounded half up to the cent. The database checks both.
    """

    version = models.ForeignKey(QuoteVersion, on_delete=models.CASCADE, related_name="lines", verbose_name="versión")
    position = models.PositiveIntegerField("línea")
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="quote_lines", verbose_name="producto"
    )
    sku = models.CharField("código", max_length=40, blank=True, default="")
    name = models.CharField("descripción", max_length=200)
    detail = models.CharField("detalle", max_length=400, blank=True, default="")
    quantity = models.DecimalField("cantidad", max_digits=14, decimal_places=3)
    unit_price = models.DecimalField("precio", max_digits=14, decimal_places=4)
    unit_cost = models.DecimalField("costo", max_digits=14, decimal_places=4, null=True, blank=True)
    discount_percent = models.DecimalField("descuento (%)", max_digits=5, decimal_places=2, default=0)
    tax_rate = models.DecimalField("impuesto (%)", max_digits=5, decimal_places=2, default=0)
    total = models.DecimalField("total", max_digits=16, decimal_places=2)
    tax = models.DecimalField("impuesto", max_digits=16, decimal_places=2, default=0)

    class Meta:
        verbose_name = "línea de cotización"
        verbose_name_plural = "líneas de cotización"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="quote_line_position_once"),
            models.CheckConstraint(name="quote_line_quantity_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(name="quote_line_price_not_negative", condition=Q(unit_price__gte=0)),
            models.CheckConstraint(
                name="quote_line_discount_percent",
                condition=Q(discount_percent__gte=0) & Q(discount_percent__lte=100),
            ),
            models.CheckConstraint(name="quote_line_tax_percent", condition=Q(tax_rate__gte=0) & Q(tax_rate__lte=100)),
            models.CheckConstraint(name="quote_line_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="quote_line_total_adds_up",
                condition=Q(
                    total=Round(F("quantity") * F("unit_price") * (100 - F("discount_percent")) * HUNDREDTH, 2)
                ),
            ),
            models.CheckConstraint(
                name="quote_line_tax_adds_up",
                condition=Q(tax=Round(F("total") * F("tax_rate") * HUNDREDTH, 2)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"


class QuoteLink(models.Model):
    """A secret address of one version for the customer. Only the hash of the token is kept (≥ 128 bits).

    It ends at ``expires_at``, when a newer version is sent (``revoked_at``) or when it was answered.
    """

    version = models.ForeignKey(QuoteVersion, on_delete=models.CASCADE, related_name="links", verbose_name="versión")
    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField("a quién", blank=True, default="")
    made_at = models.DateTimeField("hecho", db_default=Now())
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField("vence")
    revoked_at = models.DateTimeField("anulado", null=True, blank=True)
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name="mensaje"
    )

    class Meta:
        verbose_name = "enlace de cotización"
        verbose_name_plural = "enlaces de cotización"

    def __str__(self) -> str:
        return f"enlace de {self.version}"


class QuoteAnswer(models.Model):
    """The customer's yes or no: one a version, at most one yes a quote. ``ip`` and ``name`` are the proof."""

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="answers", verbose_name="cotización")
    version = models.OneToOneField(
        QuoteVersion, on_delete=models.PROTECT, related_name="answer", verbose_name="versión"
    )
    accepted = models.BooleanField("aceptada")
    name = models.CharField("quién", max_length=160)
    reason = models.ForeignKey(
        LossReason, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="razón"
    )
    text = models.TextField("qué dijo", blank=True, default="")
    source = models.CharField("cómo", max_length=5, choices=AnswerSource)
    at = models.DateTimeField("cuándo", db_default=Now())
    ip = models.GenericIPAddressField("dirección IP", null=True, blank=True)
    link = models.ForeignKey(QuoteLink, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "respuesta a una cotización"
        verbose_name_plural = "respuestas a cotizaciones"
        constraints = [
            models.CheckConstraint(
                name="quote_answer_no_has_reason", condition=Q(accepted=True, reason=None) | Q(accepted=False)
            ),
            models.UniqueConstraint(fields=["quote"], condition=Q(accepted=True), name="quote_accepted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.quote_id}: {'sí' if self.accepted else 'no'}"


class QuoteQuestion(models.Model):
    """Somebody with an old or used link asks for a new one, or asks something: it waits for the seller."""

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="questions", verbose_name="cotización")
    name = models.CharField("quién", max_length=160)
    text = models.TextField("qué pide")
    at = models.DateTimeField("cuándo", db_default=Now())
    seen_at = models.DateTimeField("vista", null=True, blank=True)

    class Meta:
        verbose_name = "pregunta sobre una cotización"
        verbose_name_plural = "preguntas sobre cotizaciones"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.text[:60]
