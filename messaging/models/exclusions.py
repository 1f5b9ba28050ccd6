"""Addresses to which nothing goes, whoever has them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from messaging.enums import Channel, ExclusionReason, Purpose


class Exclusion(models.Model):
    """An address off a channel, for one purpose or ("") for all.

    ``key`` is a keyed hash of the channel and the normalised address: it goes on holding after ``address`` is erased.
    """

    channel = models.CharField("canal", max_length=8, choices=Channel)
    address = models.CharField("dirección", max_length=254, blank=True)
    key = models.CharField(max_length=64, editable=False)
    purpose = models.CharField("para", max_length=12, choices=Purpose, blank=True, help_text="Vacío: para nada.")
    reason = models.CharField("motivo", max_length=12, choices=ExclusionReason, default=ExclusionReason.MANUAL)
    source = models.CharField("origen", max_length=200, blank=True)
    created_at = models.DateTimeField("desde", db_default=Now(), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "dirección excluida"
        verbose_name_plural = "direcciones excluidas"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["key", "purpose"], name="exclusion_once"),
            models.CheckConstraint(name="exclusion_has_key", condition=~Q(key="")),
        ]

    def __str__(self) -> str:
        return self.address or "dirección borrada"
