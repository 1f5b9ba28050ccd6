"""The migrations that stand for many older ones make what those made (docs/adr/0012-squashed-migrations.md)."""

from typing import Any

import pytest
from django.contrib.postgres.operations import CreateExtension
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState
from django.db.migrations.writer import MigrationWriter

from core.migrating import Tables
from tests.architecture.house import apps

STEPS = (RunPython, RunSQL, CreateExtension)


@pytest.fixture(scope="module")
def new() -> MigrationLoader:
    return MigrationLoader(None, ignore_no_migrations=True)


@pytest.fixture(scope="module")
def old() -> MigrationLoader:
    """The line as those databases ran it that are older than the squashed ones."""
    loader = MigrationLoader(None, ignore_no_migrations=True, load=False)
    loader.replace_migrations = False
    loader.build_graph()
    return loader


def test_a_squashed_one_stands_for_the_older_ones_in_their_order(new: MigrationLoader, old: MigrationLoader) -> None:
    squashed = {key: node for key, node in new.disk_migrations.items() if key[0] in apps() and node.replaces}

    assert squashed
    for key, node in squashed.items():
        line = [step for step in old.graph.forwards_plan(node.replaces[-1]) if step[0] == key[0]]
        assert node.replaces == line
        assert new.graph.root_nodes(key[0]) == [key]


def test_they_make_the_same_models(new: MigrationLoader, old: MigrationLoader) -> None:
    after, before = new.project_state().models, old.project_state().models

    assert after.keys() == before.keys()
    assert [key for key in before if _told(after[key]) != _told(before[key])] == []


def test_they_take_the_same_steps_beside_tables(new: MigrationLoader) -> None:
    for key, node in new.disk_migrations.items():
        if key[0] in apps() and node.replaces:
            older = [step for name in node.replaces for step in _steps(new.disk_migrations[name].operations)]
            assert [_shown(step) for step in _steps(node.operations)] == [_shown(step) for step in older]


def test_they_draw_the_picture_of_all_models_once(new: MigrationLoader) -> None:
    """Whatever else stood there beside the tables would bring back what a new database took two minutes for."""
    for key, node in new.disk_migrations.items():
        if key[0] in apps() and node.replaces:
            tables = [step for step in node.operations if not isinstance(step, STEPS)]
            assert [type(step) for step in tables] == [Tables]


def _steps(operations: list[Operation]) -> list[Operation]:
    return [step for step in operations if isinstance(step, STEPS)]


def _shown(step: Operation) -> str:
    return repr(step.deconstruct())


def _told(model: ModelState) -> dict[str, Any]:
    """What a model is, in values that compare."""
    options = {name: value for name, value in model.options.items() if value}
    named = {
        name: sorted((item.name, _text(item)) for item in options.pop(name, []))
        for name in ("indexes", "constraints", "triggers")
    }
    fields = {name: _text(field) for name, field in model.fields.items()}
    return {"fields": fields, "options": options, "bases": model.bases, **named}


def _text(part: Any) -> str:
    """A field, index, constraint or trigger in the words that make it again."""
    return MigrationWriter.serialize(part)[0]
