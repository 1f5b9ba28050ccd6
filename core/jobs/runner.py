"""A running attempt: its progress, its lease, its cancellation."""

import logging
import threading
import uuid
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connections
from django.db.models.functions import Now

from core.models import Job, JobState

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=45)
BEAT_SECONDS = 1.0
RENEW_EVERY_BEATS = 10


class JobCancelled(Exception):
    """Somebody asked the job to stop."""


class JobLost(Exception):
    """Another attempt has taken the job; this one must not write any more."""


class JobRun:
    """What a handler gets. Use as a context manager around the work: a side thread keeps lease and progress true."""

    def __init__(self, job: Job, token: uuid.UUID) -> None:
        self.job = job
        self.payload: dict[str, Any] = job.payload
        self.actor: Any = job.owner
        self._token = token
        self._lock = threading.Lock()
        self._done, self._total, self._phase = 0, 0, ""
        self._changed = False
        self._cancelled = False
        self._lost = False
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def progress(self, *, done: int | None = None, total: int | None = None, phase: str | None = None) -> None:
        """Say how far the work is (``phase`` in Spanish). Cheap: call it as often as you like.

        Raises ``JobCancelled`` if the owner asked to stop, ``JobLost`` if the lease went to another worker; let both
        pass, so that the transaction rolls back.
        """
        with self._lock:
            if done is not None:
                self._done = done
            if total is not None:
                self._total = total
            if phase is not None:
                self._phase = phase
            self._changed = True
        if self._lost:
            raise JobLost
        if self._cancelled:
            raise JobCancelled

    def __enter__(self) -> "JobRun":
        self._thread = threading.Thread(target=self._keep_alive, name=f"job-{self.job.pk}", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join(timeout=10)

    @property
    def snapshot(self) -> dict[str, Any]:
        """The progress as columns of the row."""
        with self._lock:
            return {"done": self._done, "total": self._total, "phase": self._phase[:160]}

    def _keep_alive(self) -> None:
        beats = 0
        try:
            while not self._stop.wait(BEAT_SECONDS):
                beats += 1
                with self._lock:
                    due, self._changed = self._changed or beats % RENEW_EVERY_BEATS == 0, False
                if not due and beats % 2:
                    continue
                try:
                    self._beat()
                except DatabaseError:
                    log.warning("job %s: a heartbeat failed", self.job.pk, exc_info=True)
                    connections.close_all()
        finally:
            connections.close_all()

    def _beat(self) -> None:
        mine = Job.objects.filter(pk=self.job.pk, token=self._token, state=JobState.RUNNING)
        if mine.update(lease_until=Now() + LEASE, **self.snapshot):
            self._cancelled = mine.filter(cancel_requested=True).exists()
            return
        # A row that this connection cannot see yet (tests inside one transaction) is not a lost one.
        self._lost = Job.objects.filter(pk=self.job.pk).exclude(token=self._token, state=JobState.RUNNING).exists()
