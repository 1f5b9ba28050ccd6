"""Sales files to orders, in sets: the writing of what ``import_sales`` decided, and its undoing."""

from typing import Any

from company.queries import currency
from core.imports.staging import TABLE, Stage
from inventory.services.import_catalogue import new_categories
from sales.models import Order

from .import_allocations import fit_orders, pay_again, undo_sales
from .import_sales import MONEY_ROW


def stored(stage: Stage) -> Any:
    """What now stands of the file: the lines of its accepted orders."""
    return stage.one(
        "SELECT coalesce(sum(l.total), 0) FROM sales_orderline l JOIN import_orders o ON o.order_id = l.order_id"
    )


def apply(stage: Stage) -> None:
    """Write customers, products, orders and lines; note the days that must be computed again."""
    _new_customers(stage)
    _new_products(stage)
    _write_orders(stage)
    _write_lines(stage)
    _changed_days(stage)
    _first_purchase(stage)
    pay_again([row[0] for row in stage.rows("SELECT order_id FROM import_orders WHERE fate = 'updated'")])


def _new_customers(stage: Stage) -> None:
    made = stage.sql(
        """
        INSERT INTO customers_customer (code, kind, lifecycle, first_name, last_name, legal_name, trade_name,
            document_kind, document_number, email, phone, gender, street, district, city, region, postal_code, country,
            since, notes, updated_at, import_batch_id)
        SELECT customer_code, 'natural', 'customer',
               coalesce(left(min(customer_name), 120), 'Cliente ' || customer_code),
               '', '', '', '', '', '', '', '', '', '',
               coalesce(mode() WITHIN GROUP (ORDER BY city), ''), '', '', '', min(placed_at)::date, '', now(), %(batch)s
          FROM import_orders WHERE customer_code IS NOT NULL AND customer_id IS NULL AND fate <> 'unchanged'
         GROUP BY customer_code
        """,
        {"batch": stage.batch_id},
    )
    stage.count("clientes", created=made)
    stage.sql(
        "UPDATE import_orders o SET customer_id = c.id FROM customers_customer c "
        "WHERE c.code = o.customer_code AND o.customer_id IS NULL"
    )


def _new_products(stage: Stage) -> None:
    """New codes become products; a category comes by its name and is made if nobody has it."""
    new_categories(stage, "SELECT category AS name FROM import_codes WHERE kind = 'product' AND product_id IS NULL")
    made = stage.sql(
        """
        INSERT INTO inventory_product (sku, name, kind, category_id, barcode, description, image, unit, price, cost,
            updated_at, import_batch_id)
        SELECT k.sku, coalesce(n.name, 'Producto ' || k.sku), 'goods',
               (SELECT min(x.id) FROM inventory_category x WHERE crm_norm(x.name) = crm_norm(k.category)),
               '', '', '', 'unidad', greatest(coalesce(p.price, 0), 0), p.cost, now(), %(batch)s
          FROM import_codes k LEFT JOIN import_names n USING (sku) LEFT JOIN (
               SELECT sku, round(mode() WITHIN GROUP (ORDER BY unit_price) FILTER (WHERE unit_price > 0), 4) AS price,
                      round(mode() WITHIN GROUP (ORDER BY unit_cost), 4) AS cost
                 FROM import_stage WHERE error IS NULL GROUP BY sku) p USING (sku)
         WHERE k.kind = 'product' AND k.product_id IS NULL
           AND EXISTS (SELECT FROM import_stage s JOIN import_orders o USING (order_number)
                        WHERE s.sku = k.sku AND s.error IS NULL AND o.fate <> 'unchanged')
        """,
        {"batch": stage.batch_id},
    )
    stage.count("productos", created=made)
    stage.sql(
        "UPDATE import_codes k SET product_id = p.id, product_name = p.name FROM inventory_product p "
        "WHERE p.sku = k.sku AND k.product_id IS NULL AND k.kind = 'product'"
    )


def _write_orders(stage: Stage) -> None:
    stage.keep("sales.Order", "t.id IN (SELECT order_id FROM import_orders WHERE fate = 'updated')")
    stage.keep(
        "sales.OrderLine",
        "t.order_id IN (SELECT order_id FROM import_orders WHERE fate = 'updated')",
        action="deleted",
    )
    stage.sql(
        "DELETE FROM sales_orderline WHERE order_id IN (SELECT order_id FROM import_orders WHERE fate = 'updated')"
    )
    _free_what_no_longer_fits(stage)
    parameters = {"batch": stage.batch_id, "zone": stage.zone.key, "currency": currency()}
    stage.sql(
        """
        UPDATE sales_order t SET kind = o.kind, customer_id = CASE WHEN %(customers)s THEN o.customer_id
                   ELSE t.customer_id END, placed_at = o.placed_at AT TIME ZONE %(zone)s, placed_on = o.placed_at::date,
               channel = coalesce(o.channel, t.channel), city = coalesce(o.city, t.city), total = o.total,
               cost = coalesce(o.cost, t.cost), version = t.version + 1, updated_at = now()
          FROM import_orders o WHERE o.order_id = t.id AND o.fate = 'updated'
        """,
        parameters | {"customers": stage.has("customer_code")},
    )
    stage.sql(
        """
        WITH made AS (
            INSERT INTO sales_order (number, kind, status, customer_id, placed_at, placed_on, channel, city, currency,
                total, cost, updated_at, import_batch_id)
            SELECT order_number, kind, 'delivered', customer_id, placed_at AT TIME ZONE %(zone)s, placed_at::date,
                   coalesce(channel, 'tienda'), coalesce(city, ''), %(currency)s, total, cost, now(), %(batch)s
              FROM import_orders WHERE fate = 'created' ORDER BY placed_at, order_number
            RETURNING id, number)
        UPDATE import_orders o SET order_id = made.id FROM made WHERE made.number = o.order_number
        """,
        parameters,
    )


def _free_what_no_longer_fits(stage: Stage) -> None:
    """An order that comes to less, or to another customer, cannot hold what was paid for it."""
    fit_orders(
        stage.sql,
        "SELECT i.order_id AS id, CASE WHEN i.kind = 'sale' AND (NOT %(customers)s "
        "OR i.customer_id IS NOT DISTINCT FROM t.customer_id) THEN greatest(i.total + t.tax, 0) ELSE 0 END AS most "
        "FROM import_orders i JOIN sales_order t ON t.id = i.order_id WHERE i.fate = 'updated'",
        {"customers": stage.has("customer_code")},
    )


def _write_lines(stage: Stage) -> None:
    """``discount`` takes what rounding price and total to four places leaves, so that the line adds up exactly."""
    sequence = "line_number NULLS LAST, s.line" if stage.has("line_number") else "line"
    stage.sql(
        f"""
        INSERT INTO sales_orderline (order_id, position, kind, product_id, sku, name, quantity, unit_price, unit_cost,
            discount, total)
        SELECT l.order_id, l.position, l.kind, l.product_id, l.sku, l.name, l.quantity, l.price, l.unit_cost,
               CASE WHEN round(l.gross, 4) = l.total THEN 0
                    WHEN round(l.gross - trunc(l.gross - l.total, 4), 4) = l.total THEN trunc(l.gross - l.total, 4)
                    ELSE round(l.gross - l.total, 4) END, l.total
          FROM (
            SELECT o.order_id, row_number() OVER (PARTITION BY o.order_id ORDER BY s.{sequence}) AS position,
                   CASE WHEN s.unit_price < 0 AND k.kind <> 'product' THEN 'adjustment' ELSE k.kind END AS kind,
                   CASE WHEN k.kind = 'product' THEN k.product_id END AS product_id, s.sku,
                   coalesce(s.product_name, k.product_name, n.name, s.sku) AS name, s.quantity,
                   round(s.unit_price, 4) AS price, round(s.unit_cost, 4) AS unit_cost, {MONEY_ROW} AS total,
                   s.quantity * round(s.unit_price, 4) AS gross
              FROM {TABLE} s JOIN import_orders o USING (order_number) JOIN import_codes k USING (sku)
              LEFT JOIN import_names n USING (sku)
             WHERE s.error IS NULL AND o.fate <> 'unchanged'
          ) l
        """
    )


def _changed_days(stage: Stage) -> None:
    """See ``sales.services.dirty``; here as one statement because the pairs may be many."""
    stage.sql(
        """
        INSERT INTO sales_changedday (customer_id, placed_on)
        SELECT customer_id, placed_at::date FROM import_orders WHERE fate <> 'unchanged'
        UNION SELECT old_customer_id, old_placed_on FROM import_orders WHERE fate = 'updated'
        """
    )


def _first_purchase(stage: Stage) -> None:
    """Who bought is a customer."""
    buyers = (
        "t.lifecycle = 'lead' AND t.id IN "
        "(SELECT customer_id FROM import_orders WHERE kind = 'sale' AND fate <> 'unchanged')"
    )
    stage.keep("customers.Customer", buyers)
    stage.sql(
        "UPDATE customers_customer t SET lifecycle = 'customer', version = t.version + 1, updated_at = now() WHERE "
        + buyers
    )


def stands(batch: Any) -> bool:
    """Are the orders of a former load all still there?"""
    expected = batch.records.get("pedidos", {}).get("created", 0)
    return Order.objects.filter(import_batch=batch).count() == expected


def before_undo(batch_id: int, cursor: Any) -> None:
    """The days of the orders that go or come back must be computed again; their payments must fit them."""
    undo_sales(batch_id, cursor)
    cursor.execute(
        """
        INSERT INTO sales_changedday (customer_id, placed_on)
        SELECT customer_id, placed_on FROM sales_order WHERE import_batch_id = %(batch)s
        UNION SELECT o.customer_id, o.placed_on FROM sales_order o JOIN core_importchange c ON c.row_id = o.id
                AND c.model = 'sales.Order' AND c.batch_id = %(batch)s
        UNION SELECT (c.before ->> 'customer_id')::bigint, (c.before ->> 'placed_on')::date FROM core_importchange c
               WHERE c.model = 'sales.Order' AND c.batch_id = %(batch)s
        """,
        {"batch": batch_id},
    )
