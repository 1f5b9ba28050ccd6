"""Files of quotes, in sets: a row a line, one is known by its number and stands or falls whole.

One that is there already is left as it is, whatever the file says: somebody may be working on it. Money is computed
here, line by line to the cent, as the database's checks demand it; a file in another currency is refused.
"""

from typing import Any

from company.queries import current
from core.imports.staging import TABLE, Stage
from sales.models import Quote, QuoteAnswer
from sales.queries.quotes import default_template, rules

from .import_parts import all_stand, customer_by, heads, not_his, not_his_said, other_currency, tell_fates, whole

LABEL = "cotizaciones"
HEAD = ("title", "customer_code", "seller", "made_on", "valid_until", "state")
REFUSED = (
    ("quantity", "s.quantity <= 0", "'la cantidad debe ser mayor que cero'"),
    ("discount_percent", "s.discount_percent NOT BETWEEN 0 AND 100", "'el descuento va de 0 a 100'"),
    ("tax_rate", "s.tax_rate NOT BETWEEN 0 AND 100", "'el impuesto va de 0 a 100'"),
    ("unit_price", "s.unit_price < 0", "'el precio no puede ser negativo'"),
    (
        "sku",
        "s.sku IS NOT NULL AND s.description IS NULL AND NOT EXISTS "
        "(SELECT FROM inventory_product p WHERE upper(p.sku) = s.sku)",
        "'no hay ningún producto con el código ' || s.sku",
    ),
    ("sku", "s.sku IS NULL AND s.description IS NULL", "'falta el producto o su descripción'"),
    (
        "unit_price",
        "s.unit_price IS NULL AND NOT EXISTS "
        "(SELECT FROM inventory_product p WHERE upper(p.sku) = s.sku AND p.price > 0)",
        "'no tiene precio'",
    ),
    ("valid_until", "s.valid_until < s.made_on", "'vale hasta un día anterior a su fecha'"),
)


def check(stage: Stage) -> None:
    """Refuse what does not add up or names nobody known; say which are new and which stand."""
    other_currency(stage)
    stage.reject(field="made_on", where=f"s.made_on > {stage.today}", reason="'ese día todavía no llega'")
    for field, where, reason in REFUSED:
        stage.reject(field=field, where=where, reason=reason)
    _gather(stage)
    for field, where, reason in (
        (
            "customer_code",
            "customer_id IS NULL",
            "'no hay ningún cliente con el código o documento ' || s.customer_code",
        ),
        ("seller", "owner_id IS NULL", "'no se sabe de qué vendedor es'"),
        ("seller", not_his(stage, "owner_id"), not_his_said("seller")),
    ):
        wrong = f"s.quote_number IN (SELECT quote_number FROM import_quotes WHERE {where})"
        stage.reject(field=field, where=wrong, reason=reason)
    whole(stage, key="quote_number", what="esta cotización")
    stage.sql(
        f"DELETE FROM import_quotes WHERE quote_number NOT IN (SELECT quote_number FROM {TABLE} WHERE error IS NULL)"
    )
    tell_fates(stage, gathered="import_quotes", key="quote_number", label=LABEL)


def _gather(stage: Stage) -> None:
    """One row a quote: the first word that its rows say of each thing."""
    stage.temporary(
        "import_quotes",
        f"""
        WITH {heads("quote_number", HEAD)},
        whose AS (SELECT h.*, {customer_by("h.customer_code", active=False)} AS customer_id FROM heads h)
        SELECT w.*, CASE WHEN q.id IS NULL THEN 'created' ELSE 'unchanged' END AS fate,
               CASE WHEN w.seller IS NULL THEN (SELECT c.owner_id FROM customers_customer c WHERE c.id = w.customer_id)
                    ELSE (SELECT min(u.id) FROM company_user u WHERE u.is_active AND
                          (lower(u.username) = lower(w.seller) OR lower(u.email) = lower(w.seller))) END AS owner_id
          FROM whose w LEFT JOIN sales_quote q ON q.number = w.quote_number
        """,
    )


def apply(stage: Stage) -> None:
    """Write what is new: quotes, their one version and its lines, with the money of each."""
    settings, template = current(), default_template()
    parameters: dict[str, Any] = {
        "batch": stage.batch_id,
        "currency": settings.currency,
        "tax": settings.tax_rate,
        "days": rules().quote_days,
        "zone": stage.zone.key,
        "template": template.pk if template else None,
        "intro": template.intro if template else "",
        "terms": template.terms if template else "",
    }
    _price(stage, parameters)
    stage.sql(
        """
        INSERT INTO sales_quote (number, title, state, customer_id, owner_id, template_id, currency, version_count,
            total, tax, cost, made_on, valid_until, first_sent_at, sent_at, answered_at, updated_at, import_batch_id)
        SELECT q.quote_number, coalesce(q.title, l.first_name), q.state, q.customer_id, q.owner_id, %(template)s,
               %(currency)s, 1, l.total, l.tax, l.cost, q.made_on, coalesce(q.valid_until, q.made_on + %(days)s),
               t.at, t.at, CASE WHEN q.state IN ('accepted', 'rejected') THEN t.at END, now(), %(batch)s
          FROM import_quotes q JOIN (SELECT quote_number, sum(total) AS total, sum(tax) AS tax, sum(cost) AS cost,
                   left((array_agg(name ORDER BY line))[1], 160) AS first_name FROM import_quote_lines GROUP BY 1) l
          USING (quote_number) CROSS JOIN LATERAL (SELECT CASE WHEN q.state IN ('draft', 'withdrawn') THEN NULL
                   ELSE (q.made_on + time '12:00') AT TIME ZONE %(zone)s END AS at) t
         WHERE q.fate = 'created' ORDER BY q.made_on, q.line
        """,
        parameters,
    )
    stage.sql(
        """
        INSERT INTO sales_quoteversion (quote_id, number, intro, terms, adjustment, total, tax, discount, cost,
            approval, approval_note, made_at, sent_at)
        SELECT q.id, 1, %(intro)s, %(terms)s, '', q.total, q.tax, l.left_off, q.cost, 'not_needed', '',
               (q.made_on + time '12:00') AT TIME ZONE %(zone)s, q.sent_at
          FROM sales_quote q JOIN (SELECT quote_number, sum(left_off) AS left_off FROM import_quote_lines GROUP BY 1) l
          ON l.quote_number = q.number JOIN import_quotes i USING (quote_number)
         WHERE q.import_batch_id = %(batch)s AND i.fate = 'created'
        """,
        parameters,
    )
    stage.sql(
        """
        INSERT INTO sales_quoteline (version_id, position, product_id, sku, name, detail, quantity, unit_price,
            unit_cost, discount_percent, tax_rate, total, tax)
        SELECT v.id, row_number() OVER (PARTITION BY v.id ORDER BY l.line), l.product_id, l.sku, l.name, '',
               l.quantity, l.unit_price, l.unit_cost, l.discount_percent, l.tax_rate, l.total, l.tax
          FROM import_quote_lines l JOIN sales_quote q ON q.number = l.quote_number AND q.import_batch_id = %(batch)s
          JOIN sales_quoteversion v ON v.quote_id = q.id
        """,
        parameters,
    )
    _counted(stage)


def _price(stage: Stage, parameters: dict[str, Any]) -> None:
    """The lines of what is new with their money: total, tax, cost and what is left off, each to the cent."""
    stage.temporary(
        "import_quote_lines",
        f"""
        SELECT r.*, round(r.total * r.tax_rate * 0.01, 2) AS tax, round(r.quantity * r.unit_cost, 2) AS cost,
               round(r.quantity * r.unit_price, 2) - r.total AS left_off FROM (
            SELECT p.*, round(p.quantity * p.unit_price * (100 - p.discount_percent) * 0.01, 2) AS total FROM (
                SELECT s.line, s.quote_number, t.id AS product_id, coalesce(t.sku, '') AS sku,
                       left(coalesce(s.description, t.name), 200) AS name, s.quantity,
                       coalesce(s.unit_price, t.price) AS unit_price, t.cost AS unit_cost, s.discount_percent,
                       coalesce(s.tax_rate, t.tax_rate, %(tax)s) AS tax_rate
                  FROM {TABLE} s JOIN import_quotes q USING (quote_number)
                  LEFT JOIN inventory_product t ON upper(t.sku) = s.sku
                 WHERE s.error IS NULL AND q.fate = 'created') p) r
        """,
        parameters,
    )


def _counted(stage: Stage) -> None:
    """Numbers of our own form move the counter on, so that the next quote does not take one of them."""
    stage.sql(
        """
        INSERT INTO core_counter AS c (series, year, value)
        SELECT 'cotizacion', split_part(quote_number, '-', 2)::int, max(split_part(quote_number, '-', 3)::bigint)
          FROM import_quotes WHERE fate = 'created' AND quote_number ~ '^COT-[0-9]{4}-[0-9]{6}$' GROUP BY 2
        ON CONFLICT (series, year) DO UPDATE SET value = greatest(c.value, excluded.value)
        """
    )


def before_undo(batch_id: int, cursor: Any) -> None:
    """Quotes of the file go with their versions, lines, links and answers."""
    QuoteAnswer.objects.filter(quote__import_batch_id=batch_id).delete()
    Quote.objects.filter(import_batch_id=batch_id).delete()


def stands(batch: Any) -> bool:
    """Are those of a former load all still there?"""
    return all_stand(Quote, batch, LABEL)
