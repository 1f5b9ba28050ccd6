"""Models of the machinery. Each part has its own module; this page only gathers them for Django."""

from django.db import models
from django.db.models.functions import Now


class Timestamped(models.Model):
    """When a row was made and last changed, by the database's clock."""

    created_at = models.DateTimeField("creado", db_default=Now(), editable=False)
    updated_at = models.DateTimeField("modificado", auto_now=True, editable=False)

    class Meta:
        abstract = True


class Versioned(Timestamped):
    """A row that two people may edit: services update it only where ``version`` is the one that was shown."""

    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Meta:
        abstract = True


class ImportBatch(models.Model):
    """One file that somebody brought in: what it was, how it was read, what became of each row."""

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
    state = models.CharField("estado", max_length=12, choices=State, default=State.UPLOADED)
    created_at = models.DateTimeField("recibido", db_default=Now(), editable=False)

    class Meta:
        verbose_name = "importación"
        verbose_name_plural = "importaciones"


from core.models_platform import (  # noqa: E402 - the parts come after the abstract rows they may stand on
    JOB_MOVES,
    JOB_OPEN,
    Counter,
    Job,
    JobState,
    PostedForm,
    ScheduleSlot,
    StoredFile,
)

__all__ = [
    "JOB_MOVES",
    "JOB_OPEN",
    "Counter",
    "ImportBatch",
    "Job",
    "JobState",
    "PostedForm",
    "ScheduleSlot",
    "StoredFile",
    "Timestamped",
    "Versioned",
]
