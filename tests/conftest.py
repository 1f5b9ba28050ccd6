"""What every test stands on."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from _pytest.terminal import TerminalReporter
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase

from company import queries
from company.queries import calendar, company
from customers.queries import fields
from tests.photographs import Photograph

SETTINGS_KEPT = (company, calendar, fields)  # modules that keep what they read for FRESH_SECONDS


@pytest.fixture(autouse=True)
def fresh_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No settings, counters or limits remembered from the test before; within one, none read again by the clock: on a
    slow machine that would be one more question to the database between two that are compared."""
    for module in SETTINGS_KEPT:
        monkeypatch.setattr(module, "FRESH_SECONDS", 3600.0)
    queries.forget()
    fields.forget()
    cache.clear()
    yield
    queries.forget()
    fields.forget()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """What the migrations wrote comes back behind a test that commits, histories and numbers of kinds as they were."""
    with django_db_blocker.unblock():
        house = Photograph()
    connection._test_serialized_contents = "[]"  # Django writes nothing back itself

    def flush(self: TransactionTestCase) -> None:
        house.bring_back(alone=True)

    TransactionTestCase._fixture_teardown = flush


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that commit empty the tables behind them; what the migrations wrote (groups, schedules) must come back."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        commits = bool(marker and marker.kwargs.get("transaction")) or bool(
            {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
        )
        if commits:
            kwargs = {**(marker.kwargs if marker else {}), "transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**kwargs), append=False)


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """A test that did not run is said at the end with its reason, never only counted."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[reason.removeprefix("Skipped: ")].append(report.nodeid)
    if not reasons:
        return
    terminalreporter.section("NO CORRIERON")
    for reason, tests in sorted(reasons.items()):
        terminalreporter.write_line(f"{len(tests)} por esta razón: {reason}")
        for test in tests:
            terminalreporter.write_line(f"    {test}")
