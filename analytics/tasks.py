"""Entrances of the clock: the week on Mondays, late sales each night. Both may tick as often as they like."""

import logging

from celery import shared_task

from analytics.services import weekly
from company import queries as company
from core.clock import last_complete_week, now
from core.schedule import latest_daily_slot, latest_weekly_slot, run_once

log = logging.getLogger(__name__)
MONDAY, DAWN, NIGHT = 1, 5, 3


@shared_task(name="analytics.tasks.weekly_computation", time_limit=7200, soft_time_limit=7100)
def weekly_computation() -> bool:
    """Compute the last complete week once, from Monday at 5 (company's time) on. Gives whether it ran here."""
    moment = now()
    slot = latest_weekly_slot(at=moment, zone=company.time_zone(), weekday=MONDAY, hour=DAWN)

    def work() -> None:
        today = company.today(at=moment)
        if weekly.first_day_of_sales() is not None:
            log.info("weekly: %s", weekly.compute_week(week=last_complete_week(today), today=today))

    return run_once(name="analytics.weekly", slot=slot, work=work)


@shared_task(name="analytics.tasks.late_sales", time_limit=7200, soft_time_limit=7100)
def late_sales() -> bool:
    """Redo, once a night, the weeks that sales or stock movements reached too late. Gives whether it ran here."""
    moment = now()
    weekly.mark_dirty_weeks()
    slot = latest_daily_slot(at=moment, zone=company.time_zone(), hour=NIGHT)

    def work() -> None:
        newest = weekly.newest_week()
        if newest is not None:
            log.info("late sales: %s", weekly.compute_week(week=newest, today=company.today(at=moment)))

    return run_once(name="analytics.late_sales", slot=slot, work=work)
