"""Touches with customers, and the kinds of action that the company knows."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from activities.enums import Channel, Outcome
from core.audit import tracked
from core.models import ImportBatch, Versioned
from customers.models import Contact, Customer


@tracked()
class ActionType(models.Model):
    """A kind of commercial action: its channel, what it costs the company, and what comes next.

    ``cost`` is the company's money for one action. ``next_type`` and ``next_days`` are the chain
    rule: after such an action the form proposes that one, so many days later (``next_business``: business days).
    """

    code = models.SlugField("código", max_length=40, unique=True)
    name = models.CharField("nombre", max_length=60)
    channel = models.CharField("canal", max_length=12, choices=Channel)
    cost = models.DecimalField("costo de una", max_digits=10, decimal_places=2, default=0)
    minutes = models.PositiveSmallIntegerField("duración habitual (minutos)", default=15)
    next_type = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name="después viene"
    )
    next_days = models.PositiveSmallIntegerField("a los días", default=3)
    next_business = models.BooleanField("días hábiles", default=True)
    order = models.PositiveSmallIntegerField("orden", default=100)
    is_active = models.BooleanField("activo", default=True)

    class Meta:
        verbose_name = "clase de acción"
        verbose_name_plural = "clases de acción"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


@tracked()
class Interaction(Versioned):
    """One touch with a customer. ``happened_at`` is when it was; ``cost`` is copied from the type."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="interactions", verbose_name="cliente", db_index=False
    )
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="interactions", verbose_name="con"
    )
    type = models.ForeignKey(
        ActionType, null=True, blank=True, on_delete=models.PROTECT, related_name="interactions", verbose_name="acción"
    )
    channel = models.CharField("canal", max_length=12, choices=Channel)
    outcome = models.CharField("resultado", max_length=16, choices=Outcome, blank=True, default="", db_default="")
    text = models.TextField("nota", blank=True, default="", db_default="")
    happened_at = models.DateTimeField("fecha y hora")
    seconds = models.PositiveIntegerField("duración (segundos)", null=True, blank=True)
    cost = models.DecimalField("costo", max_digits=10, decimal_places=2, default=0, db_default=0)
    place = models.CharField("lugar", max_length=120, blank=True, default="", db_default="")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="interactions",
        verbose_name="quién",
        db_index=False,
    )
    no_next_reason = models.CharField(
        "por qué no hay próximo paso", max_length=160, blank=True, default="", db_default=""
    )
    import_batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    external_id = models.CharField("número de fuera", max_length=80, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "acción comercial"
        verbose_name_plural = "acciones comerciales"
        constraints = [
            models.CheckConstraint(name="interaction_channel_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(
                name="interaction_outcome_known", condition=Q(outcome="") | Q(outcome__in=Outcome.values)
            ),
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="interaction_external_once"
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-happened_at", "-id"], name="interaction_by_customer"),
            models.Index(fields=["user", "-happened_at", "-id"], name="interaction_by_user"),
            models.Index(fields=["-happened_at", "-id"], name="interaction_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.happened_at:%d/%m/%Y}"
