"""Background jobs: a row before it is a task.

``enqueue(...)`` inside the caller's transaction writes the row and sends the task after the commit. A worker claims it
with a conditional UPDATE, works under a lease that a side thread renews (it also writes the progress, so that progress
is seen while the handler's own transaction is still open), and stores the result. ``sweep`` sends again what got lost.
Handlers are filled into ``core.slots.JOB_KINDS`` and must be safe to run again after a crash.
"""

from .kinds import JobKind
from .machine import cancel, enqueue, finish_notice, retry, run, run_now
from .runner import JobCancelled, JobLost, JobRun
from .sweeper import purge, sweep

__all__ = [
    "JobCancelled",
    "JobKind",
    "JobLost",
    "JobRun",
    "cancel",
    "enqueue",
    "finish_notice",
    "purge",
    "retry",
    "run",
    "run_now",
    "sweep",
]
