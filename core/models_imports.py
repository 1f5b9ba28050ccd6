"""Imports: one row a file, what was refused in it, and what it changed (so that it can be taken back)."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from .models_platform import Job, StoredFile


class ImportBatch(models.Model):
    """One file that somebody brought in: what it was, how it was read, what became of each row.

    ``options`` says how the text is read (``core.imports.dialect.Options``), ``mapping`` which column feeds which
    field, ``signature`` names the kind and the header, so that next week's file of the same source is known again.
    ``read = created + updated + unchanged + rejected`` once it is done. Money is Σ of the kind's amount over the
    file's rows, over what stands in the database, and over the rejected rows.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", "recibido"
        PREVIEWED = "previewed", "por confirmar"
        QUEUED = "queued", "en cola"
        RUNNING = "running", "cargando"
        DONE = "done", "cargado"
        FAILED = "failed", "falló"
        UNDONE = "undone", "deshecho"

    kind = models.CharField("tipo", max_length=40)
    file_name = models.CharField("archivo", max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("bytes", default=0, db_default=0)
    stored = models.ForeignKey(
        StoredFile, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="archivo guardado"
    )
    state = models.CharField("estado", max_length=12, choices=State, default=State.UPLOADED)
    options = models.JSONField("cómo se lee", default=dict, blank=True)
    header = models.JSONField("encabezado", default=list, blank=True)
    mapping = models.JSONField("columnas", default=dict, blank=True)
    defaults = models.JSONField("valores por defecto", default=dict, blank=True)
    signature = models.CharField("firma de la fuente", max_length=64, blank=True, default="", db_index=True)
    read = models.PositiveIntegerField("leídas", default=0, db_default=0)
    created = models.PositiveIntegerField("creadas", default=0, db_default=0)
    updated = models.PositiveIntegerField("cambiadas", default=0, db_default=0)
    unchanged = models.PositiveIntegerField("iguales", default=0, db_default=0)
    rejected = models.PositiveIntegerField("rechazadas", default=0, db_default=0)
    blank = models.PositiveIntegerField("vacías", default=0, db_default=0)
    records = models.JSONField("altas y cambios por clase", default=dict, blank=True)
    money_file = models.DecimalField("importe del archivo", max_digits=20, decimal_places=4, null=True)
    money_stored = models.DecimalField("importe cargado", max_digits=20, decimal_places=4, null=True)
    money_rejected = models.DecimalField("importe rechazado", max_digits=20, decimal_places=4, null=True)
    rejected_file = models.ForeignKey(
        StoredFile, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="filas rechazadas"
    )
    error = models.TextField("motivo", blank=True, default="")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="quién"
    )
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="trabajo")
    created_at = models.DateTimeField("recibido", db_default=Now(), editable=False)
    started_at = models.DateTimeField("empezó", null=True)
    applied_at = models.DateTimeField("cargado", null=True)
    undone_at = models.DateTimeField("deshecho el", null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="deshecho por"
    )
    seconds = models.FloatField("segundos", null=True)

    class Meta:
        verbose_name = "importación"
        verbose_name_plural = "importaciones"
        indexes = [models.Index(fields=["-created_at", "-id"], name="import_by_time")]
        constraints = [
            models.CheckConstraint(
                name="import_accounts_for_every_row",
                condition=~models.Q(state__in=["done", "undone"])
                | models.Q(
                    read=models.F("created") + models.F("updated") + models.F("unchanged") + models.F("rejected")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportRejection(models.Model):
    """A row that was not loaded: where it stands, which column is to blame, why."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rejections", db_index=False)
    line = models.PositiveIntegerField("línea")
    column = models.CharField("columna", max_length=200, blank=True)
    value = models.CharField("valor", max_length=200, blank=True)
    reason = models.TextField("motivo")

    class Meta:
        verbose_name = "fila rechazada"
        verbose_name_plural = "filas rechazadas"
        ordering = ["line"]
        indexes = [models.Index(fields=["batch", "line"], name="import_rejection_line")]

    def __str__(self) -> str:
        return f"línea {self.line}: {self.reason}"


class ImportChange(models.Model):
    """A row that an import made, changed or replaced. ``before`` is the whole row as it was (none: it was made)."""

    class Action(models.TextChoices):
        CREATED = "created", "creada"
        UPDATED = "updated", "cambiada"
        DELETED = "deleted", "reemplazada"

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="changes", db_index=False)
    model = models.CharField(max_length=80)
    row_id = models.BigIntegerField()
    action = models.CharField(max_length=8, choices=Action)
    before = models.JSONField(null=True)

    class Meta:
        verbose_name = "cambio de una importación"
        verbose_name_plural = "cambios de importaciones"
        indexes = [
            models.Index(fields=["batch", "model", "action"], name="import_change_batch"),
            models.Index(fields=["model", "row_id"], name="import_change_row"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.row_id} {self.action}"
