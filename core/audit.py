"""The audit trail: database triggers (django-pghistory) keep the former state of a row at each change.

A tracked model's event table holds, for each UPDATE that changed something and for each DELETE, the row *as it was
before*, with the context (who, from where, why). The present row is the newest state, so nothing is stored twice
and a bulk load of new rows costs nothing. Events cannot be edited or deleted (trigger).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pghistory

M = TypeVar("M")


def tracked(*, exclude: tuple[str, ...] = ()) -> Callable[[type[M]], type[M]]:
    """Class decorator: keep the history of this model. ``exclude`` names derived columns that are no history."""
    return pghistory.track(
        pghistory.UpdateEvent(label="changed", condition=pghistory.AnyChange(exclude_auto=True), row=pghistory.Old),
        pghistory.DeleteEvent(label="deleted", row=pghistory.Old),
        exclude=list(exclude),
        append_only=True,
    )


@contextmanager
def acting(*, actor: Any, why: str = "", **more: Any) -> Iterator[None]:
    """Bind who acts (a user, or ``None`` for the system) and why to every change made inside.

    Inside another binding the new facts join the old ones: a service called from a screen keeps the screen's address.
    """
    bound = {"user": getattr(actor, "pk", None), "why": why, **more}
    with pghistory.context(**{key: value for key, value in bound.items() if value not in (None, "")}):
        yield
