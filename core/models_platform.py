"""Tables of the machinery: background jobs, counters, schedule slots, stored files, repeated posts."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class JobState(models.TextChoices):
    """Where a job stands. ``JOB_MOVES`` is the table of allowed moves."""

    QUEUED = "queued", "en cola"
    RUNNING = "running", "en marcha"
    DONE = "done", "terminado"
    FAILED = "failed", "falló"
    CANCELLED = "cancelled", "cancelado"
    INTERRUPTED = "interrupted", "interrumpido"


JOB_MOVES: dict[str, frozenset[str]] = {
    JobState.QUEUED: frozenset({JobState.RUNNING, JobState.CANCELLED}),
    JobState.RUNNING: frozenset(
        {JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED, JobState.QUEUED}
    ),
    JobState.DONE: frozenset(),
    JobState.FAILED: frozenset({JobState.QUEUED}),
    JobState.CANCELLED: frozenset({JobState.QUEUED}),
    JobState.INTERRUPTED: frozenset({JobState.QUEUED}),
}
JOB_OPEN = (JobState.QUEUED, JobState.RUNNING)


class Job(models.Model):
    """Work that must not be lost: a row first, a task afterwards.

    ``payload`` holds ids, never contents; ``result`` what the finished job wants to tell (``url`` = where to go).
    A worker holds the job while ``lease_until`` is ahead; ``token`` names the attempt, so that a worker that lost
    its lease cannot write any more. ``key`` (if any) forbids a second open job of the same kind and key.
    """

    kind = models.CharField("clase", max_length=60)
    title = models.CharField("trabajo", max_length=200)
    key = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField("estado", max_length=12, choices=JobState, default=JobState.QUEUED)
    payload = models.JSONField(default=dict, blank=True)
    result = models.JSONField(default=dict, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="jobs",
        verbose_name="pedido por",
    )
    phase = models.CharField("paso", max_length=160, blank=True, default="")
    done = models.PositiveBigIntegerField("hecho", default=0)
    total = models.PositiveBigIntegerField("de", default=0)
    error = models.CharField("qué pasó", max_length=500, blank=True, default="")
    attempts = models.PositiveSmallIntegerField("intentos", default=0)
    cancel_requested = models.BooleanField(default=False)
    token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    queued_at = models.DateTimeField("pedido", db_default=Now(), editable=False)
    started_at = models.DateTimeField("empezó", null=True, editable=False)
    finished_at = models.DateTimeField("terminó", null=True, editable=False)

    class Meta:
        verbose_name = "trabajo"
        verbose_name_plural = "trabajos"
        constraints = [
            models.CheckConstraint(name="job_state_known", condition=Q(state__in=JobState.values)),
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(state__in=[str(state) for state in JOB_OPEN]) & ~Q(key=""),
                name="job_open_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "queued_at"],
                condition=Q(state__in=[str(state) for state in JOB_OPEN]),
                name="job_open",
            ),
            models.Index(fields=["owner", "-id"], name="job_by_owner"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in JOB_OPEN

    @property
    def percent(self) -> int | None:
        """Share done, 0 to 100; ``None`` while the total is unknown."""
        if self.state == JobState.DONE:
            return 100
        return min(100, int(self.done * 100 / self.total)) if self.total else None


class Counter(models.Model):
    """The last number given out of a series in a year. Only ``core.numbering.next_number`` moves it."""

    series = models.CharField("serie", max_length=40)
    year = models.PositiveSmallIntegerField("año")
    value = models.PositiveBigIntegerField("último número", default=0)

    class Meta:
        verbose_name = "numerador"
        verbose_name_plural = "numeradores"
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.value}"


class ScheduleSlot(models.Model):
    """One slot of one scheduled job (``2026-W47`` of the weekly computation): claimed once, whoever beats."""

    name = models.CharField("tarea", max_length=80)
    slot = models.CharField("turno", max_length=40)
    attempts = models.PositiveSmallIntegerField("intentos", default=0)
    claimed_at = models.DateTimeField("empezó", null=True)
    finished_at = models.DateTimeField("terminó", null=True)
    error = models.CharField("qué pasó", max_length=500, blank=True, default="")

    class Meta:
        verbose_name = "turno programado"
        verbose_name_plural = "turnos programados"
        constraints = [models.UniqueConstraint(fields=["name", "slot"], name="schedule_slot_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.slot}"


class StoredFile(models.Model):
    """A file in the private folder. It goes out only through ``core.files``, as an attachment, to who may have it.

    ``purpose`` names the entry of the slot ``FILE_READERS`` that says who, besides its owner, may fetch it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField("para", max_length=60)
    name = models.CharField("nombre", max_length=200)
    content_type = models.CharField("tipo", max_length=100)
    size = models.PositiveBigIntegerField("bytes")
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField("creado", db_default=Now(), editable=False)
    expires_at = models.DateTimeField("se borra", null=True, blank=True)

    class Meta:
        verbose_name = "archivo"
        verbose_name_plural = "archivos"
        indexes = [models.Index(fields=["expires_at"], condition=Q(expires_at__isnull=False), name="file_expiring")]

    def __str__(self) -> str:
        return self.name


class PostedForm(models.Model):
    """A form that somebody sent: the same key again gives the same answer, with another body it is refused."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    body_hash = models.CharField(max_length=64)
    location = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        verbose_name = "formulario enviado"
        verbose_name_plural = "formularios enviados"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="posted_form_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"


__all__ = ["JOB_MOVES", "JOB_OPEN", "Counter", "Job", "JobState", "PostedForm", "ScheduleSlot", "StoredFile"]
