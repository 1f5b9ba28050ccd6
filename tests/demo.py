"""The tiny demo company as a fixture: 34 real customers and 30 products, loaded once a run and put back for each test.

A conftest that wants it says ``from tests.demo import tiny_demo``.
"""

from datetime import date

import pytest

from crm_project.demo.load import Loaded, load
from tests.photographs import once

TODAY = date(2026, 11, 22)  # a Sunday: the stream ends on Friday 13 November 2026


@pytest.fixture
def tiny_demo(db: None) -> Loaded:
    return once("tiny", lambda: load(today=TODAY, tiny=True))
