"""Payment files, in sets. A payment is known by its number."""

from typing import Any

from company.queries import currency
from core.imports.staging import TABLE, Stage
from sales.models import Payment

from .import_allocations import fit_payments, pay_noted, take_given_back, undo_payments
from .import_parts import other_currency


def check(stage: Stage) -> None:
    """Find owner and order of each payment, refuse what has none, compare with what stands."""
    stage.reject_repeated(field="number", what="el número")
    stage.reject(field="amount", where="s.amount = 0", reason="'el importe no puede ser cero'")
    stage.reject(field="paid_on", where=f"s.paid_on > {stage.today}", reason="'ese día todavía no llega'")
    other_currency(stage)
    stage.reject(
        field="customer_code",
        where="s.customer_code IS NULL AND s.order_number IS NULL",
        reason="'falta el cliente o el pedido'",
    )
    stage.reject(
        field="customer_code",
        where="s.customer_code IS NOT NULL AND NOT EXISTS "
        "(SELECT FROM customers_customer c WHERE c.code = s.customer_code)",
        reason="'no hay ningún cliente con el código ' || s.customer_code",
    )
    stage.reject(
        field="order_number",
        where="s.order_number IS NOT NULL AND NOT EXISTS (SELECT FROM sales_order o WHERE o.number = s.order_number)",
        reason="'no hay ningún pedido con el número ' || s.order_number",
    )
    _resolve(stage)
    wrong_owner = "s.line IN (SELECT line FROM import_payments WHERE other_customer)"
    stage.reject(
        field="customer_code", where=wrong_owner, reason="'el pedido ' || s.order_number || ' es de otro cliente'"
    )
    ownerless = "s.line IN (SELECT line FROM import_payments WHERE customer_id IS NULL AND order_id IS NULL)"
    stage.reject(field="customer_code", where=ownerless, reason="'falta el cliente o el pedido'")
    stage.sql(f"UPDATE {TABLE} s SET fate = p.fate FROM import_payments p WHERE p.line = s.line")
    found = dict(stage.rows(f"SELECT fate, count(*) FROM {TABLE} WHERE error IS NULL GROUP BY fate"))
    stage.count("pagos", **{fate: found.get(fate, 0) for fate in ("created", "updated", "unchanged")})


def _resolve(stage: Stage) -> None:
    stage.temporary(
        "import_payments",
        f"""
        SELECT s.line, s.number, p.id AS payment_id, coalesce(c.id, o.customer_id) AS customer_id, o.id AS order_id,
               c.id IS NOT NULL AND o.customer_id IS DISTINCT FROM c.id AND o.id IS NOT NULL AS other_customer,
               CASE WHEN p.id IS NULL THEN 'created'
                    WHEN p.amount <> s.amount OR p.paid_on <> s.paid_on
                      OR p.customer_id IS DISTINCT FROM coalesce(c.id, o.customer_id, p.customer_id)
                      OR o.id IS NOT NULL AND p.order_id IS DISTINCT FROM o.id
                      OR %(method)s AND p.method <> s.method OR s.reference IS NOT NULL AND p.reference <> s.reference
                    THEN 'updated' ELSE 'unchanged' END AS fate
          FROM {TABLE} s LEFT JOIN sales_payment p ON p.number = s.number
          LEFT JOIN customers_customer c ON c.code = s.customer_code
          LEFT JOIN sales_order o ON o.number = s.order_number WHERE s.error IS NULL
        """,
        {"method": stage.mapped("method")},
    )


def apply(stage: Stage) -> None:
    """Write new payments, change those that differ."""
    stage.keep("sales.Payment", "t.id IN (SELECT payment_id FROM import_payments WHERE fate = 'updated')")
    _make_room(stage)
    parameters = {"batch": stage.batch_id, "currency": currency(), "method": stage.mapped("method")}
    stage.sql(
        f"""
        UPDATE sales_payment t SET amount = s.amount, paid_on = s.paid_on, updated_at = now(),
               customer_id = coalesce(p.customer_id, t.customer_id), order_id = coalesce(p.order_id, t.order_id),
               method = CASE WHEN %(method)s THEN coalesce(s.method, t.method) ELSE t.method END,
               reference = coalesce(s.reference, t.reference)
          FROM import_payments p JOIN {TABLE} s USING (line) WHERE p.payment_id = t.id AND p.fate = 'updated'
           AND s.error IS NULL
        """,
        parameters,
    )
    stage.sql(
        f"""
        INSERT INTO sales_payment (number, customer_id, order_id, amount, currency, paid_on, method, reference,
            updated_at, import_batch_id)
        SELECT s.number, p.customer_id, p.order_id, s.amount, %(currency)s, s.paid_on,
               coalesce(s.method, 'transferencia'), coalesce(s.reference, ''), now(), %(batch)s
          FROM import_payments p JOIN {TABLE} s USING (line)
         WHERE p.fate = 'created' AND s.error IS NULL ORDER BY s.line
        """,
        parameters,
    )
    written = (
        "SELECT t.id FROM import_payments p JOIN sales_payment t USING (number) WHERE p.fate IN ('created', 'updated')"
    )
    pay_noted(stage.sql, written)
    take_given_back([row[0] for row in stage.rows(f"{written} AND t.amount < 0")])


def _make_room(stage: Stage) -> None:
    """A payment that changes owner or order, or brings less than it pays, is freed as far as it must be."""
    changed = f"import_payments p JOIN {TABLE} s USING (line) WHERE p.fate = 'updated' AND s.error IS NULL"
    stage.sql(
        "DELETE FROM sales_allocation a USING sales_payment t, (SELECT p.payment_id, p.customer_id, p.order_id "
        f"FROM {changed}) n WHERE n.payment_id = t.id AND a.payment_id = t.id "
        "AND (coalesce(n.customer_id, t.customer_id) IS DISTINCT FROM t.customer_id "
        "OR a.order_id = t.order_id AND n.order_id <> t.order_id)"
    )
    fit_payments(stage.sql, f"SELECT p.payment_id AS id, greatest(s.amount, 0) AS most FROM {changed}")


def before_undo(batch_id: int, cursor: Any) -> None:
    """What the former images no longer allow is freed."""
    undo_payments(batch_id, cursor)


def stored(stage: Stage) -> Any:
    """What now stands of the file."""
    return stage.one(
        f"SELECT coalesce(sum(p.amount), 0) FROM sales_payment p JOIN {TABLE} s ON s.number = p.number "
        "WHERE s.error IS NULL"
    )


def stands(batch: Any) -> bool:
    """Are the payments of a former load all still there?"""
    return Payment.objects.filter(import_batch=batch).count() == batch.records.get("pagos", {}).get("created", 0)
