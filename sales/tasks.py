"""Entrances of the worker."""

from celery import shared_task

from sales import services


@shared_task(name="sales.tasks.escalate_redirected", time_limit=120, soft_time_limit=100, expires=60)
def escalate_redirected() -> int:
    """Tell who leads of redirected orders that nobody contacted in time, once each."""
    return services.escalate()
