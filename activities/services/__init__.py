"""Use cases of the activities, a module per subject: ``interactions.log(...)``, ``tasks.finish(...)``."""

from . import calls, comments, interactions, tasks

__all__ = ["calls", "comments", "interactions", "tasks"]
