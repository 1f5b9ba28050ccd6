"""Entrances of the worker. Tasks take ids and may run zero, one or many times."""

from celery import shared_task


@shared_task(name="core.tasks.run_job")
def run_job(job_id: int) -> str | None:
    """Claim and do one job of ``core.jobs``; a job that is gone, done or somebody else's is left alone."""
    from core import jobs

    return jobs.run(job_id)


@shared_task(name="core.tasks.sweep", time_limit=120, soft_time_limit=100, expires=60)
def sweep() -> dict[str, int]:
    """Send lost jobs again, take back those of dead workers."""
    from core import jobs

    return jobs.sweep()


@shared_task(name="core.tasks.tidy", time_limit=600, soft_time_limit=580, expires=3600)
def tidy() -> dict[str, int]:
    """Forget what has served: old jobs, keys of old forms, files past their date."""
    from core import files, idempotency, jobs, undo

    return {"jobs": jobs.purge(), "forms": idempotency.purge(), "files": files.purge(), "undo": undo.purge()}
