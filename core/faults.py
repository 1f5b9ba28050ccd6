"""Places where the fault tests kill the process. In production ``settings.FAULT`` is empty and nothing happens."""

import os
import signal

from django.conf import settings


def hit(name: str) -> None:
    """Die here as by ``kill -9`` if the test run asked for it."""
    if getattr(settings, "FAULT", "") == name:
        os.kill(os.getpid(), signal.SIGKILL)


def guard_removed(name: str) -> bool:
    """Did a control run ask to leave out this guard, to show that its test would notice?"""
    return getattr(settings, "GUARD_REMOVED", "") == name
