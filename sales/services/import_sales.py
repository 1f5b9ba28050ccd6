"""Sales files to orders, in sets: what each row and each order will be (``import_sales_write`` does it).

One order is the rows of one number. An order stands or falls whole: a row that cannot be read takes the other rows of
its order with it, because half an order gives wrong totals. Repeated rows stay: a line is its order and its place in
it. An order that is already there with the same lines (in any sequence) is left alone; with other lines it is
replaced and its former image kept.
"""

from core.imports.staging import TABLE, Stage

MONEY_ROW = "round(s.quantity * s.unit_price, 4)"
# With so many different codes, of which this share carry digits, a code without digits is no product.
NUMBERED_CODES, NUMBERED_SHARE = 20, 0.8


def check(stage: Stage) -> None:
    """Refuse what cannot be an order, decide what each order will be."""
    _complete(stage)
    _refuse(stage)
    _codes(stage)
    _names(stage)
    _orders(stage)
    _compare(stage)
    stage.fates_sql = (
        "SELECT s.line, CASE WHEN s.error IS NOT NULL THEN 'rejected' WHEN o.fate = 'updated' AND m.line IS NOT NULL "
        f"THEN 'unchanged' ELSE o.fate END AS fate FROM {TABLE} s LEFT JOIN import_orders o USING (order_number) "
        "LEFT JOIN import_same m ON m.line = s.line"
    )
    found = dict(stage.rows("SELECT fate, count(*) FROM import_orders GROUP BY fate"))
    stage.count("pedidos", **{fate: found.get(fate, 0) for fate in ("created", "updated", "unchanged")})


def _complete(stage: Stage) -> None:
    """Files without order numbers or product codes still name their orders and products."""
    if not stage.has("order_number"):
        stage.sql(
            f"UPDATE {TABLE} SET order_number = left(coalesce(customer_code, 'S'), 24) || '-' || to_char(placed_at, "
            "CASE WHEN placed_at = date_trunc('day', placed_at) THEN 'YYYYMMDD' ELSE 'YYYYMMDDHH24MISS' END) "
            "WHERE placed_at IS NOT NULL"
        )
    if not stage.has("sku"):
        stage.sql(
            f"UPDATE {TABLE} SET sku = coalesce(nullif(left(btrim(regexp_replace(upper(crm_norm(product_name)), "
            "'[^A-Z0-9]+', '-', 'g'), '-'), 40), ''), 'VARIOS')"
        )
        stage.sql(f"UPDATE {TABLE} SET product_name = 'Artículos varios' WHERE sku = 'VARIOS' AND product_name IS NULL")


def _refuse(stage: Stage) -> None:
    stage.reject(field="order_number", where="s.order_number IS NULL", reason="'falta el número de pedido'")
    stage.reject(field="sku", where="s.sku IS NULL", reason="'falta el código de producto'")
    stage.reject(
        field="unit_price",
        where="abs(s.quantity * s.unit_price) >= 1e13",
        reason="'cantidad por precio es demasiado grande'",
    )
    stage.reject(
        field="customer_code",
        where="s.order_number IN (SELECT order_number FROM import_stage WHERE order_number IS NOT NULL "
        "GROUP BY order_number HAVING min(customer_code) <> max(customer_code))",
        reason="'el pedido ' || s.order_number || ' trae más de un cliente'",
    )
    stage.reject(
        field="order_number",
        where="EXISTS (SELECT FROM sales_order o WHERE o.number = s.order_number AND NOT o.booked)",
        reason="'el pedido ' || s.order_number || ' está en borrador o anulado en el CRM'",
    )
    _whole_orders(stage)


def _whole_orders(stage: Stage) -> None:
    """Rows of an order with a refused row are refused too."""
    stage.temporary(
        "import_broken",
        f"SELECT order_number, min(line) AS line FROM {TABLE} WHERE error IS NOT NULL AND order_number IS NOT NULL "
        "GROUP BY order_number",
    )
    stage.sql(
        f"UPDATE {TABLE} s SET error_field = 'order_number', error_value = s.order_number, error = "
        "'otra línea de este pedido tiene un error (línea ' || b.line || ')' "
        "FROM import_broken b WHERE s.order_number = b.order_number AND s.error IS NULL"
    )


def _codes(stage: Stage) -> None:
    """What each code is: a product (known or new), a fee or an adjustment."""
    stage.temporary(
        "import_codes",
        f"""
        WITH codes AS (
            SELECT sku, max(category) AS category FROM {TABLE} WHERE error IS NULL GROUP BY sku
        ), habit AS (
            SELECT count(*) >= %(codes)s AND avg((sku ~ '[0-9]')::int) >= %(share)s AS numbered FROM codes
        )
        SELECT c.sku, c.category, p.id AS product_id, p.name AS product_name,
               CASE WHEN p.id IS NOT NULL THEN 'product' ELSE coalesce(
                   (SELECT n.kind FROM sales_nonproductcode n
                     WHERE (c.sku = n.code OR n.is_prefix AND starts_with(c.sku, n.code))
                       AND (h.numbered OR NOT n.only_among_numbered) ORDER BY length(n.code) DESC LIMIT 1),
                   CASE WHEN h.numbered AND c.sku !~ '[0-9]' THEN 'fee' ELSE 'product' END) END AS kind
          FROM codes c CROSS JOIN habit h LEFT JOIN inventory_product p ON p.sku = c.sku
        """,
        {"codes": NUMBERED_CODES, "share": NUMBERED_SHARE},
    )


def _names(stage: Stage) -> None:
    """The name of each code: the most frequent description; all-lower-case ones ("damaged") are notes, used last."""
    stage.temporary(
        "import_names",
        f"""
        SELECT DISTINCT ON (sku) sku, product_name AS name FROM (
            SELECT sku, product_name, count(*) AS uses, max(unit_price) AS price FROM {TABLE}
             WHERE error IS NULL AND product_name IS NOT NULL GROUP BY sku, product_name
        ) d ORDER BY sku, product_name = lower(product_name), uses DESC, product_name
        """,
    )


def _orders(stage: Stage) -> None:
    """One row an order. Every pick (earliest moment, least text) is free of the sequence of the rows."""
    said = {key: f"min({key})" if stage.has(key) else "NULL" for key in ("channel", "city", "customer_name")}
    stage.temporary(
        "import_orders",
        f"""
        SELECT g.*, o.id AS order_id, c.id AS customer_id, coalesce(o.import_batch_id IS NOT NULL, false) AS imported,
               o.customer_id AS old_customer_id, o.placed_on AS old_placed_on,
               CASE WHEN g.number_says_return AND g.most <= 0 AND g.total <= 0 THEN 'return'
                    WHEN g.customer_code IS NULL AND (g.most < 0 OR g.free OR g.no_product AND g.total < 0)
                    THEN 'adjustment'
                    WHEN g.most < 0 AND g.total <= 0 THEN 'return' ELSE 'sale' END AS kind,
               CASE WHEN o.id IS NULL THEN 'created' ELSE 'unchanged' END AS fate
          FROM (
            SELECT s.order_number, count(*) AS lines, max(s.customer_code) AS customer_code,
                   {said["customer_name"]} AS customer_name, {said["channel"]} AS channel, {said["city"]} AS city,
                   min(s.placed_at) AS placed_at, round(sum({MONEY_ROW}), 2) AS total,
                   round(sum(s.quantity * s.unit_cost), 2) AS cost, max(s.quantity) AS most,
                   bool_and(s.unit_price = 0) AS free, bool_and(k.kind <> 'product') AS no_product,
                   s.order_number ~* '^C[0-9]' AS number_says_return
              FROM {TABLE} s JOIN import_codes k USING (sku) WHERE s.error IS NULL GROUP BY s.order_number
          ) g LEFT JOIN sales_order o ON o.number = g.order_number
              LEFT JOIN customers_customer c ON c.code = g.customer_code
        """,
    )


def _compare(stage: Stage) -> None:
    """Orders that are already there: which of their lines are the same, and is the order as a whole?"""
    cost = "unit_cost" if stage.has("unit_cost") else "NULL::numeric"
    stage.temporary(
        "import_same",
        f"""
        WITH filed AS (
            SELECT s.line, o.order_id, s.sku, s.quantity, round(s.unit_price, 4) AS price, {MONEY_ROW} AS total,
                   coalesce(s.product_name, k.product_name, n.name, s.sku) AS name, round(s.{cost}, 4) AS cost
              FROM {TABLE} s JOIN import_orders o USING (order_number) JOIN import_codes k USING (sku)
              LEFT JOIN import_names n USING (sku) WHERE o.order_id IS NOT NULL AND s.error IS NULL
        ), stored AS (
            SELECT l.order_id, l.sku, l.quantity, l.unit_price AS price, l.total, l.name,
                   {"l.unit_cost" if stage.has("unit_cost") else "NULL::numeric"} AS cost
              FROM sales_orderline l JOIN import_orders o ON o.order_id = l.order_id
        ), f AS (
            SELECT *, row_number() OVER (PARTITION BY order_id, sku, quantity, price, total, name, cost ORDER BY line)
              FROM filed
        ), d AS (
            SELECT *, row_number() OVER (PARTITION BY order_id, sku, quantity, price, total, name, cost) FROM stored
        )
        SELECT f.line, f.order_id FROM f JOIN d
            ON (f.order_id, f.sku, f.quantity, f.price, f.total, f.name, f.row_number)
             = (d.order_id, d.sku, d.quantity, d.price, d.total, d.name, d.row_number)
           AND f.cost IS NOT DISTINCT FROM d.cost
        """.replace("s.NULL::numeric", "NULL::numeric"),
    )
    _other_heads(stage)
    stage.sql(
        """
        UPDATE import_orders o SET fate = 'updated'
          FROM (SELECT order_id, count(*) AS same FROM import_same GROUP BY order_id) m
         WHERE m.order_id = o.order_id AND o.fate = 'unchanged'
           AND (m.same <> o.lines OR m.same <> (SELECT count(*) FROM sales_orderline l WHERE l.order_id = o.order_id))
        """
    )
    stage.sql(
        "UPDATE import_orders o SET fate = 'updated' WHERE o.order_id IS NOT NULL "
        "AND NOT EXISTS (SELECT FROM import_same m WHERE m.order_id = o.order_id)"
    )
    # A line that vanished from its order changes the rows that are left: otherwise nothing would tell of it.
    stage.sql(
        "DELETE FROM import_same m USING import_orders o WHERE o.order_id = m.order_id AND o.fate = 'updated' "
        "AND (o.head_differs OR o.lines = (SELECT count(*) FROM import_same x WHERE x.order_id = o.order_id))"
    )
    _refuse_foreign(stage)


def _other_heads(stage: Stage) -> None:
    """Orders whose customer, moment, channel or city differ from the file."""
    stage.sql("ALTER TABLE import_orders ADD COLUMN head_differs boolean NOT NULL DEFAULT false")
    compared = "".join(
        f" OR i.{key} IS NOT NULL AND o.{key} <> i.{key}" for key in ("channel", "city") if stage.has(key)
    )
    stage.sql(
        f"""
        UPDATE import_orders i SET fate = 'updated', head_differs = true
          FROM sales_order o LEFT JOIN customers_customer c ON c.id = o.customer_id
         WHERE o.id = i.order_id AND (c.code IS DISTINCT FROM i.customer_code AND %(customers)s
            OR o.placed_at <> i.placed_at AT TIME ZONE %(zone)s{compared})
        """,
        {"zone": stage.zone.key, "customers": stage.has("customer_code")},
    )


def _refuse_foreign(stage: Stage) -> None:
    """An order that was made here by hand is not overwritten by a file."""
    refused = stage.sql(
        f"UPDATE {TABLE} s SET error_field = 'order_number', error_value = s.order_number, error = 'el pedido ' || "
        "s.order_number || ' se hizo en el CRM y difiere: cámbialo en su página' FROM import_orders o "
        "WHERE o.order_number = s.order_number AND o.fate = 'updated' AND NOT o.imported AND s.error IS NULL"
    )
    if refused:
        stage.sql("DELETE FROM import_orders WHERE fate = 'updated' AND NOT imported")
