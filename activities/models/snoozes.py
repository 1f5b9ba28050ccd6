""" "Más tarde": a line of somebody's day that he put off."""

from django.conf import settings
from django.db import models


class Snooze(models.Model):
    """``key`` names the line ("tasks:12"); until ``until`` it does not show in the day of ``user``."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="de quién", db_index=False
    )
    key = models.CharField(max_length=80)
    until = models.DateTimeField("hasta")

    class Meta:
        verbose_name = "línea aplazada"
        verbose_name_plural = "líneas aplazadas"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="snooze_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.key}"
