"""What a customer allowed, with its proof: a row per answer, never changed; the newest one counts."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from customers.enums import ConsentChannel, ConsentEvidence, ConsentPurpose

from .customers import Customer


class ConsentText(models.Model):
    """The sentence that a customer reads or hears when he is asked. A change of words is a new version."""

    code = models.CharField("versión", max_length=40, unique=True)
    purpose = models.CharField("para", max_length=12, choices=ConsentPurpose)
    text = models.TextField("texto")
    valid_from = models.DateField("vale desde")

    class Meta:
        verbose_name = "texto de permiso"
        verbose_name_plural = "textos de permiso"
        ordering = ["purpose", "-valid_from", "-id"]

    def __str__(self) -> str:
        return self.code


class Consent(models.Model):
    """One answer: yes or no to one channel for one purpose; when, which text he read, what proves it."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="consents", verbose_name="cliente", db_index=False
    )
    channel = models.CharField("canal", max_length=8, choices=ConsentChannel)
    purpose = models.CharField("para", max_length=12, choices=ConsentPurpose)
    granted = models.BooleanField("acepta")
    given_at = models.DateTimeField("dicho el")
    text_version = models.CharField("versión del texto", max_length=40, blank=True, default="")
    evidence = models.CharField("prueba", max_length=8, choices=ConsentEvidence)
    proof = models.CharField("detalle de la prueba", max_length=240, blank=True, default="")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField("anotado", db_default=Now(), editable=False)

    class Meta:
        verbose_name = "permiso"
        verbose_name_plural = "permisos"
        indexes = [models.Index(fields=["customer", "purpose", "channel", "-id"], name="consent_newest")]
        triggers = [
            pgtrigger.Trigger(
                name="append_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                # A merge moves the rows to the customer that stays; erasure and undo say so in the same transaction.
                condition=None,
                func=(
                    "IF current_setting('crm.consent_move', true) = 'on' THEN RETURN COALESCE(NEW, OLD); END IF; "
                    "RAISE EXCEPTION 'a consent is never changed: write the new answer';"
                ),
            )
        ]

    def __str__(self) -> str:
        return (
            f"{self.get_channel_display()} para {self.get_purpose_display().lower()}: {'sí' if self.granted else 'no'}"
        )
