"""Entrances of the worker."""

from celery import shared_task

from company.queries import time_zone, today
from core.clock import now
from core.schedule import latest_daily_slot, run_once
from sales import services
from sales.services import reminders_of_payment
from sales.services.allocations import settle_all


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


@shared_task(name="sales.tasks.cobros", time_limit=900, soft_time_limit=850, expires=600)
def cobros() -> bool:
    """Once a day, from six in the morning: what returns freed, reminders by rule, debts that grew old."""
    return run_once(
        name="sales.cobros",
        slot=latest_daily_slot(at=now(), zone=time_zone(), hour=6),
        work=_cobros,
    )


def _cobros() -> None:
    settle_all(actor=None)
    reminders_of_payment.run_rules(at=now())
    reminders_of_payment.tell_of_age(as_of=today())


@shared_task(name="sales.tasks.product_pairs", time_limit=1800, soft_time_limit=1700, expires=1700)
def product_pairs() -> bool:
    """Once a week: which products the same customers buy."""
    from core import clock
    from sales.services.cross_sell import weekly

    return weekly(at=clock.now())
