"""How many messages a worker hands to a local SMTP server in a second, from the row to its recorded end."""

import logging
import socket
import time
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from core import clock
from customers.models import Customer
from messaging.services import queue, sending

COUNT = 600


class _Sink:
    def __init__(self) -> None:
        self.taken = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.taken += 1
        return "250 OK"


def measure(count: int = COUNT) -> dict[str, float]:
    """Queue ``count`` messages in one transaction, then send them in one round over one connection."""
    from aiosmtpd.controller import Controller  # a need of development only

    logging.getLogger("mail.log").setLevel(logging.WARNING)  # the server's own talk is not what is measured
    sink, port = _Sink(), _free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port, server_hostname="buzon")
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    try:
        queued_s = _queue(count, clock.now())
        began = time.monotonic()
        done = sending.drain(most=count, seconds=600)
        spent = time.monotonic() - began
    finally:
        controller.stop()
    if done.sent != count or sink.taken != count:
        raise RuntimeError(f"sent {done.sent}, the server took {sink.taken}, of {count}")
    return {"smtp_messages_per_s": count / spent, "messages_queued_per_s": count / queued_s}


def _queue(count: int, at: datetime) -> float:
    people = list(Customer.objects.order_by("id")[:count])
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
