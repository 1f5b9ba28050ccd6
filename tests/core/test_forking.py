"""A fork of the tests stands alone at the database."""

import asyncio
import os

import pytest
from django.db import connection

from tests.forking import forked

pytestmark = pytest.mark.django_db


def test_a_fork_has_its_own_session_also_where_a_browser_left_its_loop_running() -> None:
    """The connection made before the loop began is the one that a fork finds again."""
    reads, writes = os.pipe()

    def tell() -> None:
        os.write(writes, str(_session()).encode())

    async def as_beside_a_browser() -> int:
        return forked(tell)

    ours = _session()

    assert asyncio.run(as_beside_a_browser()) == 0
    assert int(os.read(reads, 20)) != ours
    assert _session() == ours


def _session() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])
