"""Customer files, in sets. A customer is known by the code, without code by the document.

What a file leaves empty stays as it is. Documents are looked at as the form does (``queries.documents``), the company's
own fields ("custom.<code>") as their type says; a wrong one refuses its row with the reason.
"""

import io
from typing import Any

from company.queries import current, today
from core.imports.staging import TABLE, Stage, escaped
from customers.enums import FieldType, Kind
from customers.models import Customer, Erasure
from customers.queries import fields
from customers.queries.documents import check_document, guess_kind
from customers.queries.fields import FieldInfo
from customers.services.privacy import erased_among

TEXTS = (
    "first_name",
    "last_name",
    "legal_name",
    "document_kind",
    "document_number",
    "email",
    "phone",
    "street",
    "district",
    "city",
    "region",
    "postal_code",
    "country",
)
CHUNK = 20_000


def check(stage: Stage) -> None:
    """Refuse wrong documents, missing names and what came twice; say who is new, changed, the same."""
    _documents(stage)
    _erased(stage)
    stage.sql(f"UPDATE {TABLE} SET customer_code = document_number WHERE customer_code IS NULL AND error IS NULL")
    stage.reject(
        field="customer_code", where="s.customer_code IS NULL", reason="'falta el código o el número de documento'"
    )
    stage.reject_repeated(field="customer_code", what="el código")
    _kinds(stage)
    stage.reject(
        field="first_name",
        where="coalesce(s.first_name, s.last_name, s.legal_name) IS NULL "
        "AND NOT EXISTS (SELECT FROM customers_customer c WHERE c.code = s.customer_code)",
        reason="'falta el nombre o la razón social'",
    )
    stage.reject(
        field="birth_date", where=f"s.birth_date > '{today()}'", reason="'la fecha de nacimiento está por venir'"
    )
    _others_documents(stage)
    _own_fields(stage)
    _fates(stage)


def _erased(stage: Stage) -> None:
    """Who asked to be forgotten does not come back by a file; the refused row does not quote him."""
    if not Erasure.objects.exists():
        return
    names = ("document_number", "phone", "email")
    rows = stage.rows(f"SELECT line, {', '.join(names)} FROM {TABLE} WHERE error IS NULL")
    lines = erased_among((line, dict(zip(names, values, strict=True))) for line, *values in rows)
    if lines:
        held = ", ".join(str(int(line)) for line in lines)
        reason = "'esta persona pidió que se borraran sus datos'"
        stage.reject(field="document_number", where=f"s.line IN ({held})", reason=reason)
        stage.sql(f"UPDATE {TABLE} SET error_value = '' WHERE line IN ({held})")


def _documents(stage: Stage) -> None:
    """Kind where the file says none, and check digits; by Python, in pieces, back by COPY."""
    home = stage.formats.country
    stage.sql("DROP TABLE IF EXISTS import_documents")
    stage.sql("CREATE TEMP TABLE import_documents (line integer, kind text, number text, fault text)")
    last = 0
    while rows := stage.rows(
        f"SELECT line, document_kind, document_number, country FROM {TABLE} WHERE document_number IS NOT NULL "
        f"AND error IS NULL AND line > %s ORDER BY line LIMIT {CHUNK}",
        [last],
    ):
        text = io.StringIO()
        for line, kind, number, country in rows:
            found = check_document(kind=kind or guess_kind(number, country or home), value=number)
            fault = "" if found.valid else found.reason  # it may quote what the file says
            text.write(f"{line}\t{found.kind}\t{escaped(found.normalized or number)}\t{escaped(fault)}\n")
        text.seek(0)
        stage.cursor.copy_expert("COPY import_documents FROM STDIN", text)
        last = rows[-1][0]
    stage.sql(
        f"UPDATE {TABLE} s SET document_kind = d.kind, document_number = d.number FROM import_documents d "
        "WHERE d.line = s.line AND (d.fault = '' OR s.document_kind IS NULL)"
    )
    stage.reject(
        field="document_number",
        where="s.line IN (SELECT line FROM import_documents WHERE fault <> '')",
        reason="(SELECT min(d.fault) FROM import_documents d WHERE d.line = s.line AND d.fault <> '')",
    )
    stage.sql("DROP TABLE import_documents")


def _kinds(stage: Stage) -> None:
    """New customers: a company has a legal name, a person names; the file's own word wins."""
    stage.sql(
        f"UPDATE {TABLE} SET legal_name = concat_ws(' ', first_name, last_name), first_name = NULL, last_name = NULL "
        "WHERE kind IN ('juridica', 'corporativa') AND legal_name IS NULL "
        "AND coalesce(first_name, last_name) IS NOT NULL AND error IS NULL"
    )
    stage.sql(
        f"UPDATE {TABLE} SET first_name = left(legal_name, 120) WHERE kind = 'natural' AND error IS NULL "
        "AND coalesce(first_name, last_name) IS NULL AND legal_name IS NOT NULL"
    )


def _others_documents(stage: Stage) -> None:
    stage.sql(f"UPDATE {TABLE} SET country = %s WHERE country IS NULL AND document_number IS NOT NULL", [_home()])
    stage.temporary(
        "import_owners",
        f"""
        SELECT s.line, c.code, min(s.line) OVER (PARTITION BY s.country, s.document_kind, s.document_number) AS first
          FROM {TABLE} s LEFT JOIN customers_customer c ON c.document_number = s.document_number
           AND (c.document_kind, c.country) = (s.document_kind, s.country) AND c.code <> s.customer_code
         WHERE s.error IS NULL AND s.document_number IS NOT NULL AND s.document_kind <> 'otro'
        """,
    )
    stage.sql(
        f"UPDATE {TABLE} s SET error_field = 'document_number', error_value = s.document_number, error = CASE "
        "WHEN o.code IS NOT NULL THEN 'ese documento ya es del cliente ' || o.code "
        "ELSE 'repite el documento de la línea ' || o.first END "
        "FROM import_owners o WHERE o.line = s.line AND s.error IS NULL AND (o.code IS NOT NULL OR o.first < s.line)"
    )


def _own(stage: Stage) -> list[tuple[str, FieldInfo]]:
    """(staging column, field) of the own fields that the file says."""
    known = {info.code: info for info in fields.custom_fields()}
    return [(one.column, known[one.key]) for one in stage.fields if one.key in known and stage.has(one.key)]


def _own_fields(stage: Stage) -> None:
    """Products that the catalogue does not know; fields that this kind of customer does not have; one object of all."""
    stage.sql(f"ALTER TABLE {TABLE} ADD COLUMN own jsonb NOT NULL DEFAULT '{{}}'")
    own = _own(stage)
    if not own:
        return
    parts = []
    for column, info in own:
        if info.type == FieldType.PRODUCTS:
            _unknown_products(stage, column)
        _other_kinds(stage, column, info)
        value = f"s.{column}"
        if info.type in fields.LISTS:
            value = f"string_to_array({value}, '; ')"
        parts.append(f"'{info.key}', to_jsonb({value})")
    stage.sql(f"UPDATE {TABLE} s SET own = jsonb_strip_nulls(jsonb_build_object({', '.join(parts)}))")


def _unknown_products(stage: Stage, column: str) -> None:
    said = stage.rows(f"SELECT DISTINCT unnest(string_to_array({column}, '; ')) FROM {TABLE} WHERE error IS NULL")
    unknown = sorted(fields.unknown_products({sku for (sku,) in said}))
    if unknown:
        stage.temporary("import_no_products", "SELECT unnest(%(skus)s::text[]) AS sku", {"skus": unknown})
        missing = f"SELECT min(n.sku) FROM import_no_products n WHERE n.sku = ANY(string_to_array(s.{column}, '; '))"
        stage.reject(
            field=column, where=f"({missing}) IS NOT NULL", reason=f"'no hay un producto con el código ' || ({missing})"
        )


def _other_kinds(stage: Stage, column: str, info: FieldInfo) -> None:
    """The kind that the customer will have: the file's, else the one he has, else that of a new row."""
    if info.kinds >= set(Kind.values):
        return
    new = (
        "CASE WHEN coalesce(s.first_name, s.last_name) IS NULL AND s.legal_name IS NOT NULL THEN 'juridica' "
        "ELSE 'natural' END"
    )
    held = "(SELECT c.kind FROM customers_customer c WHERE c.code = s.customer_code)"
    kinds = ", ".join(f"'{kind}'" for kind in sorted(info.kinds))
    stage.reject(
        field=column,
        where=f"s.{column} IS NOT NULL AND coalesce(s.kind, {held}, {new}) NOT IN ({kinds})",
        reason="'esa clase de cliente no lleva este dato'",
    )


def _home() -> str:
    return str(current().country)


def _fates(stage: Stage) -> None:
    differs = " OR ".join(f"s.{key} IS NOT NULL AND s.{key} <> c.{key}" for key in (*TEXTS, "kind"))
    said = f"s.lifecycle <> c.lifecycle AND {'true' if stage.has('lifecycle') else 'false'}"
    stage.sql(
        f"""
        UPDATE {TABLE} s SET fate = CASE WHEN c.id IS NULL THEN 'created' WHEN {differs} OR {said}
               OR s.birth_date IS NOT NULL AND s.birth_date IS DISTINCT FROM c.birth_date
               OR c.custom || s.own <> c.custom
               THEN 'updated' ELSE 'unchanged' END
          FROM {TABLE} x LEFT JOIN customers_customer c ON c.code = x.customer_code
         WHERE x.line = s.line AND s.error IS NULL
        """
    )
    found = dict(stage.rows(f"SELECT fate, count(*) FROM {TABLE} WHERE error IS NULL GROUP BY fate"))
    stage.count("clientes", **{fate: found.get(fate, 0) for fate in ("created", "updated", "unchanged")})


def apply(stage: Stage) -> None:
    """Write new customers, change those that differ."""
    stage.keep(
        "customers.Customer",
        f"t.code IN (SELECT customer_code FROM {TABLE} WHERE error IS NULL AND fate = 'updated')",
    )
    sets = ", ".join(f"{key} = coalesce(s.{key}, t.{key})" for key in (*TEXTS, "kind", "birth_date", "lifecycle"))
    stage.sql(
        f"UPDATE customers_customer t SET {sets}, custom = t.custom || s.own, version = t.version + 1, "
        f"updated_at = now() FROM {TABLE} s "
        "WHERE s.customer_code = t.code AND s.error IS NULL AND s.fate = 'updated'"
    )
    texts = ", ".join(f"coalesce(s.{key}, '')" for key in TEXTS if key not in ("country",))
    company = "s.kind IS NULL AND coalesce(s.first_name, s.last_name) IS NULL AND s.legal_name IS NOT NULL"
    names = ", ".join(key for key in TEXTS if key != "country")
    stage.sql(
        f"""
        INSERT INTO customers_customer (code, kind, lifecycle, {names}, country, trade_name, gender, notes, birth_date,
            custom, updated_at, import_batch_id)
        SELECT s.customer_code, CASE WHEN {company} THEN 'juridica' ELSE coalesce(s.kind, 'natural') END,
               coalesce(s.lifecycle, 'customer'), {texts}, coalesce(s.country, %(home)s), '', '', '', s.birth_date,
               s.own, now(), %(batch)s
          FROM {TABLE} s WHERE s.error IS NULL AND s.fate = 'created' ORDER BY s.line
        """,
        {"home": _home(), "batch": stage.batch_id},
    )


def stands(batch: Any) -> bool:
    """Are the customers of a former load all still there?"""
    return Customer.objects.filter(import_batch=batch).count() == batch.records.get("clientes", {}).get("created", 0)
