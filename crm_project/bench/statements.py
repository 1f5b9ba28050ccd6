"""SQL of the load: from narrow staged integers to the full rows of the models."""

CITIES = ["Lima", "Arequipa", "Cusco", "Trujillo", "Piura", "Chiclayo", "Ica", "Tacna", "Puno", "Huaraz", "Iquitos", ""]
FIRST_NAMES = [
    "María",
    "José",
    "Luis",
    "Rosa",
    "Carlos",
    "Ana",
    "Jorge",
    "Carmen",
    "Juan",
    "Elena",
    "Miguel",
    "Lucía",
    "Pedro",
    "Julia",
    "Víctor",
    "Sofía",
    "Raúl",
    "Inés",
    "Hugo",
    "Milagros",
    "Óscar",
    "Nélida",
    "César",
    "Yolanda",
    "Iván",
    "Teresa",
    "Rubén",
    "Pilar",
    "Édgar",
    "Gladys",
    "Abel",
    "Flor",
]
LAST_NAMES = [
    "Quispe",
    "Flores",
    "Sánchez",
    "Rodríguez",
    "García",
    "Rojas",
    "Huamán",
    "Mamani",
    "Díaz",
    "Torres",
    "López",
    "González",
    "Ramos",
    "Mendoza",
    "Chávez",
    "Vásquez",
    "Castillo",
    "Espinoza",
    "Ramírez",
    "Condori",
    "Gutiérrez",
    "Fernández",
    "Castro",
    "Cruz",
    "Ñahui",
    "Peña",
    "Salas",
    "Vilca",
    "Ticona",
    "Ayala",
    "Núñez",
    "Luján",
]
GOODS = [
    "Taza",
    "Bolsa",
    "Vela",
    "Caja",
    "Adorno",
    "Cojín",
    "Manta",
    "Lámpara",
    "Plato",
    "Jarra",
    "Marco",
    "Reloj",
    "Cuaderno",
    "Lápiz",
    "Florero",
    "Canasta",
]

CATALOGUE = [
    """INSERT INTO inventory_category (id, code, name, path, "order", updated_at)
       SELECT n, 'rubro-' || n, (%(goods)s)[n] || 's', n || '/', n, now() FROM generate_series(1, 16) AS n""",
    """INSERT INTO inventory_product (id, sku, name, kind, category_id, barcode, description, image, unit, price, cost,
                                      lead_time_days, updated_at)
       SELECT n, 'P-' || lpad(n::text, 6, '0'), (%(goods)s)[1 + n %% 16] || ' modelo ' || n, 'goods', 1 + n %% 16, '',
              '', '', 'unidad', 5 + n %% 90, 3 + n %% 50, 7 + n %% 20, now()
       FROM generate_series(1, %(products)s) AS n""",
    """INSERT INTO inventory_warehouse (id, code, name, city, is_active, updated_at)
       VALUES (1, 'central', 'Almacén central', 'Lima', true, now())""",
    """INSERT INTO customers_customer (id, code, kind, lifecycle, first_name, last_name, legal_name, trade_name,
               document_kind, document_number, email, phone, gender, street, district, city, region, postal_code,
               country, notes, updated_at)
       SELECT n, 'C' || lpad(n::text, 8, '0'), 'natural', 'customer',
              (%(first_names)s)[1 + (n * 7919) %% 32],
              (%(last_names)s)[1 + (n * 104729) %% 32] || ' ' || (%(last_names)s)[1 + (n * 1299709) %% 32],
              '', '', 'dni', lpad((10000000 + (n * 48271) %% 89999999)::text, 8, '0'), 'c' || n || '@correo.example',
              '+519' || lpad(((n * 16807) %% 99999999)::text, 8, '0'), '', '', '', (%(cities)s)[1 + (n * 31) %% 11],
              '', '', 'PE', '', now()
       FROM generate_series(1::bigint, %(customers)s) AS n""",
    "INSERT INTO customers_customerstanding (customer_id) SELECT id FROM customers_customer",
]

STAGE_ORDERS = """CREATE UNLOGGED TABLE bench_orders (id bigint, customer bigint, day bigint, second bigint,
    cents bigint, kind bigint, status bigint, channel bigint, city bigint)"""
ORDERS = """
INSERT INTO sales_order (id, number, kind, status, customer_id, placed_at, placed_on, channel, city, currency, total,
                         tax, note, updated_at)
SELECT id, 'B' || id, (%(kinds)s)[kind + 1], (%(statuses)s)[status + 1], nullif(customer, 0),
       (date '2000-01-01' + day::int) + make_interval(secs => second + 18000), date '2000-01-01' + day::int,
       (%(channels)s)[channel + 1], (%(cities)s)[city + 1], 'PEN', cents / 100.0, 0, '', now()
FROM bench_orders
"""
STAGE_LINES = (
    'CREATE UNLOGGED TABLE bench_lines ("order" bigint, position bigint, product bigint, quantity bigint, cents bigint)'
)
LINES = """
INSERT INTO sales_orderline (order_id, position, kind, product_id, sku, name, quantity, unit_price, unit_cost, total)
SELECT "order", position, 'product', product, 'P-' || lpad(product::text, 6, '0'), 'Producto ' || product, quantity,
       abs(cents) / 100.0 / abs(quantity), round(0.6 * abs(cents) / 100.0 / abs(quantity), 4),
       round(abs(cents) / 100.0 / abs(quantity) * quantity, 4)
FROM bench_lines WHERE cents <> 0
"""
# Every tenth sale was given on credit for thirty days; those of the last 120 days are still owed.
CREDIT = """
UPDATE sales_order SET due_on = placed_on + 30,
       paid = CASE WHEN placed_on > (SELECT max(placed_on) FROM sales_order) - 120 THEN 0 ELSE total + tax END
 WHERE id % 10 = 0 AND kind = 'sale' AND customer_id IS NOT NULL AND total > 0
"""
# A sale movement a product and day; before each four weeks, a receipt of what they will take and a tenth more.
MOVEMENTS = """
WITH sold AS (
    SELECT line.product_id, orders.placed_on, sum(line.quantity) AS units, avg(line.unit_cost) AS cost
    FROM sales_orderline AS line JOIN sales_order AS orders ON orders.id = line.order_id
    WHERE orders.booked GROUP BY 1, 2
), bought AS (
    SELECT product_id, min(placed_on) - 1 AS placed_on, ceil(sum(greatest(units, 0)) * 1.1) + 1 AS units,
           avg(cost) AS cost
    FROM sold GROUP BY product_id, (placed_on - date '2023-01-01') / 28
)
INSERT INTO inventory_stockmovement (product_id, warehouse_id, kind, quantity, unit_cost, occurred_on, reference, key)
SELECT product_id, 1, 'receipt', units, cost, placed_on, '', 'r' || product_id || ':' || placed_on FROM bought
UNION ALL
SELECT product_id, 1, CASE WHEN units > 0 THEN 'sale' ELSE 'return' END, -units, cost, placed_on, '',
       's' || product_id || ':' || placed_on
FROM sold WHERE units <> 0
ORDER BY 6
"""
SEQUENCES = [(name, "id") for name in ("inventory_category", "inventory_product", "inventory_warehouse")] + [
    (name, "id") for name in ("customers_customer", "sales_order", "sales_orderline", "inventory_stockmovement")
]

# Foreign keys, unique keys (not the primary ones, which others point to), other indexes: how to drop, to create.
CONSTRAINTS_AND_INDEXES = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
       format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint
WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('f', 'u')
UNION ALL
SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
FROM pg_index
WHERE indrelid::regclass::text = ANY(%s)
  AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
ORDER BY 1
"""
TRIGGERS = """
SELECT format('ALTER TABLE %%s %%s TRIGGER %%I', tgrelid::regclass, %s, tgname)
FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY(%s)
"""
