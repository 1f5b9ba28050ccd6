"""Enqueue, claim, run, cancel: the only functions that move a job's state (with the sweeper)."""

import logging
import uuid
from datetime import timedelta
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F
from django.db.models.functions import Now

from core.audit import acting
from core.errors import DomainError
from core.models import JOB_OPEN, Job, JobState
from core.slots import JOB_FINISHED, JOB_KINDS

from .kinds import JobKind
from .runner import LEASE, JobCancelled, JobLost, JobRun

log = logging.getLogger(__name__)


def enqueue(*, kind: str, payload: dict[str, Any], actor: Any, title: str = "", key: str = "") -> Job:
    """Write the job's row in the caller's transaction; the task goes out after the commit.

    ``key`` (optional) allows one open job of this kind and key; a second one raises ``DomainError``.
    """
    spec: JobKind = JOB_KINDS.get(kind)
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind,
                title=(title or spec.label)[:200],
                payload=payload,
                owner=actor if getattr(actor, "pk", None) else None,
                key=key[:120],
            )
    except IntegrityError as error:
        raise DomainError(f"«{title or spec.label}» ya está en marcha. Espera a que termine.") from error
    transaction.on_commit(lambda: send(job.pk))
    return job


def send(job_id: int) -> bool:
    """Put the task on the queue. If the broker is away the row stays, and the sweeper sends it later."""
    from core.tasks import run_job

    kind = Job.objects.filter(pk=job_id).values_list("kind", flat=True).first()
    if kind is None or kind not in JOB_KINDS:
        return False
    Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(sent_at=Now())
    try:
        run_job.apply_async(args=[job_id], queue=JOB_KINDS.get(kind).queue, retry=False)
    except Exception:
        log.warning("job %s stays in its row: the broker does not answer", job_id, exc_info=True)
        return False
    return True


def claim(job_id: int) -> tuple[Job, uuid.UUID] | None:
    """Take a queued job for this worker, or ``None`` if it is not to be had (done, cancelled, somebody else's)."""
    token = uuid.uuid4()
    taken = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING,
        token=token,
        attempts=F("attempts") + 1,
        lease_until=Now() + LEASE,
        started_at=Now(),
        finished_at=None,
        error="",
    )
    if not taken:
        return None
    return Job.objects.select_related("owner").get(pk=job_id), token


def run(job_id: int) -> str | None:
    """Claim and do one job. Gives its final state, or ``None`` if there was nothing to claim."""
    claimed = claim(job_id)
    if claimed is None:
        return None
    job, token = claimed
    if job.kind not in JOB_KINDS:
        return _finish(job, token, JobState.FAILED, error="Este programa ya no conoce esa clase de trabajo.")
    return _work(job, token, JOB_KINDS.get(job.kind))


def run_now(job: Job) -> Job:
    """Do a job in this process (commands, tests) and give the fresh row."""
    run(job.pk)
    job.refresh_from_db()
    return job


def _work(job: Job, token: uuid.UUID, spec: JobKind) -> str | None:
    attempt = JobRun(job, token)
    try:
        with acting(actor=job.owner, why=job.title, source="tarea", job=job.pk), attempt:
            result = spec.handler(attempt) or {}
    except JobLost:
        log.warning("job %s went to another worker", job.pk)
        return None
    except JobCancelled:
        return _finish(job, token, JobState.CANCELLED, attempt)
    except DomainError as error:
        return _finish(job, token, JobState.FAILED, attempt, error=str(error))
    except SoftTimeLimitExceeded:
        return _finish(job, token, JobState.FAILED, attempt, error="Tardó más de lo permitido y se detuvo.")
    except OperationalError:
        log.exception("job %s: the database went away", job.pk)
        return _give_back(job, token, spec)
    except Exception:
        log.exception("job %s failed", job.pk)
        sentence = f"Algo falló por dentro. Avisa al administrador: trabajo {job.pk}."
        return _finish(job, token, JobState.FAILED, attempt, error=sentence)
    return _finish(job, token, JobState.DONE, attempt, result=result)


def _finish(
    job: Job,
    token: uuid.UUID,
    state: JobState,
    attempt: JobRun | None = None,
    *,
    error: str = "",
    result: dict[str, Any] | None = None,
) -> str | None:
    """Store the end of this attempt, unless another one owns the job by now."""
    with transaction.atomic():
        stored = Job.objects.filter(pk=job.pk, token=token, state=JobState.RUNNING).update(
            state=state,
            error=error[:500],
            result=result or {},
            lease_until=None,
            finished_at=Now(),
            **(attempt.snapshot if attempt else {}),
        )
        if not stored:
            return None
        finish_notice(job.pk)
    return state


def _give_back(job: Job, token: uuid.UUID, spec: JobKind) -> str | None:
    """A passing failure (database restart, lock timeout): try again later while attempts remain."""
    if job.attempts >= spec.attempts:
        return _finish(job, token, JobState.FAILED, error="La base de datos no respondió. Inténtalo otra vez.")
    Job.objects.filter(pk=job.pk, token=token, state=JobState.RUNNING).update(
        state=JobState.QUEUED, token=None, lease_until=None, sent_at=Now() - timedelta(seconds=1)
    )
    return JobState.QUEUED


def finish_notice(job_id: int) -> None:
    """Tell whoever listens (``core.slots.JOB_FINISHED``; the bell of the company) that a job ended."""
    job = Job.objects.select_related("owner").get(pk=job_id)
    if job.owner_id and job.kind in JOB_KINDS and JOB_KINDS.get(job.kind).notify:
        for listener in JOB_FINISHED:
            listener(job)


def cancel(*, job: Job, actor: Any) -> None:
    """Stop a job: at once if nobody works on it, else at its next progress report. Ended jobs raise ``DomainError``."""
    with transaction.atomic():
        if Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(
            state=JobState.CANCELLED, finished_at=Now(), cancel_requested=True
        ):
            return
        if not Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_requested=True):
            raise DomainError("Este trabajo ya terminó; no hay nada que cancelar.")


def retry(*, job: Job, actor: Any) -> None:
    """Queue again a job that failed, was cancelled or interrupted; raises ``DomainError`` for any other."""
    with transaction.atomic():
        open_again = (
            Job.objects.filter(pk=job.pk)
            .exclude(state__in=[*JOB_OPEN, JobState.DONE])
            .update(
                state=JobState.QUEUED,
                attempts=0,
                cancel_requested=False,
                token=None,
                lease_until=None,
                finished_at=None,
                error="",
                queued_at=Now(),
            )
        )
        if not open_again:
            raise DomainError("Solo se repite un trabajo que falló o se detuvo.")
        transaction.on_commit(lambda: send(job.pk))
