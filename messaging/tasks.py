"""Entrances of the worker. The rows are the outbox: a lost task is found again by the relay."""

import logging

from celery import shared_task

from core import clock

log = logging.getLogger(__name__)


@shared_task(name="messaging.tasks.send_due", time_limit=300, soft_time_limit=280)
def send_due() -> dict[str, int]:
    """A round of sending; asks for another one if there is more."""
    from messaging.services import sending

    done = sending.drain()
    if (done.sent or done.held) and sending.due(at=clock.now()):
        wake()
    return vars(done)


@shared_task(name="messaging.tasks.relay", time_limit=60, soft_time_limit=50, expires=30)
def relay() -> dict[str, int]:
    """Every few seconds: rows whose task got lost are sent, rows whose worker died become uncertain."""
    from messaging.services import sending

    reaped = sending.reap()
    woken = int(sending.due(at=clock.now()) and wake())
    return {"uncertain": reaped, "woken": woken}


def wake() -> bool:
    """Put a round on the queue; if the broker is away the rows wait for the relay."""
    try:
        send_due.apply_async(retry=False, expires=600)
    except Exception:
        log.warning("messages wait in their rows: the broker does not answer", exc_info=True)
        return False
    return True
