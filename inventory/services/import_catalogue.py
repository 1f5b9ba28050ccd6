"""Product files, in sets. A product is known by its code; what a file leaves empty stays as it is."""

from typing import Any

from core.imports.staging import TABLE, Stage
from inventory.models import Product

PLAIN = ("name", "barcode", "price", "cost", "unit", "tax_rate")


def new_categories(stage: Stage, names: str) -> None:
    """Make the categories of ``names`` (a SELECT of ``name``) that nobody has, by name without case and accents."""
    slug = "left(btrim(regexp_replace(crm_norm(n.name), '[^a-z0-9]+', '-', 'g'), '-'), 60)"
    stage.sql(
        f"""
        INSERT INTO inventory_category (code, name, path, "order", updated_at)
        SELECT {slug}, min(n.name), '', 100, now() FROM ({names}) n
         WHERE n.name IS NOT NULL AND {slug} <> ''
           AND NOT EXISTS (SELECT FROM inventory_category x WHERE crm_norm(x.name) = crm_norm(n.name))
         GROUP BY 1 ON CONFLICT (code) DO NOTHING
        """
    )
    fresh = "t.path = '' AND t.updated_at = now()"
    stage.made("inventory.Category", fresh)
    stage.sql("UPDATE inventory_category t SET path = t.id || '/' WHERE " + fresh)


def _new_brands(stage: Stage) -> None:
    highest = stage.one("SELECT coalesce(max(id), 0) FROM inventory_brand")
    stage.sql(
        f"""
        INSERT INTO inventory_brand (name) SELECT min(brand) FROM {TABLE}
         WHERE error IS NULL AND brand IS NOT NULL
           AND NOT EXISTS (SELECT FROM inventory_brand b WHERE crm_norm(b.name) = crm_norm(brand))
         GROUP BY crm_norm(brand) ON CONFLICT (name) DO NOTHING
        """
    )
    stage.made("inventory.Brand", f"t.id > {int(highest)}")


def check(stage: Stage) -> None:
    """Refuse repeated codes and bar codes of others; say which products are new, changed, the same."""
    stage.reject_repeated(field="sku", what="el código")
    stage.reject(
        field="name",
        where="s.name IS NULL AND NOT EXISTS (SELECT FROM inventory_product p WHERE p.sku = s.sku)",
        reason="'falta el nombre del producto nuevo'",
    )
    stage.reject(
        field="barcode",
        where="EXISTS (SELECT FROM inventory_product p WHERE p.barcode = s.barcode AND p.sku <> s.sku)",
        reason="'ese código de barras ya es de otro producto'",
    )
    stage.reject_repeated(field="barcode", what="el código de barras")
    differs = " OR ".join(f"s.{key} IS NOT NULL AND s.{key} IS DISTINCT FROM p.{key}" for key in PLAIN)
    stage.sql(
        f"""
        UPDATE {TABLE} s SET fate = CASE WHEN p.id IS NULL THEN 'created' WHEN {differs}
               OR s.category IS NOT NULL AND crm_norm(s.category) IS DISTINCT FROM crm_norm(k.name)
               OR s.brand IS NOT NULL AND crm_norm(s.brand) IS DISTINCT FROM crm_norm(b.name)
               THEN 'updated' ELSE 'unchanged' END
          FROM {TABLE} x LEFT JOIN inventory_product p ON p.sku = x.sku
          LEFT JOIN inventory_category k ON k.id = p.category_id LEFT JOIN inventory_brand b ON b.id = p.brand_id
         WHERE x.line = s.line AND s.error IS NULL
        """
    )
    found = dict(stage.rows(f"SELECT fate, count(*) FROM {TABLE} WHERE error IS NULL GROUP BY fate"))
    stage.count("productos", **{fate: found.get(fate, 0) for fate in ("created", "updated", "unchanged")})


CATEGORY = "(SELECT min(k.id) FROM inventory_category k WHERE crm_norm(k.name) = crm_norm(s.category))"
BRAND = "(SELECT min(b.id) FROM inventory_brand b WHERE crm_norm(b.name) = crm_norm(s.brand))"


def apply(stage: Stage) -> None:
    """Write categories, brands and products."""
    new_categories(stage, f"SELECT category AS name FROM {TABLE} WHERE error IS NULL AND fate <> 'unchanged'")
    _new_brands(stage)
    changed = f"t.sku IN (SELECT sku FROM {TABLE} WHERE error IS NULL AND fate = 'updated')"
    stage.keep("inventory.Product", changed)
    sets = ", ".join(f"{key} = coalesce(s.{key}, t.{key})" for key in PLAIN)
    stage.sql(
        f"UPDATE inventory_product t SET {sets}, category_id = coalesce({CATEGORY}, t.category_id), "
        f"brand_id = coalesce({BRAND}, t.brand_id), version = t.version + 1, updated_at = now() "
        f"FROM {TABLE} s WHERE s.sku = t.sku AND s.error IS NULL AND s.fate = 'updated'"
    )
    stage.sql(
        f"""
        INSERT INTO inventory_product (sku, name, kind, category_id, brand_id, barcode, description, image, unit, price,
            cost, tax_rate, updated_at, import_batch_id)
        SELECT s.sku, s.name, 'goods', {CATEGORY}, {BRAND}, coalesce(s.barcode, ''), '', '', coalesce(s.unit, 'unidad'),
               coalesce(s.price, 0), s.cost, s.tax_rate, now(), %(batch)s
          FROM {TABLE} s WHERE s.error IS NULL AND s.fate = 'created' ORDER BY s.line
        """,
        {"batch": stage.batch_id},
    )


def stands(batch: Any) -> bool:
    """Are the products of a former load all still there?"""
    return Product.objects.filter(import_batch=batch).count() == batch.records.get("productos", {}).get("created", 0)
