"""Texts with places for a fixed dictionary of fields."""

from django.db import models
from django.db.models import Q

from core.audit import tracked
from core.models import Versioned
from messaging.enums import Channel, Purpose


@tracked()
class Template(Versioned):
    """A text that is written once and sent many times. ``{{cliente.nombre}}`` stands for a field of the dictionary.

    ``html`` (mail only, cleaned when saved) replaces the plain look that is otherwise made out of ``body``.
    """

    code = models.SlugField("código", max_length=60, unique=True)
    name = models.CharField("nombre", max_length=100)
    channel = models.CharField("canal", max_length=8, choices=Channel, default=Channel.EMAIL)
    purpose = models.CharField("para", max_length=12, choices=Purpose, default=Purpose.SERVICE)
    subject = models.CharField("asunto", max_length=160, blank=True)
    body = models.TextField("texto")
    html = models.TextField("HTML", blank=True)
    is_active = models.BooleanField("en uso", default=True, db_default=True)

    class Meta:
        verbose_name = "plantilla"
        verbose_name_plural = "plantillas"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="template_channel_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(name="template_purpose_known", condition=Q(purpose__in=Purpose.values)),
            models.CheckConstraint(name="template_subject_one_line", condition=~Q(subject__regex=r"[\r\n]")),
            models.CheckConstraint(
                name="template_mail_has_subject", condition=~Q(channel=Channel.EMAIL) | ~Q(subject="")
            ),
        ]

    def __str__(self) -> str:
        return self.name
