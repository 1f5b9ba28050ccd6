"""Entrances of the worker."""

from celery import shared_task


@shared_task(name="activities.tasks.remind", time_limit=120, soft_time_limit=100, expires=55)
def remind() -> int:
    """Every minute: tell people of the tasks whose reminder is due."""
    from activities.services.reminders import remind as work
    from core import clock

    return work(at=clock.now())
