"""Work in a process of its own that a test may kill, with a session of its own at the database."""

import os
from collections.abc import Callable

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

_INHERITED: list[BaseDatabaseWrapper] = []


def forked(work: Callable[[], object]) -> int:
    """Run ``work`` in a fork; gives its exit code, or minus the signal that killed it.

    Django keeps connections apart for threads with a running event loop. Once a browser test has started one here, the
    parent closes those, while the fork, in which no loop runs, finds the ones from before: all forks would share a
    session with their parent, and what a killed one began, the next would commit. So the fork lays aside what it
    inherits, unclosed: to close it would end the parent's session.
    """
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            for inherited in connections.all(initialized_only=True):
                _INHERITED.append(inherited)
                del connections[inherited.alias]
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
