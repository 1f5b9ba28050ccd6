"""Template tags and filters of the house: money, dates, icons. Loaded everywhere (``builtins``)."""

from django import template

register = template.Library()
