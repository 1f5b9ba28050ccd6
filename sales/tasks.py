"""Entrances of the worker."""

from celery import shared_task

from sales import services


@shared_task(name="sales.tasks.escalate_redirected", time_limit=120, soft_time_limit=100, expires=60)
def escalate_redirected() -> int:
    """Tell who leads of redirected orders that nobody contacted in time, once each."""
    return services.escalate()


@shared_task(name="sales.tasks.post_sale", time_limit=1800, soft_time_limit=1700, expires=1700)
def post_sale() -> bool:
    """Each morning before work: the tasks of the post-sale rules, once a day."""
    from core import clock
    from sales.services.post_sale import nightly

    return nightly(at=clock.now())
