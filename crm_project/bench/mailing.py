"""How many messages a worker hands to a local SMTP server in a second, from the row to its recorded end."""

import subprocess
import sys
import time
from datetime import datetime

from django.conf import settings
from django.db import transaction

from core import clock
from customers.models import Customer
from messaging.services import queue, sending

COUNT = 600
FIRST = 20  # what a worker pays once: pages, templates and the server's greeting


def measure(count: int = COUNT) -> dict[str, float]:
    """Queue messages in one transaction, then send ``count`` in one round over one connection, as the worker does.

    ``…_per_s`` is by the clock on the wall, ``…_cpu_ms`` what a message costs this process alone.
    """
    server = subprocess.Popen(
        [sys.executable, "-m", "crm_project.bench.mail_sink"],
        cwd=settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert server.stdin is not None and server.stdout is not None  # noqa: S101 - asked for above
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", int(server.stdout.readline()), False
    try:
        queued_s = _queue(FIRST + count, clock.now())
        sending.drain(most=FIRST, seconds=600)
        began, worked = time.monotonic(), time.process_time()
        done = sending.drain(most=count, seconds=600)
        spent, worked = time.monotonic() - began, time.process_time() - worked
    finally:
        taken = int(server.communicate(timeout=30)[0])
    if done.sent != count or taken != FIRST + count:
        raise RuntimeError(f"sent {done.sent}, the server took {taken}, of {FIRST + count}: {done}")
    return {
        "smtp_messages_per_s": count / spent,
        "smtp_message_cpu_ms": 1000 * worked / count,
        "messages_queued_per_s": (FIRST + count) / queued_s,
    }


def _queue(count: int, at: datetime) -> float:
    people = list(Customer.objects.filter(is_active=True, erased_at=None).order_by("id")[:count])
    began = time.monotonic()
    with transaction.atomic():
        for n in range(count):
            queue(
                actor=None,
                channel="email",
                purpose="service",
                customer=people[n % len(people)] if people else None,
                to_address=f"cliente{n}@ejemplo.pe",
                subject="Su pedido, {{cliente.nombres}}",
                body="Estimado cliente: su pedido está listo.\n\n{{empresa.nombre}}",
                at=at,
            )
    return time.monotonic() - began
