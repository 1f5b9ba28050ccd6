"""What the tests of imports share: a file from text, a load, the stored commerce as plain rows."""

import json
from pathlib import Path

from django.conf import settings
from django.db import connection

from core.imports import batches
from core.imports.mapping import Columns

RETAIL = Path(settings.BASE_DIR) / "crm_project" / "demo" / "data" / "online_retail_even_customers.csv.gz"
RETAIL_MAP = {
    "order_number": "InvoiceNo",
    "customer_code": "CustomerID",
    "sku": "StockCode",
    "product_name": "Description",
    "quantity": "Quantity",
    "unit_price": "UnitPrice",
    "placed_at": "InvoiceDate",
    "city": "Country",
}
SALES_HEADER = "pedido,cliente,codigo,producto,cantidad,precio,fecha"
# Tables that a business import may touch, with the columns that no undo can bring back left out.
COMMERCE = (
    "sales_order",
    "sales_orderline",
    "sales_payment",
    "customers_customer",
    "customers_customerstanding",
    "inventory_product",
    "inventory_category",
    "inventory_brand",
    "inventory_warehouse",
)


def file_with(folder: Path, text: str | bytes, name: str = "archivo.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def load(kind, path, given=None, *, dry_run=False, actor=None, defaults=None):
    """Load a file as the command does; gives (outcome, path of rejected rows, batch)."""
    columns = None if given is None and defaults is None else Columns(given or {}, defaults or {})
    return batches.import_path(kind_key=kind, path=path, actor=actor, given=columns, dry_run=dry_run)


def sales(folder, *rows, name="ventas.csv", header=SALES_HEADER, dry_run=False):
    """Load sales rows written as CSV text."""
    return load("sales", file_with(folder, "\n".join([header, *rows]) + "\n", name), dry_run=dry_run)


def dump():
    """Everything that stands of the commerce, row by row, as text."""
    found = {}
    with connection.cursor() as cursor:
        for table in COMMERCE:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY 1")
            found[table] = [json.loads(row[0]) for row in cursor.fetchall()]
    return found


def scalar(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()[0]


def reasons(batch):
    return [(row.line, row.column, row.reason) for row in batch.rejections.order_by("line")]
