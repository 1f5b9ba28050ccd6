"""What twenty sellers did in three years with the generated customers: touches, tasks, calls of the exchange, comments.

Each customer is one seller's; good customers (the first ones) hear of him more often than others. Everything follows
from the number of the row, so that two runs are alike, and lies in order of time, as it came. Moments are working hours
up to this moment; open tasks stand around today.
"""

from django.contrib.auth.models import Group
from django.db import connection

from company.enums import Role, SalesLevel
from company.models import User
from company.services import sales_tree

from . import load, statements
from .generate import Size

SELLERS = 20
MOST = 1_000_000
CHIEF, SELLER = "jefe-bench", "vende-{}"
# Of a thousand rows so many are of each kind.
SHARES = {"interactions": 750, "tasks": 80, "calls": 150, "comments": 20}
TABLES = ("activities_interaction", "activities_task", "activities_phonecall", "activities_comment")

# A number from 0 to 1 out of the row's number and a salt.
DICE = "(abs(hashint8extended(n, {salt}) %% 1000000) / 1000000.0)"


def _dice(salt: int) -> str:
    return DICE.format(salt=salt)


# The customer, whose he is, and a working moment of the last three years.
DRAWN = f"""
    SELECT n, customer, (%(sellers)s::bigint[])[1 + customer %% {SELLERS}] AS seller, moment
    FROM (
        SELECT n, 1 + floor(%(customers)s * {_dice(1)} * {_dice(1)})::bigint AS customer,
               now() - interval '1 day' * floor(1092 * {_dice(2)})
                   - interval '1 second' * floor(32400 * {_dice(3)}) AS moment
        FROM generate_series(1::bigint, %(rows)s) AS n
    ) AS drawn
"""  # noqa: S608 - our own words

INTERACTIONS = f"""
INSERT INTO activities_interaction (version, created_at, updated_at, customer_id, type_id, channel, outcome, text,
    happened_at, seconds, cost, place, user_id, no_next_reason, external_id)
SELECT 1, moment, moment, customer, kind.id, kind.channel,
       (ARRAY['will_buy', 'wants_quote', 'thinking', 'no_answer', 'informed'])[1 + n %% 5],
       (ARRAY['Quiere repetir el pedido anterior y agregar velas.', 'Pide precio por cantidad, con el flete aparte.',
              'Lo conversa con su socia y nos dice el lunes.', '', 'Se le avisó que su pedido ya salió.'])[1 + n %% 5],
       moment, CASE WHEN kind.channel LIKE 'call%%' THEN 40 + n %% 500 END, kind.cost, '', seller, '', ''
FROM ({DRAWN}) AS d
JOIN (
    SELECT id, channel, cost, row_number() OVER (ORDER BY id) - 1 AS place
    FROM activities_actiontype WHERE code IN ('llamada', 'llamada-recibida', 'visita', 'correo', 'whatsapp', 'nota')
) AS kind ON kind.place = d.n %% 6
ORDER BY d.moment
"""  # noqa: S608 - our own words
# One of forty is still open, due within the ten days before and the thirty after today.
TASKS = f"""
INSERT INTO activities_task (version, created_at, updated_at, title, type_id, customer_id, owner_id, due_at, all_day,
    place, note, state, done_at, cancel_reason, rule_key)
SELECT 1, moment, moment, 'Llamar por su pedido de siempre ' || n, (SELECT id FROM activities_actiontype
           WHERE code = 'llamada'), customer, seller,
       CASE WHEN n %% 40 = 0 THEN date_trunc('hour', now()) + interval '1 day' * (n / 40 %% 40 - 10) ELSE moment END,
       false, '', '', CASE WHEN n %% 40 = 0 THEN 'open' ELSE 'done' END,
       CASE WHEN n %% 40 = 0 THEN NULL ELSE moment END, '', ''
FROM ({DRAWN}) AS d
ORDER BY d.moment
"""  # noqa: S608 - our own words
# One of eight was missed; those of the last three days wait, the others were called back.
CALLS = f"""
INSERT INTO activities_phonecall (version, created_at, updated_at, external_id, number, phone, direction, answered,
    started_at, seconds, extension, user_id, customer_id, treatment, treated_at, note)
SELECT 1, moment, moment, 'CEN-' || n, c.phone, c.phone, CASE WHEN n %% 8 < 5 THEN 'in' ELSE 'out' END, n %% 8 > 0,
       moment, CASE WHEN n %% 8 > 0 THEN 30 + n %% 700 ELSE 0 END, (100 + customer %% {SELLERS})::text, seller,
       customer,
       CASE WHEN n %% 8 > 0 THEN 'none' WHEN moment > now() - interval '3 days' THEN 'pending' ELSE 'called_back' END,
       CASE WHEN n %% 8 = 0 AND moment <= now() - interval '3 days' THEN moment + interval '1 hour' END, ''
FROM ({DRAWN}) AS d JOIN customers_customer c ON c.id = d.customer
ORDER BY d.moment
"""  # noqa: S608 - our own words
COMMENTS = f"""
INSERT INTO activities_comment (version, created_at, updated_at, customer_id, text, source, said_at, score, score_of,
    relevance, kind, sentiment, topic_id, product_code, external_id)
SELECT 1, moment, moment, customer,
       (ARRAY['Las tazas llegaron bien envueltas y a tiempo, gracias', 'El precio subió y nadie nos avisó antes',
              'Quisiera más colores de velas para las mesas del restaurante', 'La entrega demoró dos días más'])
       [1 + n %% 4] || ', pedido ' || n, 'survey', moment, n %% 11, 10,
       CASE WHEN moment > now() - interval '20 days' THEN 'unread' ELSE 'relevant' END, '',
       (ARRAY['positive', 'negative', 'neutral', 'negative'])[1 + n %% 4],
       (SELECT min(id) FROM activities_topic) + n %% (SELECT count(*) FROM activities_topic), '', ''
FROM ({DRAWN}) AS d
ORDER BY d.moment
"""  # noqa: S608 - our own words
OWNERS = f"UPDATE customers_customer SET owner_id = (%(sellers)s::bigint[])[1 + id %% {SELLERS}]"  # noqa: S608


def fill(size: Size) -> dict[str, int]:
    """Make them in a company that has customers; gives how many rows there are of each kind."""
    sellers = _people()
    total = min(MOST, size.orders)
    rows = {kind: total * share // 1000 for kind, share in SHARES.items()}
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0; SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'")
        cursor.execute(statements.TRIGGERS, ["DISABLE", ["customers_customer"]])
        toggles = [row[0] for row in cursor.fetchall()]
        for toggle in toggles:
            cursor.execute(toggle)
        cursor.execute(OWNERS, {"sellers": sellers})
        for toggle in toggles:
            cursor.execute(toggle.replace(" DISABLE TRIGGER ", " ENABLE TRIGGER "))
        with load.bare_tables(cursor, TABLES):
            for kind, statement in zip(SHARES, (INTERACTIONS, TASKS, CALLS, COMMENTS), strict=True):
                cursor.execute(statement, {"rows": rows[kind], "customers": size.customers, "sellers": sellers})
        for table in (*TABLES, "customers_customer"):
            cursor.execute(f"VACUUM (ANALYZE) {connection.ops.quote_name(table)}")
    return rows


def _people() -> list[int]:
    """Twenty sellers under one chief; their ids."""
    chief = _person(CHIEF, Role.SUPERVISOR)
    top = sales_tree.place(person=chief, level=SalesLevel.SUPERVISOR, parent=None, actor=None)
    found = []
    for number in range(SELLERS):
        one = _person(SELLER.format(number), Role.SELLER)
        sales_tree.place(person=one, level=SalesLevel.SELLER, parent=top, actor=None)
        found.append(one.pk)
    return found


def _person(username: str, role: Role) -> User:
    one, _ = User.objects.get_or_create(username=username, defaults={"email": f"{username}@empresa.example"})
    one.groups.set([Group.objects.get_or_create(name=role.value)[0]])
    return one
