"""Notices to staff: what happened, for whom, where to go."""

from django.db import models
from django.db.models.functions import Now

from company.enums import NoticeKind

from .users import User


class Notice(models.Model):
    """A line in somebody's bell. ``dedupe_key`` makes the same event tell a person once."""

    class Level(models.TextChoices):
        INFO = "info", "información"
        DONE = "done", "listo"
        WARNING = "warning", "atención"
        URGENT = "urgent", "urgente"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices", verbose_name="para")
    level = models.CharField("nivel", max_length=8, choices=Level, default=Level.INFO)
    text = models.CharField("texto", max_length=240)
    url = models.CharField("enlace", max_length=300, blank=True)
    dedupe_key = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField("hora", db_default=Now(), editable=False)
    read_at = models.DateTimeField("leído", null=True, blank=True)

    class Meta:
        verbose_name = "aviso"
        verbose_name_plural = "avisos"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "dedupe_key"], condition=~models.Q(dedupe_key=""), name="notice_once"
            )
        ]
        indexes = [
            models.Index(fields=["user", "-id"], condition=models.Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.text


class NoticePreference(models.Model):
    """Whether a kind of notice reaches the bell of a person, and his mail. No row = the bell, not the mail."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="notice_preferences", verbose_name="de quién", db_index=False
    )
    kind = models.CharField("clase", max_length=12, choices=NoticeKind)
    in_page = models.BooleanField("en la campana", default=True, db_default=True)
    by_mail = models.BooleanField("por correo", default=False, db_default=False)

    class Meta:
        verbose_name = "preferencia de avisos"
        verbose_name_plural = "preferencias de avisos"
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="notice_preference_once"),
            models.CheckConstraint(name="notice_preference_kind_known", condition=models.Q(kind__in=NoticeKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"
