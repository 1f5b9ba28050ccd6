"""Use cases of the activities, a module per subject: ``interactions.log(...)``, ``tasks.finish(...)``."""

from . import interactions, tasks

__all__ = ["interactions", "tasks"]
