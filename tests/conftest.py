"""What every test stands on."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from company import queries


@pytest.fixture(autouse=True)
def fresh_process() -> Iterator[None]:
    """No settings, counters or limits remembered from the test before."""
    queries.forget()
    cache.clear()
    yield
    queries.forget()
