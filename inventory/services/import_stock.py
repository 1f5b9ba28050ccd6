"""Counted stock, by files: the ledger gets a movement of the difference, an opening where nothing stood."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from company.queries import today
from core.clock import now
from core.imports.staging import TABLE, Stage
from core.models import ImportBatch
from inventory.models import StockMovement

from .bulk import MovementRow, post_movements_bulk
from .stock import reverse_movement


def check(stage: Stage) -> None:
    """Find product and warehouse, refuse what is unknown or twice, compare with the balance (which is locked)."""
    _warehouses(stage)
    stage.reject(
        field="sku",
        where="NOT EXISTS (SELECT FROM inventory_product p WHERE p.sku = s.sku)",
        reason="'no hay ningún producto con el código ' || s.sku",
    )
    stage.sql(
        "SELECT b.id FROM inventory_stockbalance b JOIN inventory_product p ON p.id = b.product_id "
        f"WHERE p.sku IN (SELECT sku FROM {TABLE} WHERE error IS NULL) "
        "ORDER BY b.product_id, b.warehouse_id FOR UPDATE OF b"
    )
    stage.temporary(
        "import_counts",
        f"""
        SELECT s.line, p.id AS product_id, w.id AS warehouse_id, s.quantity - coalesce(b.on_hand, 0) AS difference,
               coalesce(b.reserved, 0) AS reserved,
               EXISTS (SELECT FROM inventory_stockmovement m
                        WHERE (m.product_id, m.warehouse_id) = (p.id, w.id)) AS moved,
               min(s.line) OVER (PARTITION BY p.id, w.id) AS first_line
          FROM {TABLE} s JOIN inventory_product p ON p.sku = s.sku
          JOIN inventory_warehouse w ON crm_norm(s.warehouse) IN (crm_norm(w.code), crm_norm(w.name))
          LEFT JOIN inventory_stockbalance b ON (b.product_id, b.warehouse_id) = (p.id, w.id) WHERE s.error IS NULL
        """,
    )
    stage.reject(
        field="sku",
        where="s.line IN (SELECT line FROM import_counts WHERE line > first_line)",
        reason="'este producto ya vino antes para el mismo almacén'",
    )
    stage.reject(
        field="quantity",
        where="s.line IN (SELECT c.line FROM import_counts c WHERE s.quantity < c.reserved)",
        reason="'hay más unidades reservadas para pedidos que las contadas'",
    )
    stage.sql(
        f"UPDATE {TABLE} s SET fate = CASE WHEN c.difference = 0 THEN 'unchanged' WHEN c.moved THEN 'updated' "
        "ELSE 'created' END FROM import_counts c WHERE c.line = s.line AND s.error IS NULL"
    )
    found = dict(stage.rows(f"SELECT fate, count(*) FROM {TABLE} WHERE error IS NULL GROUP BY fate"))
    stage.count("saldos", **{fate: found.get(fate, 0) for fate in ("created", "updated", "unchanged")})


def _warehouses(stage: Stage) -> None:
    """Rows without warehouse mean the only one; a house without any gets its first."""
    known = stage.rows("SELECT code, name FROM inventory_warehouse WHERE is_active ORDER BY code")
    if not known:
        stage.sql(
            "INSERT INTO inventory_warehouse (code, name, city, is_active, updated_at) "
            "VALUES ('principal', 'Almacén principal', '', true, now())"
        )
        if stage.batch_id:
            stage.made("inventory.Warehouse", "t.code = 'principal'")
        known = [("principal", "Almacén principal")]
    if len(known) == 1:
        stage.sql(f"UPDATE {TABLE} SET warehouse = %s WHERE warehouse IS NULL", [known[0][0]])
    stage.reject(field="warehouse", where="s.warehouse IS NULL", reason="'falta el almacén'")
    names = ", ".join(name for _, name in known[:8]).replace("'", "''").replace("%", "%%")
    stage.reject(
        field="warehouse",
        where="NOT EXISTS (SELECT FROM inventory_warehouse w WHERE w.is_active AND (crm_norm(w.code) = "
        "crm_norm(s.warehouse) OR crm_norm(w.name) = crm_norm(s.warehouse)))",
        reason=f"'no hay ningún almacén ' || s.warehouse || '; hay: {names}'",
    )


def apply(stage: Stage) -> None:
    """One movement a row that differs, through the ledger's own service."""
    rows = stage.rows(
        f"""
        SELECT c.product_id, c.warehouse_id, c.moved, c.difference, s.unit_cost, s.date, s.line
          FROM import_counts c JOIN {TABLE} s USING (line)
         WHERE s.error IS NULL AND s.fate <> 'unchanged' ORDER BY s.line
        """
    )
    batch = ImportBatch.objects.get(pk=stage.batch_id or 0)
    post_movements_bulk(
        rows=_movements(rows, stage), actor=batch.actor, import_batch=batch, why=f"importación de {batch.file_name}"
    )


def _movements(rows: list[tuple[Any, ...]], stage: Stage) -> Iterator[MovementRow]:
    day, moment = today(), now()
    for product_id, warehouse_id, moved, difference, cost, counted_on, line in rows:
        yield MovementRow(
            product_id=product_id,
            warehouse_id=warehouse_id,
            kind="count" if moved or difference < 0 else "opening",
            quantity=difference,
            unit_cost=cost if difference > 0 else None,
            occurred_on=counted_on or day,
            occurred_at=datetime.combine(counted_on, time(12), stage.zone) if counted_on else moment,
            key=f"importacion:{stage.batch_id}:{line}",
            reference="Conteo importado",
        )


def undo(batch: ImportBatch, cursor: Any, actor: Any) -> None:
    """The ledger forgets nothing: each movement of the import is reversed. Raises ``DomainError`` if stock is short."""
    movements = StockMovement.objects.filter(import_batch=batch, reversed_by=None, reverses=None).select_related(
        "product", "warehouse"
    )
    for movement in movements.order_by("-id"):
        reverse_movement(movement=movement, actor=actor, reason=f"Importación deshecha: {batch.file_name}"[:80])
