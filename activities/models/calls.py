"""Calls as the telephone exchange tells them, and the treatment of the missed ones."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from activities.enums import Direction, Treatment
from core.audit import tracked
from core.models import ImportBatch, Versioned
from customers.models import Customer

from .interactions import Interaction


@tracked()
class PhoneCall(Versioned):
    """A line of the exchange's file. ``number`` as it came, ``phone`` in E.164 ("" = withheld or unreadable).

    ``treatment`` belongs to missed incoming calls. ``called_back`` is the later call that answered this one,
    ``interaction`` the touch with the customer that it became. Orders recovered point here (sales).
    """

    external_id = models.CharField("número de la central", max_length=80, blank=True, default="", db_default="")
    number = models.CharField("número", max_length=40, blank=True)
    phone = models.CharField("teléfono (E.164)", max_length=20, blank=True)
    direction = models.CharField("sentido", max_length=3, choices=Direction)
    answered = models.BooleanField("atendida")
    started_at = models.DateTimeField("hora")
    seconds = models.PositiveIntegerField("duración (segundos)", default=0)
    extension = models.CharField("anexo", max_length=12, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="phone_calls",
        verbose_name="de quién es el anexo",
    )
    customer = models.ForeignKey(
        Customer,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="phone_calls",
        verbose_name="cliente",
        db_index=False,
    )
    assigned = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="calls_to_return",
        verbose_name="la devuelve",
    )
    treatment = models.CharField("tratamiento", max_length=14, choices=Treatment, default=Treatment.NONE)
    treated_at = models.DateTimeField("tratada", null=True, blank=True)
    treated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField("nota", max_length=240, blank=True, default="", db_default="")
    called_back = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="answers", verbose_name="devuelta con"
    )
    interaction = models.ForeignKey(
        Interaction, null=True, blank=True, on_delete=models.SET_NULL, related_name="phone_calls"
    )
    import_batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "llamada de la central"
        verbose_name_plural = "llamadas de la central"
        constraints = [
            models.CheckConstraint(name="phone_call_treatment_known", condition=Q(treatment__in=Treatment.values)),
            models.CheckConstraint(
                name="phone_call_only_missed_are_treated",
                condition=Q(treatment="none") | Q(direction="in", answered=False),
            ),
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="phone_call_external_once"
            ),
            models.UniqueConstraint(
                fields=["number", "started_at", "direction", "extension"],
                condition=Q(external_id=""),
                name="phone_call_natural_once",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-started_at", "-id"], name="phone_call_by_customer"),
            models.Index(fields=["-started_at", "-id"], name="phone_call_by_time"),
            models.Index(fields=["phone", "-started_at"], name="phone_call_by_phone"),
            models.Index(fields=["started_at", "id"], condition=Q(treatment="pending"), name="phone_call_pending"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.started_at:%d/%m/%Y %H:%M}"
