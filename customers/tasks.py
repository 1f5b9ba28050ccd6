"""Entrances of the clock: repeated customers, each night what changed, on Sundays everybody."""

import logging

from celery import shared_task

from company.queries import time_zone
from core.clock import now
from core.errors import DomainError
from core.schedule import latest_daily_slot, run_once
from customers.services.duplicates import start_search

log = logging.getLogger(__name__)
NIGHT, SUNDAY = 2, 7


@shared_task(name="customers.tasks.find_duplicates", time_limit=300, soft_time_limit=280)
def find_duplicates() -> bool:
    """Queue the night's search once. Gives whether it was queued here."""
    moment, zone = now(), time_zone()
    slot = latest_daily_slot(at=moment, zone=zone, hour=NIGHT)
    full = moment.astimezone(zone).isoweekday() == SUNDAY

    def work() -> None:
        try:
            start_search(actor=None, full=full)
        except DomainError:
            log.info("a search for repeated customers is under way already")

    return run_once(name="customers.duplicates", slot=slot, work=work)
