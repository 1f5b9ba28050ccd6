"""Entrances of the worker."""

from celery import shared_task


@shared_task(name="company.tasks.fill_holidays", time_limit=300, soft_time_limit=280, expires=3600)
def fill_holidays() -> bool:
    """Once a month: the holidays of the coming years, for every country."""
    from company.queries import time_zone, today
    from company.services.packs import fill_all
    from core import clock, schedule

    now = clock.now()
    slot = schedule.latest_daily_slot(at=now, zone=time_zone(), hour=0)[:7]
    return schedule.run_once(name="company.holidays", slot=slot, work=lambda: fill_all(today=today(at=now)))
