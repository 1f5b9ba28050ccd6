"""Customer files, in sets. A customer is known by the code, without code by the document.

What a file leaves empty stays as it is. Check digits of documents are those of python-stdnum.
"""

import io
from typing import Any

from stdnum.co import nit
from stdnum.es import cif, nie
from stdnum.es import dni as spanish_dni
from stdnum.pe import ruc

from company.queries import current
from core.imports.staging import TABLE, Stage
from customers.models import Customer

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


def guess_document(number: str, country: str) -> str:
    """Kind of a document by its shape, in the company's country; "otro" where the shape says nothing."""
    digits = number.isdigit()
    if country == "PE" and digits and len(number) in (8, 11):
        return "dni" if len(number) == 8 else "ruc"
    if country == "CO" and digits and 6 <= len(number) <= 10:
        return "nit" if len(number) >= 9 and nit.is_valid(number) and number[0] in "89" else "cc"
    if country == "ES" and len(number) == 9:
        return "cif" if cif.is_valid(number) else "nif"
    return "otro"


def document_fault(kind: str, number: str) -> str:
    """Why a number cannot be such a document; empty if it can."""
    if kind == "dni":
        return "" if number.isdigit() and len(number) == 8 else "un DNI tiene 8 cifras"
    if kind == "ruc":
        return "" if ruc.is_valid(number) else "el RUC no es válido: 11 cifras, la última de control"
    if kind == "cc":
        return "" if number.isdigit() and 5 <= len(number) <= 10 else "una cédula tiene de 5 a 10 cifras"
    if kind == "nit":
        return "" if nit.is_valid(number) else "el NIT no es válido: revisa el dígito de verificación"
    if kind == "nif":
        return "" if spanish_dni.is_valid(number) or nie.is_valid(number) else "el NIF no es válido: revisa la letra"
    if kind == "cif":
        return "" if cif.is_valid(number) else "el CIF no es válido: revisa el carácter de control"
    return ""


def check(stage: Stage) -> None:
    """Refuse wrong documents, missing names and what came twice; say who is new, changed, the same."""
    _documents(stage)
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
    _others_documents(stage)
    _fates(stage)


def _documents(stage: Stage) -> None:
    """Kind where the file says none, and check digits; by Python, in pieces, back by COPY."""
    home = stage.formats.country
    stage.sql("DROP TABLE IF EXISTS import_documents")
    stage.sql("CREATE TEMP TABLE import_documents (line integer, kind text, fault text)")
    last = 0
    while rows := stage.rows(
        f"SELECT line, document_kind, document_number, country FROM {TABLE} WHERE document_number IS NOT NULL "
        f"AND error IS NULL AND line > %s ORDER BY line LIMIT {CHUNK}",
        [last],
    ):
        text = io.StringIO()
        for line, kind, number, country in rows:
            kind = kind or guess_document(number, country or home)
            text.write(f"{line}\t{kind}\t{document_fault(kind, number)}\n")
        text.seek(0)
        stage.cursor.copy_expert("COPY import_documents FROM STDIN", text)
        last = rows[-1][0]
    stage.sql(
        f"UPDATE {TABLE} s SET document_kind = d.kind FROM import_documents d "
        "WHERE d.line = s.line AND s.document_kind IS NULL"
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


def _home() -> str:
    return str(current().country)


def _fates(stage: Stage) -> None:
    differs = " OR ".join(f"s.{key} IS NOT NULL AND s.{key} <> c.{key}" for key in (*TEXTS, "kind"))
    said = f"s.lifecycle <> c.lifecycle AND {'true' if stage.has('lifecycle') else 'false'}"
    stage.sql(
        f"""
        UPDATE {TABLE} s SET fate = CASE WHEN c.id IS NULL THEN 'created' WHEN {differs} OR {said}
               OR s.birth_date IS NOT NULL AND s.birth_date IS DISTINCT FROM c.birth_date
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
        f"UPDATE customers_customer t SET {sets}, version = t.version + 1, updated_at = now() FROM {TABLE} s "
        "WHERE s.customer_code = t.code AND s.error IS NULL AND s.fate = 'updated'"
    )
    texts = ", ".join(f"coalesce(s.{key}, '')" for key in TEXTS if key not in ("country",))
    company = "s.kind IS NULL AND coalesce(s.first_name, s.last_name) IS NULL AND s.legal_name IS NOT NULL"
    names = ", ".join(key for key in TEXTS if key != "country")
    stage.sql(
        f"""
        INSERT INTO customers_customer (code, kind, lifecycle, {names}, country, trade_name, gender, notes, birth_date,
            updated_at, import_batch_id)
        SELECT s.customer_code, CASE WHEN {company} THEN 'juridica' ELSE coalesce(s.kind, 'natural') END,
               coalesce(s.lifecycle, 'customer'), {texts}, coalesce(s.country, %(home)s), '', '', '', s.birth_date,
               now(), %(batch)s
          FROM {TABLE} s WHERE s.error IS NULL AND s.fate = 'created' ORDER BY s.line
        """,
        {"home": _home(), "batch": stage.batch_id},
    )


def stands(batch: Any) -> bool:
    """Are the customers of a former load all still there?"""
    return Customer.objects.filter(import_batch=batch).count() == batch.records.get("clientes", {}).get("created", 0)
