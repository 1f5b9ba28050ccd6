"""Template tags of the machinery. Loaded everywhere (``builtins``)."""

from django import template

from core.idempotency import new_key

register = template.Library()


@register.simple_tag
def form_key() -> str:
    """A fresh key for one rendering of a form (see ``core.idempotency``)."""
    return new_key()
