"""Embedded PostgreSQL and Valkey (see ``docs/adr/``)."""

from collections.abc import Sequence


def provide_urls(argv: Sequence[str]) -> None:
    """Set DATABASE_URL and REDIS_URL for this process, starting the servers if the command needs them."""
