"""Migrations that stand for many older ones (``docs/adr/0012-squashed-migrations.md``)."""

from collections.abc import Sequence
from importlib import import_module

from django.contrib.postgres.operations import CreateExtension
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython, RunSQL
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Tables(Operation):
    """Many operations behind which Django draws its picture of all models once, not once behind each of them.

    For what makes new tables only: each part sees the tables as they stand behind the last part. Keys between the
    tables are put in at the end, so that a later step of the same migration may write rows.
    """

    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The states of all parts; the picture is thrown away and drawn again when somebody asks for it."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Each part in its order, then the keys."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)
        while schema_editor.deferred_sql:
            schema_editor.execute(schema_editor.deferred_sql.pop(0), params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Each part back, the last one first."""
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """As `migrate` and `sqlmigrate` name it."""
        return f"Make {len(self.operations)} tables at once"


def steps_of(*modules: str) -> list[Operation]:
    """What these older migrations did beside tables: the one that stands for them does it too."""
    return [
        operation
        for module in modules
        for operation in import_module(module).Migration.operations
        if isinstance(operation, (RunPython, RunSQL, CreateExtension))
    ]
