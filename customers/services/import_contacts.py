"""Files of contacts, in sets. A contact of a customer is known by mail, else by phone, else by name."""

from core.imports.staging import TABLE, Stage

TEXTS = ("first_name", "last_name", "role", "phone", "email")


def check(stage: Stage) -> None:
    """Refuse rows of unknown customers and repeated people; say who is new, changed, the same."""
    stage.sql(f"ALTER TABLE {TABLE} ADD COLUMN customer_id bigint, ADD COLUMN contact_id bigint")
    stage.sql(
        f"UPDATE {TABLE} s SET customer_id = c.id FROM customers_customer c "
        "WHERE c.code = s.customer_code AND s.error IS NULL"
    )
    stage.reject(
        field="customer_code",
        where="s.customer_id IS NULL",
        reason="'no hay un cliente con el código ' || s.customer_code",
    )
    stage.sql(
        f"""
        UPDATE {TABLE} s SET contact_id = (
            SELECT t.id FROM customers_contact t WHERE t.customer_id = s.customer_id AND (
                (s.email IS NOT NULL AND t.email = s.email) OR (s.phone IS NOT NULL AND t.phone = s.phone)
                OR crm_norm(t.first_name || ' ' || t.last_name)
                 = crm_norm(s.first_name || ' ' || coalesce(s.last_name, '')))
            ORDER BY (t.email = s.email) DESC NULLS LAST, (t.phone = s.phone) DESC NULLS LAST, t.id LIMIT 1)
         WHERE s.error IS NULL
        """
    )
    key = (
        "customer_id, coalesce(contact_id::text, email, phone, crm_norm(first_name || ' ' || coalesce(last_name, '')))"
    )
    stage.sql(
        f"UPDATE {TABLE} s SET error_field = 'first_name', error_value = s.first_name, "
        "error = 'repite a la persona de la línea ' || r.first FROM (SELECT line, min(line) OVER "
        f"(PARTITION BY {key}) AS first FROM {TABLE} WHERE error IS NULL) r WHERE r.line = s.line AND r.first < s.line"
    )
    differs = " OR ".join(f"s.{key} IS NOT NULL AND s.{key} <> t.{key}" for key in TEXTS)
    stage.sql(
        f"UPDATE {TABLE} s SET fate = CASE WHEN t.id IS NULL THEN 'created' WHEN {differs} OR NOT t.is_active "
        f"THEN 'updated' ELSE 'unchanged' END FROM {TABLE} x LEFT JOIN customers_contact t ON t.id = x.contact_id "
        "WHERE x.line = s.line AND s.error IS NULL"
    )
    found = dict(stage.rows(f"SELECT fate, count(*) FROM {TABLE} WHERE error IS NULL GROUP BY fate"))
    stage.count("contactos", **{fate: found.get(fate, 0) for fate in ("created", "updated", "unchanged")})


def apply(stage: Stage) -> None:
    """Write new contacts, change those that differ."""
    stage.keep(
        "customers.Contact", f"t.id IN (SELECT contact_id FROM {TABLE} WHERE error IS NULL AND fate = 'updated')"
    )
    sets = ", ".join(f"{key} = coalesce(s.{key}, t.{key})" for key in TEXTS)
    stage.sql(
        f"UPDATE customers_contact t SET {sets}, is_active = true, version = t.version + 1, updated_at = now() "
        f"FROM {TABLE} s WHERE s.contact_id = t.id AND s.error IS NULL AND s.fate = 'updated'"
    )
    values = ", ".join(f"coalesce(s.{key}, '')" for key in TEXTS)
    stage.sql(
        f"INSERT INTO customers_contact (customer_id, {', '.join(TEXTS)}, note, is_main, is_active, updated_at, "
        f"import_batch_id) SELECT s.customer_id, {values}, '', false, true, now(), %(batch)s "
        f"FROM {TABLE} s WHERE s.error IS NULL AND s.fate = 'created' ORDER BY s.line",
        {"batch": stage.batch_id},
    )
