"""Messages that leave the house. The row is the outbox: whatever happens to the queue, it is found here."""

import uuid

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from core.database import Joined, Norm
from core.models import StoredFile
from customers.models import Customer
from messaging.enums import OPEN, Channel, Delivery, Purpose, State

from .templates import Template


class Message(models.Model):
    """One message to one address, with its text as it leaves.

    A worker claims it (``queued`` → ``sending``, committed) before it hands it over; ``token`` names the attempt and
    ``lease_until`` says until when it may take. ``verdict`` holds what the gate said, ``said`` the same in a sentence.
    ``dedupe_key`` makes the same event write once; ``activity_key`` and ``recipient_key`` do so for campaigns.
    ``delivery`` is what a provider told afterwards (``messaging.services.callbacks``).
    ``frozen_at`` holds it back after a restore until a person releases it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="messages", verbose_name="cliente",
        db_index=False,
    )  # fmt: skip
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name="escrito por",
    )  # fmt: skip
    template = models.ForeignKey(
        Template, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name="plantilla"
    )
    channel = models.CharField("canal", max_length=8, choices=Channel)
    purpose = models.CharField("para", max_length=12, choices=Purpose)
    to_address = models.CharField("dirección", max_length=254)
    to_name = models.CharField("a quién", max_length=200, blank=True)
    subject = models.CharField("asunto", max_length=200, blank=True)
    body = models.TextField("texto")
    html = models.TextField("HTML", blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=80, blank=True)
    related_label = models.CharField("sobre", max_length=120, blank=True)
    related_url = models.CharField(max_length=300, blank=True)
    state = models.CharField("estado", max_length=10, choices=State, default=State.QUEUED)
    said = models.CharField("qué pasó", max_length=300, blank=True)
    verdict = models.JSONField("permiso para salir", default=dict, blank=True)
    not_before = models.DateTimeField("sale desde", db_default=Now())
    attempts = models.PositiveSmallIntegerField("intentos", default=0)
    resends = models.PositiveSmallIntegerField("reenvíos", default=0)
    token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    frozen_at = models.DateTimeField(null=True, editable=False)
    reply_code = models.PositiveSmallIntegerField("respuesta", null=True, blank=True)
    provider_id = models.CharField(max_length=120, blank=True)
    delivery = models.CharField(
        "qué dijo el proveedor", max_length=10, choices=Delivery, blank=True, default="", db_default=""
    )
    delivery_at = models.DateTimeField("lo dijo el", null=True, blank=True, editable=False)
    dedupe_key = models.CharField(max_length=120, blank=True)
    activity_key = models.CharField(max_length=60, blank=True)
    recipient_key = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField("escrito", db_default=Now(), editable=False)
    claimed_at = models.DateTimeField("salió a las", null=True, editable=False)
    finished_at = models.DateTimeField("terminó", null=True, editable=False)
    search = models.GeneratedField(
        expression=Norm(Joined(F("to_name"), F("to_address"), F("subject"))),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = "mensaje"
        verbose_name_plural = "mensajes"
        constraints = [
            models.CheckConstraint(name="message_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="message_channel_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(name="message_purpose_known", condition=Q(purpose__in=Purpose.values)),
            models.CheckConstraint(
                name="message_headers_one_line",
                condition=~Q(subject__regex=r"[\r\n]") & ~Q(to_address__regex=r"[\r\n]") & ~Q(to_name__regex=r"[\r\n]"),
            ),
            models.CheckConstraint(
                name="message_sending_is_claimed",
                condition=~Q(state=State.SENDING) | (Q(token__isnull=False) & Q(lease_until__isnull=False)),
            ),
            models.CheckConstraint(
                name="message_end_is_dated", condition=Q(state__in=[str(one) for one in OPEN]) | ~Q(finished_at=None)
            ),
            models.CheckConstraint(name="message_delivery_known", condition=Q(delivery__in=["", *Delivery.values])),
            models.UniqueConstraint(
                fields=["dedupe_key"], condition=~Q(dedupe_key=""), name="message_of_an_event_once"
            ),
            models.UniqueConstraint(
                fields=["activity_key", "recipient_key"],
                condition=~Q(activity_key=""),
                name="message_of_an_activity_once",
            ),
        ]
        indexes = [
            models.Index(fields=["not_before", "id"], condition=Q(state=State.QUEUED), name="message_due"),
            models.Index(fields=["lease_until"], condition=Q(state=State.SENDING), name="message_leased"),
            models.Index(fields=["customer", "created_at", "id"], name="message_by_customer"),
            models.Index(fields=["created_at", "id"], name="message_by_time"),
            models.Index(fields=["state", "-id"], name="message_by_state"),
            models.Index(fields=["channel", "to_address", "claimed_at"], name="message_by_address"),
            GinIndex(OpClass(F("search"), name="gin_trgm_ops"), name="message_search_trgm"),
        ]

    def __str__(self) -> str:
        return self.subject or self.body[:60]


class MessageAttachment(models.Model):
    """A kept file that goes with a message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="archivo")
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = "adjunto"
        verbose_name_plural = "adjuntos"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["message", "file"], name="message_attachment_once")]

    def __str__(self) -> str:
        return str(self.file)


class ProviderNotice(models.Model):
    """A notice of a mail provider that was acted upon, so that the same one again changes nothing.

    ``key`` is a hash of the provider's number of it, or of its facts where it has none.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="notices")
    provider = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    kind = models.CharField("qué dice", max_length=10, choices=Delivery)
    happened_at = models.DateTimeField("pasó")
    received_at = models.DateTimeField("llegó", db_default=Now(), editable=False)

    class Meta:
        verbose_name = "aviso del proveedor de correo"
        verbose_name_plural = "avisos del proveedor de correo"
        constraints = [models.UniqueConstraint(fields=["provider", "key"], name="provider_notice_once")]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class MessageEvent(models.Model):
    """A move of a message: from where to where, when, by whom, and why in a sentence. Never changed."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField("hora", db_default=Now())
    from_state = models.CharField("de", max_length=10, choices=State, blank=True)
    to_state = models.CharField("a", max_length=10, choices=State)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name="quién",
    )  # fmt: skip
    text = models.CharField("por qué", max_length=300, blank=True)

    class Meta:
        verbose_name = "paso de un mensaje"
        verbose_name_plural = "pasos de los mensajes"
        ordering = ["id"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_to_state_display()}: {self.text}"
