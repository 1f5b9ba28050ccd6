"""A fork of the tests stands alone at the database."""

import asyncio
import os

import pytest
from django.db import connection

from tests.forking import forked
from tests.racing import at_once

pytestmark = pytest.mark.django_db


def test_a_fork_has_its_own_session_also_where_a_browser_left_its_loop_running() -> None:
    """The connection made before the loop began is the one that a fork finds again."""
    reads, writes = os.pipe()

    def tell() -> None:
        os.write(writes, str(_session()).encode())

    async def as_beside_a_browser() -> int:
        return forked(tell)

    def in_a_thread_without_loop() -> tuple[int, int, int]:
        ours = _session()
        assert asyncio.run(as_beside_a_browser()) == 0
        return ours, int(os.read(reads, 20)), _session()

    ((ours, of_the_fork, afterwards),) = at_once(in_a_thread_without_loop)

    assert of_the_fork != ours
    assert afterwards == ours


def _session() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])
