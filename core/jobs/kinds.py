"""What a kind of job is. Apps fill ``core.slots.JOB_KINDS`` with these in their ``slots`` module."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .runner import JobRun


@dataclass(frozen=True)
class JobKind:
    """``handler(run)`` does the work and gives the result (a JSON-able dict; ``url`` in it is the page to open).

    It reads ids from ``run.payload``, tells ``run.progress(...)``, may run more than once, and raises ``DomainError``
    for what the owner can mend. ``queue`` is the Celery queue; ``attempts`` bounds the tries after crashes.
    """

    label: str
    handler: Callable[["JobRun"], dict[str, Any] | None]
    queue: str = "default"
    attempts: int = 3
    # Tells the owner in the bell when it ends; switch off for jobs that nobody asked for.
    notify: bool = True
