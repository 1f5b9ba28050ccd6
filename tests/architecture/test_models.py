"""Keys point down, nothing is deleted across the border of an app, migrations stand in one line."""

from django.apps import apps as registry
from django.conf import settings
from django.db import models
from django.db.migrations.loader import MigrationLoader

from .house import apps, level

# A person's own conveniences mean nothing without the person, and nobody reports on them.
MAY_CASCADE = {
    "core.PostedForm.user",
    "core.ListPreference.user",
    "core.SavedView.owner",
    "core.UndoStep.actor",
    "activities.CalendarFeed.user",
    "activities.Snooze.user",
}


def _own_keys() -> list[tuple[models.Field, str, str]]:
    """(key, app that holds it, app that it points to) for every key between two of our apps."""
    ours = set(apps())
    found = []
    for model in registry.get_models(include_auto_created=True):
        if _app(model) not in ours:
            continue
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model:
                found.append((field, _app(model), _app(field.related_model)))
    return [(field, holder, target) for field, holder, target in found if target in ours]


def _is_user(field: models.Field) -> bool:
    return field.related_model._meta.label == settings.AUTH_USER_MODEL


def _app(model: type[models.Model]) -> str:
    return model._meta.app_config.name


def test_there_are_keys_to_look_at() -> None:
    assert len(_own_keys()) > 10


def test_no_key_points_up_or_to_a_neighbour() -> None:
    """A key written as text escapes the import linter, so the model graph is walked.

    Keys to the user are free: they are written as ``AUTH_USER_MODEL``, whichever app that names.
    """
    wrong = [
        str(field)
        for field, holder, target in _own_keys()
        if holder != target and level(holder) >= level(target) and not _is_user(field)
    ]

    assert wrong == []


def test_no_cascade_crosses_the_border_of_an_app() -> None:
    wrong = [
        str(field)
        for field, holder, target in _own_keys()
        if holder != target
        and not field.many_to_many
        and field.remote_field.on_delete not in (models.PROTECT, models.SET_NULL, models.DO_NOTHING, models.RESTRICT)
    ]

    assert set(wrong) <= MAY_CASCADE


def test_the_migrations_of_each_app_stand_in_one_line() -> None:
    graph = MigrationLoader(None, ignore_no_migrations=True).graph

    assert {app: len(graph.leaf_nodes(app)) for app in _labels()} == dict.fromkeys(_labels(), 1)
    crossings = [
        key
        for key, node in graph.node_map.items()
        if key[0] in _labels() and len([child for child in node.children if child.key[0] == key[0]]) > 1
    ]
    assert crossings == []


def _labels() -> list[str]:
    return sorted(
        config.label
        for config in registry.get_app_configs()
        if config.name in apps() and config.models_module and any(True for _ in config.get_models())
    )
