"""Notices of the house that somebody wants by mail too: letters to staff, not to customers."""

import uuid
from typing import Any

from django.conf import settings

from messaging.enums import Channel, Purpose
from messaging.models import Message

from .queueing import queue

PREFIX = "aviso:"
SUBJECT_MOST = 120


def mail_notice(person: Any, *, text: str, url: str = "", dedupe_key: str = "") -> Message:
    """Queue the notice for ``person`` in the caller's transaction; the same ``dedupe_key`` writes to him once."""
    words = " ".join(text.replace("{{", "{").split())
    subject = words if len(words) <= SUBJECT_MOST else words[: SUBJECT_MOST - 1].rstrip() + "…"
    where = f"\n\n{settings.SITE_URL.rstrip('/')}{url}" if url.startswith("/") else ""
    choose = f"{settings.SITE_URL.rstrip('/')}/mi-cuenta/avisos/"
    return queue(
        actor=None,
        channel=Channel.EMAIL,
        purpose=Purpose.SERVICE,
        to_address=person.email,
        to_name=str(person)[:200],
        subject=subject,
        body=f"{words}{where}\n\nQué avisos te llegan por correo: {choose}",
        dedupe_key=f"{PREFIX}{person.pk}:{dedupe_key or uuid.uuid4().hex}"[:120],
    )
