"""The calendar of a person as an ICS address."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class CalendarFeed(models.Model):
    """A secret address of one's own calendar. Only the hash is kept; a new one revokes the old."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed", verbose_name="de quién"
    )
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("hecha", db_default=Now())
    read_at = models.DateTimeField("leída por última vez", null=True, blank=True)

    class Meta:
        verbose_name = "suscripción del calendario"
        verbose_name_plural = "suscripciones del calendario"

    def __str__(self) -> str:
        return f"calendario de {self.user_id}"
