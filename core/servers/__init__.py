"""Embedded PostgreSQL and Valkey, found or started when no URL is given (``docs/adr/0001-embedded-servers.md``).

Pure Python without Django, so that the URLs stand before the settings are read. This package is the only place that
knows the two wheels: another one, or a system's own servers, can take their place here.
"""

import os
import sys
from collections.abc import Sequence

from .errors import ServerError
from .places import PROJECT

__all__ = ["ServerError", "provide_urls", "provided"]

# Which URLs this process got from embedded servers: what it started for itself it may also stop.
provided: set[str] = set()

# These read files and code only. Everything else may need the database.
WITHOUT_SERVERS = frozenset(
    [
        "check",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "findstatic",
        "help",
        "makemessages",
        "makemigrations",
        "startapp",
        "check_templates",
        "version",
    ]
)


def provide_urls(argv: Sequence[str]) -> None:
    """Set DATABASE_URL and REDIS_URL for this process, starting the servers if the command needs them.

    ``argv`` is the command line without the program's name. A URL that is already set wins, each on its own.
    Ends the process with a Spanish sentence and exit code 1 when the servers cannot be had.
    """
    _read_env_file()
    pg, redis = not os.environ.get("DATABASE_URL"), not os.environ.get("REDIS_URL")
    if not pg and not redis:
        return
    from . import manager
    from .places import state_folder

    try:
        if _needs_none(argv):
            found = manager.running(state_folder(), pg=pg, redis=redis)
        else:
            found = manager.ensure(pg=pg, redis=redis)
    except ServerError as error:
        if _needs_none(argv):
            return
        sys.stderr.write(f"\n{error}\n\n")
        raise SystemExit(1) from None
    if found:
        for name, wanted, url in (("DATABASE_URL", pg, found.database_url), ("REDIS_URL", redis, found.redis_url)):
            if wanted:
                os.environ[name] = url
                provided.add(name)


def _needs_none(argv: Sequence[str]) -> bool:
    if not argv or argv[0] in WITHOUT_SERVERS or argv[0].startswith("-"):
        return "--database" not in argv
    return "--help" in argv or "-h" in argv


def _read_env_file() -> None:
    path = PROJECT / ".env"
    if path.exists():
        from environ import Env

        Env.read_env(path)  # what the environment holds already stays
