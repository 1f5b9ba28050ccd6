"""What the demo's company keeps of its customers: eight fields in three groups, contacts, families."""

from datetime import date
from typing import Any

from django.db import connection

from customers.enums import Kind
from customers.models import CustomFieldGroup
from customers.services.fields import save_field

BOTH = [Kind.COMPANY.value, Kind.CORPORATE.value]
# (group, code, name, type, kinds, options, help)
FIELDS: tuple[tuple[Any, ...], ...] = (
    ("Gustos", "estilo", "Estilo que busca", "choice", None, ["Clásico", "Romántico", "Infantil", "Navideño"], ""),
    ("Gustos", "ocasiones", "Compra para", "choices", None, ["Cumpleaños", "Boda", "Navidad", "Decoración"], ""),
    ("Gustos", "tiene", "Productos que tiene", "products", None, [], "Lo que ya le vimos o le vendimos."),
    ("Negocio", "locales", "Locales", "number", BOTH, [], "Cuántas tiendas tiene abiertas."),
    ("Negocio", "cupo", "Cupo de crédito", "money", BOTH, [], "Lo más que se le fía."),
    ("Negocio", "consignacion", "Trabaja a consignación", "boolean", BOTH, [], ""),
    ("Relación", "aniversario", "Día de su aniversario", "date", None, [], "El de su boda o el de su tienda."),
    ("Relación", "referido", "Quién lo trajo", "text", None, [], ""),
)
# A number from 0 to 99 out of the customer, a word and the seed: the same at every load.
CHANCE = "abs(hashtext(c.code || '{word}' || %(seed)s::text)) %% 100"


def _chance(word: str) -> str:
    return CHANCE.format(word=word)


VALUES = f"""
UPDATE customers_customer c SET custom = jsonb_strip_nulls(jsonb_build_object(
    'estilo', CASE WHEN {_chance("estilo")} < 62
              THEN (ARRAY['Clásico', 'Romántico', 'Infantil', 'Navideño'])[1 + {_chance("cual")} / 25] END,
    'ocasiones', CASE WHEN {_chance("ocasion")} < 25 THEN '["Cumpleaños", "Navidad"]'::jsonb
                      WHEN {_chance("ocasion")} < 45 THEN '["Boda"]'::jsonb
                      WHEN {_chance("ocasion")} < 60 THEN '["Decoración"]'::jsonb END,
    'tiene', CASE WHEN {_chance("tiene")} < 20 THEN (
        SELECT jsonb_agg(p.sku ORDER BY p.sku) FROM (SELECT sku FROM inventory_product
        WHERE id %% 997 = c.id %% 997 ORDER BY id LIMIT 3) p) END,
    'locales', CASE WHEN c.kind <> 'natural' THEN 1 + {_chance("locales")} / 12 END,
    'cupo', CASE WHEN c.kind <> 'natural' THEN 500 * (1 + {_chance("cupo")} / 8) END,
    'consignacion', CASE WHEN c.kind <> 'natural' THEN {_chance("consigna")} < 30 END,
    'aniversario', CASE WHEN {_chance("dia")} < 18
                   THEN to_char(date '2009-01-05' + ({_chance("dia")} * 61), 'YYYY-MM-DD') END,
    'referido', CASE WHEN {_chance("referido")} < 12 THEN 'Una clienta de la tienda de San Blas' END
)),
    activity_code = CASE WHEN c.kind <> 'natural' THEN '4773' ELSE c.activity_code END,
    employees = CASE WHEN c.kind <> 'natural' THEN 2 + {_chance("gente")} / 4 END,
    legal_representative = CASE WHEN c.kind <> 'natural'
        THEN (ARRAY['Elena Huamán', 'Julio Paredes', 'Marta Cusi', 'Óscar Vega'])
             [1 + {_chance("firma")} / 25] ELSE '' END
"""  # noqa: S608 - only constants of this file
CONTACTS = f"""
INSERT INTO customers_contact (customer_id, first_name, last_name, role, phone, email, note, is_main,
    is_active, updated_at)
SELECT c.id, p.first_name, p.last_name, p.role,
       '+519' || lpad((abs(hashtext(c.code || p.role)) %% 100000000)::text, 8, '0'),
       lower(p.first_name) || '.' || c.id || '@ejemplo.pe', '', p.main, true, now()
FROM customers_customer c CROSS JOIN (VALUES
    ('Elena', 'Huamán', 'Gerente', true, 100), ('Julio', 'Paredes', 'Compras', false, 60),
    ('Marta', 'Cusi', 'Pagos', false, 35)
) p(first_name, last_name, role, main, share)
WHERE c.kind <> 'natural' AND {_chance("contacto")} < p.share
"""  # noqa: S608 - only constants of this file
FAMILY = """
UPDATE customers_customer c SET parent_id = f.parent
FROM (SELECT id, first_value(id) OVER (PARTITION BY (n - 1) / 5 ORDER BY n) AS parent FROM (
    SELECT id, row_number() OVER (ORDER BY id) AS n FROM customers_customer
    WHERE kind <> 'natural' ORDER BY id LIMIT 15) o) f
WHERE c.id = f.id AND f.parent <> c.id
"""


def fill(*, today: date, seed: int) -> None:
    """Fields by their service, values in sets."""
    for place, (group, code, label, field_type, kinds, options, help_text) in enumerate(FIELDS, start=1):
        head = CustomFieldGroup.objects.get_or_create(name=group, defaults={"order": place * 10})[0]
        save_field(
            actor=None,
            code=code,
            group=head,
            label=label,
            field_type=field_type,
            kinds=kinds or Kind.values,
            options=options,
            help_text=help_text,
            order=place * 10,
        )
    with connection.cursor() as cursor:
        for statement in (VALUES, CONTACTS, FAMILY):
            cursor.execute(statement, {"today": today, "seed": seed} if statement is not FAMILY else None)
