"""Use cases of the company: settings, people, sales tree, notices."""

from .notices import mark_read, notify

__all__ = ["mark_read", "notify"]
