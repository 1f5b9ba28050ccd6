"""Tables of the list machine: views that people saved, what each keeps of a list, steps that can be taken back."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class SavedView(models.Model):
    """A list with its filter, order and columns under a name. ``query`` is the query string, without page.

    It belongs to ``owner``; ``shared`` shows it to the whole house (each sees his own rows in it), ``pinned`` makes
    it a tab.
    """

    list_key = models.CharField("lista", max_length=40)
    name = models.CharField("nombre", max_length=60)
    query = models.CharField("filtro", max_length=2000, blank=True, default="")
    columns = models.JSONField("columnas", default=list, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views", verbose_name="de"
    )
    shared = models.BooleanField("para todo el equipo", default=False)
    pinned = models.BooleanField("como pestaña", default=True)
    created_at = models.DateTimeField("creada", db_default=Now(), editable=False)

    class Meta:
        verbose_name = "vista guardada"
        verbose_name_plural = "vistas guardadas"
        constraints = [models.UniqueConstraint(fields=["owner", "list_key", "name"], name="saved_view_name_once")]
        indexes = [models.Index(fields=["list_key"], condition=Q(shared=True), name="saved_view_shared")]

    def __str__(self) -> str:
        return self.name


class ListPreference(models.Model):
    """What a person keeps of a list: the chosen columns in their order, density, the view that opens first."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    list_key = models.CharField("lista", max_length=40)
    columns = models.JSONField("columnas", default=list, blank=True)
    dense = models.BooleanField("densa", null=True)
    opens_with = models.ForeignKey(SavedView, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "preferencia de lista"
        verbose_name_plural = "preferencias de listas"
        constraints = [models.UniqueConstraint(fields=["user", "list_key"], name="list_preference_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.list_key}"


class UndoStep(models.Model):
    """Something that was done and can be taken back once, by who did it. ``payload`` holds the former values."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("clase", max_length=60)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    said = models.CharField("qué se hizo", max_length=200)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField("hecho", db_default=Now(), editable=False, db_index=True)
    undone_at = models.DateTimeField("deshecho", null=True, editable=False)

    class Meta:
        verbose_name = "paso que se puede deshacer"
        verbose_name_plural = "pasos que se pueden deshacer"

    def __str__(self) -> str:
        return self.said


__all__ = ["ListPreference", "SavedView", "UndoStep"]
