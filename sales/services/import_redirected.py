"""Files of redirected orders, in sets. One is known by its external number; its rows are its lines.

It stands or falls whole. One that is there already is left as it is: somebody may be attending it. Who he is comes from
the code or document, then the telephone, then the mail, where exactly one customer has it. What is new goes to the
sellers by the rules of assignment, and each hears once of all of his.
"""

from typing import Any

from company.queries import current
from core.imports.staging import TABLE, Stage
from sales.models import RedirectedOrder

from .import_parts import ANY_CUSTOMER, all_stand, customer_by, heads, number_of, numbered, tell_fates, whole
from .redirected_assign import assign_imported

LABEL = "pedidos redirigidos"
HEAD = (
    "source",
    "customer_code",
    "name",
    "phone",
    "email",
    "city",
    "happened_at",
    "cause",
    "step",
    "text",
)


def check(stage: Stage) -> None:
    """Refuse what names nobody or nothing known; say which are new and which stand."""
    stage.reject(
        field="name",
        where="s.external_id NOT IN (SELECT external_id FROM import_stage WHERE external_id IS NOT NULL "
        "AND coalesce(customer_code, name, phone, email) IS NOT NULL)",
        reason="'falta a quién contactar: nombre, teléfono, correo o código de cliente'",
    )
    stage.reject(
        field="customer_code",
        where="s.customer_code IS NOT NULL AND NOT EXISTS (SELECT FROM customers_customer c "
        "WHERE c.code = s.customer_code OR c.document_number = s.customer_code)",
        reason="'no hay ningún cliente con el código o documento ' || s.customer_code",
    )
    stage.reject(
        field="cause",
        where="s.cause IS NOT NULL AND NOT EXISTS (SELECT FROM sales_redirectcause c "
        "WHERE c.code = lower(s.cause) OR crm_norm(c.name) = crm_norm(s.cause))",
        reason="'no está entre tus causas: ' || coalesce((SELECT string_agg(code, ', ' ORDER BY \"order\") "
        "FROM sales_redirectcause WHERE is_active), 'todavía no hay ninguna')",
    )
    stage.reject(
        field="sku",
        where="s.sku IS NOT NULL AND s.product_name IS NULL "
        "AND NOT EXISTS (SELECT FROM inventory_product p WHERE p.sku = s.sku)",
        reason="'no hay ningún producto con el código ' || s.sku",
    )
    stage.reject(field="quantity", where="s.quantity = 0", reason="'la cantidad debe ser mayor que cero'")
    stage.reject(
        field="happened_at",
        where="s.happened_at AT TIME ZONE %(zone)s > now()".replace("%(zone)s", f"'{stage.zone.key}'"),
        reason="'no puede haber pasado en el futuro'",
    )
    whole(stage, key="external_id", what="este pedido")
    _gather(stage)
    tell_fates(stage, gathered="import_redirected", key="external_id", label=LABEL)


def _gather(stage: Stage) -> None:
    """One row a redirected order: the first word that its rows say of each thing."""
    alone = ANY_CUSTOMER.format
    stage.temporary(
        "import_redirected",
        f"""
        WITH {heads("external_id", HEAD)}
        SELECT h.*, CASE WHEN r.id IS NULL THEN 'created' ELSE 'unchanged' END AS fate,
               (SELECT min(c.id) FROM sales_redirectcause c
                 WHERE c.code = lower(h.cause) OR crm_norm(c.name) = crm_norm(h.cause)) AS cause_id,
               coalesce(
                   {customer_by("h.customer_code")},
                   ({alone("c.is_active AND c.phone = h.phone AND h.phone <> ''")}),
                   ({alone("c.is_active AND lower(c.email) = lower(h.email) AND h.email <> ''")})) AS customer_id
          FROM heads h LEFT JOIN sales_redirectedorder r ON r.external_id = h.external_id
        """,
    )


def apply(stage: Stage) -> None:
    """Write what is new, with its lines and its money, and give it to the sellers."""
    settings = current()
    parameters = {"zone": stage.zone.key, "batch": stage.batch_id, "currency": settings.currency}
    stage.sql(
        f"""
        {numbered(gathered="import_redirected", day="happened_at", series="redirigido")}
        INSERT INTO sales_redirectedorder (number, status, source, customer_id, name, phone, email, city, cause_id,
            step, text, amount, currency, happened_at, assigned_why, reason, note, external_id,
            updated_at, import_batch_id)
        SELECT {number_of(prefix="R", day="happened_at")},
               'waiting', r.source, r.customer_id, coalesce(r.name, ''), coalesce(r.phone, ''),
               lower(coalesce(r.email, '')), coalesce(r.city, c.city, ''), r.cause_id, coalesce(r.step, ''),
               coalesce(r.text, ''), coalesce(m.money, 0), %(currency)s,
               r.happened_at AT TIME ZONE %(zone)s, '', '', '', r.external_id,
               now(), %(batch)s
          FROM import_redirected r JOIN years y ON y.year = extract(year FROM r.happened_at)
          JOIN counted n ON n.year = y.year LEFT JOIN customers_customer c ON c.id = r.customer_id
          LEFT JOIN LATERAL (SELECT round(sum(s.quantity * coalesce(s.unit_price, p.price)), 2) AS money
                FROM import_stage s LEFT JOIN inventory_product p ON p.sku = s.sku
               WHERE s.external_id = r.external_id AND s.error IS NULL
                 AND coalesce(s.sku, s.product_name) IS NOT NULL) m ON true
         WHERE r.fate = 'created' ORDER BY r.happened_at, r.line
        """,
        parameters,
    )
    stage.sql(
        f"""
        INSERT INTO sales_redirectedline (redirected_id, position, product_id, name, quantity, unit_price)
        SELECT r.id, row_number() OVER (PARTITION BY r.id ORDER BY s.line), p.id,
               left(coalesce(p.name, s.product_name, s.sku), 200), s.quantity, coalesce(s.unit_price, p.price)
          FROM {TABLE} s JOIN import_redirected i USING (external_id)
          JOIN sales_redirectedorder r ON r.external_id = i.external_id
          LEFT JOIN inventory_product p ON p.sku = s.sku
         WHERE s.error IS NULL AND i.fate = 'created' AND coalesce(s.sku, s.product_name) IS NOT NULL
        """
    )
    assign_imported(batch_id=stage.batch_id)


def stands(batch: Any) -> bool:
    """Are those of a former load all still there?"""
    return all_stand(RedirectedOrder, batch, LABEL)
