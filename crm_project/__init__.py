"""Puts the house together: settings, URLs, Celery, the demo company. Nothing imports it."""

from .celery import app as celery_app

__all__ = ["celery_app"]
