"""Several at the same moment, each in a thread and a connection of its own; what one of them raises is never lost."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

PATIENCE = 60  # seconds for the slowest of them on a busy machine


def at_once(*works: Callable[[], Any], allow: type[Exception] | tuple[type[Exception], ...] = ()) -> list[Any]:
    """Start ``works`` together; gives what each gave, in their order, or the error of a kind in ``allow`` it raised.

    Any other error is raised again here, and one that does not end in time is an ``AssertionError``: a race that broke
    for another reason must not pass for one that was won.
    """
    gate, found, broken = threading.Barrier(len(works)), [None] * len(works), list[Exception]()

    def run(place: int, work: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=PATIENCE)
            found[place] = work()
        except allow as error:  # type: ignore[misc]  # a tuple that may be empty
            found[place] = error
        except Exception as error:
            broken.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "one of those who raced did not end"
    if broken:
        raise broken[0]
    return found


def both(work: Callable[[], Any], *, allow: type[Exception] | tuple[type[Exception], ...] = ()) -> list[Any]:
    """The same ``work`` twice at once."""
    return at_once(work, work, allow=allow)
