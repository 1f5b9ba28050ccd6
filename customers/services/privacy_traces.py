"""What speaks of a person outside the apps' own tables: notices, steps to undo, files, former rows of imports."""

from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Q

from core.files import remove
from core.models import ImportBatch, ImportChange, ImportRejection, StoredFile
from customers.models import Customer, DuplicatePair, Merge
from customers.queries.relations import links

from .privacy_fields import ERASED

SHORTEST = 5
# Rows that only make sense whole: they go.
WHOLE = ("core.UndoStep", "company.Notice")
# Tables of the machinery whose texts may quote him; found by their apps, so that a new one is not forgotten.
MACHINES = ("core", "company", "pghistory")
# Accounts and settings of the house are not about customers.
SPARED = frozenset({"company.User", "company.Company", "core.StoredFile", "company.SalesPosition"})


def words_of(ids: list[int]) -> list[str]:
    """What names these people and nobody else: names, documents, telephones, mails; the longest first."""
    found: set[str] = set()
    for one in Customer.objects.filter(pk__in=ids).prefetch_related("contacts"):
        found |= {one.name, f"{one.last_name} {one.first_name}".strip(), one.legal_name, one.trade_name}
        found |= {one.document_number, one.phone, one.email, one.street, one.code}
        for contact in one.contacts.all():
            found |= {str(contact), contact.phone, contact.email}
    return sorted((word for word in found if len(word) >= SHORTEST), key=len, reverse=True)


def sweep(ids: list[int], words: list[str]) -> None:
    """Take the traces away. ``words`` were read before the tables were blanked."""
    DuplicatePair.objects.filter(Q(first__in=ids) | Q(second__in=ids)).delete()
    touched = Q(winner__in=ids)
    for pk in ids:
        touched |= Q(former__has_key=str(pk))
    for made in Merge.objects.filter(touched):
        Merge.objects.filter(pk=made.pk).update(
            former={}, moved={"rows": {}, "dropped": [], "demoted": [], "pairs": [], "consents": [], "erased": True}
        )
    _imports(ids, words)
    _quotes(words)


def _imports(ids: list[int], words: list[str]) -> None:
    """Files that brought him, rows kept to undo an import, and refused rows that quote him."""
    batches: set[int] = set()
    for link in [None, *links()]:
        model, path = (Customer, "pk") if link is None else (link.model, link.field)
        rows = model._base_manager.filter(**{f"{path}__in": ids})
        changes = ImportChange.objects.filter(
            model=model._meta.label, row_id__in=list(rows.values_list("pk", flat=True))
        )
        batches |= set(changes.values_list("batch_id", flat=True))
        if any(one.name == "import_batch" for one in model._meta.concrete_fields):
            batches |= set(rows.exclude(import_batch=None).values_list("import_batch_id", flat=True))
        changes.update(before=None)
    quoted = Q()
    for word in words:
        quoted |= Q(value__icontains=word) | Q(reason__icontains=word)
    if words:
        refused = ImportRejection.objects.filter(quoted)
        batches |= set(refused.values_list("batch_id", flat=True))
        refused.update(value="", reason=ERASED)
    kept = ImportBatch.objects.filter(pk__in=batches)
    files = {pk for pair in kept.values_list("stored_id", "rejected_file_id") for pk in pair if pk}
    kept.update(stored=None, rejected_file=None, error="")
    for stored in StoredFile.objects.filter(pk__in=files):
        remove(stored)


def _quotes(words: list[str]) -> None:
    """Texts of the machinery that quote him: whole rows go, else the words are struck out."""
    for label in WHOLE:
        model = apps.get_model(label)
        for word in words:
            with connection.cursor() as cursor:
                table = model._meta.db_table
                cursor.execute(f"DELETE FROM {table} t WHERE strpos(t::text, %s) > 0", [word])  # noqa: S608 - our own table
    for app in MACHINES:
        for model in apps.get_app_config(app).get_models():
            if model._meta.label not in (*WHOLE, *SPARED) and model._meta.managed and not model._meta.proxy:
                _strike(model, words)


def _strike(model: Any, words: list[str]) -> None:
    kinds = {"CharField": "varchar", "TextField": "text", "JSONField": "jsonb", "ContextJSONField": "jsonb"}
    columns = [
        (one.column, kinds[one.get_internal_type()])
        for one in model._meta.concrete_fields
        if one.get_internal_type() in kinds and not one.generated and not one.choices and not one.primary_key
    ]
    if not columns:
        return
    with connection.cursor() as cursor:
        for word in words:
            for column, kind in columns:
                cursor.execute(
                    f'UPDATE {model._meta.db_table} SET "{column}" = replace("{column}"::text, %s, %s)::{kind} '  # noqa: S608 - our own names
                    f'WHERE strpos("{column}"::text, %s) > 0',
                    [word, ERASED, word],
                )
