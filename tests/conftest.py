"""What every test stands on."""

import json
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module

import pytest
from _pytest.terminal import TerminalReporter
from django.apps import apps
from django.core.cache import cache
from django.db import connection

from company import queries
from customers.queries import fields


@pytest.fixture(autouse=True)
def fresh_process() -> Iterator[None]:
    """No settings, counters or limits remembered from the test before."""
    queries.forget()
    fields.forget()
    cache.clear()
    yield
    queries.forget()
    fields.forget()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """What the migrations wrote comes back behind a test that commits, without the histories of its rows.

    Django writes rows back by UPDATE first, which an append-only table refuses.
    """
    kept = getattr(connection, "_test_serialized_contents", "")
    if kept:
        rows = [row for row in json.loads(kept) if "pgh_label" not in row["fields"]]
        connection._test_serialized_contents = json.dumps(rows)


# What the migrations ship: the model, the module and the function that puts it in.
SHIPPED = (
    ("activities.Topic", "activities.migrations.0003_first_topics", "plant"),
    ("activities.ActionType", "activities.migrations.0004_shipped_action_types", "ship"),
    ("analytics.RfmScheme", "analytics.migrations.0002_shipped_rule", "ship"),
    ("company.Company", "company.migrations.0002_roles_and_company", "fill"),
    ("company.ContactWindow", "company.migrations.0004_seed_country_packs", "fill"),
    ("customers.ConsentText", "customers.migrations.0004_shipped_consent_texts", "ship"),
    ("sales.RedirectCause", "sales.migrations.0006_first_causes_and_rules", "add"),
    ("sales.Pipeline", "sales.migrations.0009_first_processes_and_rules", "ship"),
    ("sales.ReminderRule", "sales.migrations.0014_reminders_of_payment", "ship"),
)


@pytest.fixture(autouse=True)
def shipped_rows(request: pytest.FixtureRequest) -> None:
    """A test that commits finds what a new house has, whichever test emptied the tables before it."""
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        request.getfixturevalue("transactional_db")
        for label, module, name in SHIPPED:
            if not apps.get_model(label).objects.exists():
                getattr(import_module(module), name)(apps, None)


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
