"""Nothing stays lost: queued rows whose task vanished are sent again, dead workers' jobs are taken back."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from core.models import JOB_OPEN, Job, JobState
from core.slots import JOB_KINDS

from .machine import finish_notice, send

RESEND_AFTER = timedelta(seconds=60)
KEEP_DAYS = 90
INTERRUPTED = "El trabajo se cortó varias veces y se detuvo. Nada quedó a medias; puedes repetirlo."


def sweep() -> dict[str, int]:
    """One round; gives how many were ``resent``, ``retried`` and ``interrupted``. Safe beside other sweepers."""
    retried, interrupted = _take_back()
    resent = 0
    lost = Job.objects.filter(state=JobState.QUEUED).filter(
        Q(sent_at__lt=Now() - RESEND_AFTER) | Q(sent_at=None, queued_at__lt=Now() - RESEND_AFTER)
    )
    for job_id in lost.order_by("id").values_list("pk", flat=True)[:200]:
        resent += send(job_id)
    return {"resent": resent, "retried": retried, "interrupted": interrupted}


def _take_back() -> tuple[int, int]:
    retried = interrupted = 0
    expired = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=Now())
    for job in expired.order_by("id")[:200]:
        same = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, token=job.token, lease_until__lt=Now())
        limit = JOB_KINDS.get(job.kind).attempts if job.kind in JOB_KINDS else 0
        if job.cancel_requested:
            same.update(state=JobState.CANCELLED, finished_at=Now(), lease_until=None, token=None)
        elif job.attempts < limit:
            if same.update(state=JobState.QUEUED, token=None, lease_until=None, sent_at=None, queued_at=F("queued_at")):
                retried += 1
                send(job.pk)
        else:
            with transaction.atomic():
                if same.update(
                    state=JobState.INTERRUPTED, finished_at=Now(), lease_until=None, token=None, error=INTERRUPTED
                ):
                    interrupted += 1
                    finish_notice(job.pk)
    return retried, interrupted


def purge() -> int:
    """Forget ended jobs after ``KEEP_DAYS`` days; gives how many."""
    old = Job.objects.exclude(state__in=JOB_OPEN).filter(finished_at__lt=Now() - timedelta(days=KEEP_DAYS))
    return old.delete()[0]
