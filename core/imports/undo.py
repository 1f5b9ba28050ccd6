"""Take an import back: what it made goes, what it changed returns, or nothing happens and the reasons are named."""

from collections import defaultdict
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models.functions import Now

from core.audit import acting
from core.errors import DomainError
from core.models import ImportBatch, ImportChange
from core.slots import IMPORT_KINDS

from .kinds import Kind
from .runner import long_work

NAMED = 5


class CannotUndo(DomainError):
    """Something hangs on what the import made, or changed after it. ``reasons`` are whole sentences."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("No se puede deshacer: " + " ".join(reasons))
        self.reasons = reasons


def undo(*, batch: ImportBatch, actor: Any) -> None:
    """Undo a loaded file in one transaction. Raises :class:`CannotUndo` with every reason; then nothing changed."""
    with transaction.atomic(), connection.cursor() as cursor, acting(actor=actor, why=f"deshacer {batch.file_name}"):
        long_work(cursor)
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('import', 7))")
        held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if held.state != ImportBatch.State.DONE:
            raise DomainError("Solo se deshace una importación cargada.")
        kind: Kind = IMPORT_KINDS.get(held.kind)
        if kind.undo is not None:
            kind.undo(held, cursor, actor)
        else:
            work = _Undoing(held, kind, cursor)
            work.refuse_if_blocked()
            if kind.before_undo:
                kind.before_undo(held.pk, cursor)
            work.restore()
        ImportBatch.objects.filter(pk=held.pk).update(
            state=ImportBatch.State.UNDONE, undone_at=Now(), undone_by=actor if getattr(actor, "pk", None) else None
        )
    batch.refresh_from_db()


class _Undoing:
    """The rows of one batch: ``made`` by model (as SQL that selects their ids), ``kept`` as former images."""

    def __init__(self, batch: ImportBatch, kind: Kind, cursor: Any) -> None:
        self.batch, self.kind, self.cursor = batch, kind, cursor
        self.made: dict[type[models.Model], str] = {}
        for label in kind.creates:
            model = apps.get_model(label)
            self.made[model] = f"SELECT id FROM {model._meta.db_table} WHERE import_batch_id = {int(batch.pk)}"
        for label in self._labels(ImportChange.Action.CREATED):
            self.made[apps.get_model(label)] = (
                f"SELECT row_id FROM core_importchange WHERE batch_id = {int(batch.pk)} AND action = 'created' "
                f"AND model = '{label}'"
            )
        self.children = {apps.get_model(child): (key, apps.get_model(up)) for child, key, up in kind.children}

    def _labels(self, action: str) -> list[str]:
        found = ImportChange.objects.filter(batch=self.batch, action=action).order_by().values_list("model", flat=True)
        return sorted(set(found.distinct()))

    def _rows(self, statement: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
        self.cursor.execute(statement, parameters)
        return list(self.cursor.fetchall())

    # ── may it be undone? ──────────────────────────────────────────────────────────────────────────────

    def refuse_if_blocked(self) -> None:
        reasons = self._later_imports() or (self._changed_since() + self._hanging())
        if reasons:
            raise CannotUndo(reasons)

    def _later_imports(self) -> list[str]:
        """Later files that changed the same rows: they must be undone first."""
        made = " OR ".join(
            f"(c.model = '{model._meta.label}' AND c.row_id IN ({ids}))" for model, ids in self.made.items()
        )
        found = self._rows(
            "SELECT DISTINCT b.id, b.file_name FROM core_importchange c JOIN core_importbatch b ON b.id = c.batch_id "
            "WHERE b.state = 'done' AND b.id > %s AND c.action <> 'created' AND "
            f"({made or 'false'} OR (c.model, c.row_id) IN (SELECT model, row_id FROM core_importchange "
            "WHERE batch_id = %s AND action = 'updated')) ORDER BY b.id DESC LIMIT 3",
            [self.batch.pk, self.batch.pk],
        )
        return [f"«{name}» se cargó después y cambió las mismas filas: deshazla primero." for _, name in found]

    def _changed_since(self) -> list[str]:
        """Rows that somebody edited after the import: his work would be lost."""
        reasons = []
        touched = dict(self.made)
        for label in self._labels(ImportChange.Action.UPDATED):
            model = apps.get_model(label)
            touched[model] = self._touched(model)
        for model, ids in touched.items():
            if not any(field.name == "updated_at" for field in model._meta.fields):
                continue
            changed = f"id IN ({ids}) AND updated_at > %s"
            reasons += self._named(model, changed, "cambió después de la importación", [self.batch.applied_at])
        return reasons

    def _hanging(self) -> list[str]:
        """Rows of others that point to what would go. Derived figures (``derived = True``) are made again."""
        reasons = []
        for model, ids in self.made.items():
            for relation in _pointing(model):
                other, column = relation.related_model, relation.field.column
                if self._goes_along(other, relation):
                    continue
                where = f"{column} IN ({ids}){self._own(other)}"
                reasons += self._named(other, where, f"usa {model._meta.verbose_name_plural} de este archivo", [])
        return reasons

    def _own(self, other: type[models.Model]) -> str:
        """SQL that leaves out the rows of ``other`` that this undo removes or restores anyway."""
        if other in self.children:
            key, parent = self.children[other]
            return f" AND {key} NOT IN ({self._touched(parent)})"
        return f" AND id NOT IN ({self._touched(other)})"

    def _touched(self, model: type[models.Model]) -> str:
        made = self.made.get(model, "SELECT NULL::bigint WHERE false")
        return f"{made} UNION {self._changed(model._meta.label)}"

    def _changed(self, label: str) -> str:
        return (
            f"SELECT row_id FROM core_importchange WHERE batch_id = {int(self.batch.pk)} AND action = 'updated' "
            f"AND model = '{label}'"
        )

    def _goes_along(self, other: type[models.Model], relation: Any) -> bool:
        """Lines go with their order; figures that are made again, loose links and parts do not hold anything back."""
        if not relation.field.db_constraint or self.children.get(other, ("", None))[0] == relation.field.column:
            return True
        return getattr(other, "derived", False) or relation.on_delete in (models.SET_NULL, models.CASCADE)

    def _named(self, model: type[models.Model], where: str, what: str, parameters: list[Any]) -> list[str]:
        table = model._meta.db_table
        count = self._rows(f"SELECT count(*) FROM {table} WHERE {where}", parameters)[0][0]
        if not count:
            return []
        key = model._meta.pk.column if model._meta.pk else "id"
        first = [row[0] for row in self._rows(f"SELECT {key} FROM {table} WHERE {where} LIMIT {NAMED}", parameters)]
        names = ", ".join(str(item) for item in model._default_manager.filter(pk__in=first))
        more = f" y {count - len(first)} más" if count > len(first) else ""
        label = model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural
        return [f"{count} {label} {what}: {names}{more}."]

    # ── undo ───────────────────────────────────────────────────────────────────────────────────────────

    def restore(self) -> None:
        for child, (key, parent) in self.children.items():
            self.cursor.execute(f"DELETE FROM {child._meta.db_table} WHERE {key} IN ({self._touched(parent)})")
        self._bring_back()
        for model, ids in self.made.items():
            self._remove_dependants(model, ids)
            self.cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id IN ({ids})")

    def _bring_back(self) -> None:
        """Former images over the changed rows; replaced rows come back with their own ids."""
        found: dict[str, list[str]] = defaultdict(list)
        for action in (ImportChange.Action.UPDATED, ImportChange.Action.DELETED):
            for label in self._labels(action):
                found[action].append(label)
        for label in found[ImportChange.Action.UPDATED]:
            model = apps.get_model(label)
            columns = [name for name in _columns(model) if name != "id"]
            sets = ", ".join(f'"{name}" = r."{name}"' for name in columns)
            self.cursor.execute(
                f"UPDATE {model._meta.db_table} t SET {sets} FROM core_importchange c, "
                f"jsonb_populate_record(NULL::{model._meta.db_table}, c.before) r "
                "WHERE c.batch_id = %s AND c.model = %s AND c.action = 'updated' AND t.id = c.row_id",
                [self.batch.pk, label],
            )
        for label in found[ImportChange.Action.DELETED]:
            model = apps.get_model(label)
            names = ", ".join(f'"{name}"' for name in _columns(model))
            values = ", ".join(f'r."{name}"' for name in _columns(model))
            self.cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} FROM core_importchange c, "
                f"jsonb_populate_record(NULL::{model._meta.db_table}, c.before) r "
                "WHERE c.batch_id = %s AND c.model = %s AND c.action = 'deleted'",
                [self.batch.pk, label],
            )

    def _remove_dependants(self, model: type[models.Model], ids: str) -> None:
        """Rows that live and die with a made one (CASCADE, derived) go; loose links become empty (SET NULL)."""
        for relation in _pointing(model):
            other, column = relation.related_model, relation.field.column
            if other in self.children or other in self.made or not relation.field.db_constraint:
                continue
            table, derived = other._meta.db_table, getattr(other, "derived", False)
            if relation.on_delete is models.SET_NULL and not derived:
                self.cursor.execute(f"UPDATE {table} SET {column} = NULL WHERE {column} IN ({ids})")
            elif relation.on_delete is models.CASCADE or derived:
                self.cursor.execute(f"DELETE FROM {table} WHERE {column} IN ({ids})")
        many: list[Any] = [*model._meta.many_to_many]
        for field in many:
            through: Any = field.remote_field.through
            self.cursor.execute(f"DELETE FROM {through._meta.db_table} WHERE {field.m2m_column_name()} IN ({ids})")


def _pointing(model: type[models.Model]) -> list[Any]:
    """Every foreign key that points to the model, those without a way back ("+") included."""
    found = model._meta.get_fields(include_hidden=True)
    return [entry for entry in found if entry.auto_created and (entry.one_to_many or entry.one_to_one)]


def _columns(model: type[models.Model]) -> list[str]:
    """Columns that can be written: all but those that the database computes."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.GeneratedField)]
    return [field.column for field in fields if field.column]
