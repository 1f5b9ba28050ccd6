"""What a page says after an act: the result in a few words and, where it can be undone, "Deshacer"."""

from django.contrib import messages
from django.http import HttpRequest

_UNDO = "undo:"


def done(request: HttpRequest, text: str, *, undo_url: str = "") -> None:
    """Tell the person what was done, e.g. "Guardado". ``undo_url`` is posted to by the "Deshacer" of the notice."""
    messages.success(request, text, extra_tags=_UNDO + undo_url if undo_url else "")


def failed(request: HttpRequest, text: str) -> None:
    """Tell the person why it could not be done and what to do instead."""
    messages.error(request, text)


def undo_url(extra_tags: str | None) -> str:
    """The address hidden in a message's extra tags, or ""."""
    tags = extra_tags or ""
    return tags.removeprefix(_UNDO) if tags.startswith(_UNDO + "/") else ""
