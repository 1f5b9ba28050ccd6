"""Files of interactions, in sets.

An interaction is known by the other system's number; without number by customer, channel, moment and text. The person
is known by user name, mail or full name, where exactly one has it.
"""

from typing import Any

from activities.models import Interaction
from core.imports.staging import TABLE, Stage

MODEL = "activities.Interaction"
# Of a channel the first kind of action on offer, for its cost.
KIND_OF = """
    (SELECT k.id FROM activities_actiontype k WHERE k.channel = s.channel ORDER BY k."order", k.id LIMIT 1)
"""
PEOPLE = """
    SELECT name, min(id) AS id FROM (
        SELECT lower(username) AS name, id FROM company_user UNION
        SELECT lower(email), id FROM company_user WHERE email <> '' UNION
        SELECT crm_norm(btrim(first_name || ' ' || last_name)), id FROM company_user) n
     WHERE name <> '' GROUP BY name HAVING count(DISTINCT id) = 1
"""
SECONDS = "coalesce(s.duration_seconds, round(s.duration_minutes * 60))::integer"


def check(stage: Stage) -> None:
    """Refuse unknown customers and people, the future and what came twice; say what is new, changed, the same."""
    _resolve(stage)
    stage.reject(
        field="customer_code",
        where="s.line IN (SELECT line FROM import_interactions WHERE customer_id IS NULL)",
        reason="'no hay ningún cliente con el código ' || s.customer_code",
    )
    stage.reject(
        field="user_",
        where="s.user_ IS NOT NULL AND s.line IN (SELECT line FROM import_interactions WHERE user_id IS NULL)",
        reason="'no hay nadie aquí que se llame ' || s.user_",
    )
    stage.reject(
        field="happened_at",
        where=f"s.happened_at > (now() AT TIME ZONE '{stage.zone.key}') + interval '1 day'",
        reason="'esa fecha todavía no llega'",
    )
    stage.sql(
        f"UPDATE {TABLE} s SET error_field = 'external_id', error_value = s.external_id, "
        "error = 'repite lo de la línea ' || r.first FROM (SELECT line, min(line) OVER (PARTITION BY "
        "CASE WHEN external_id IS NOT NULL THEN external_id "
        "ELSE (customer_code, channel, happened_at, md5(coalesce(text, '')))::text END) AS first "
        f"FROM {TABLE} WHERE error IS NULL) r WHERE r.line = s.line AND r.first < s.line"
    )
    stage.sql(
        f"UPDATE {TABLE} s SET fate = i.fate FROM import_interactions i WHERE i.line = s.line AND s.error IS NULL"
    )
    found = dict(stage.rows(f"SELECT fate, count(*) FROM {TABLE} WHERE error IS NULL GROUP BY fate"))
    stage.count("acciones", **{fate: found.get(fate, 0) for fate in ("created", "updated", "unchanged")})


def _resolve(stage: Stage) -> None:
    stage.temporary(
        "import_interactions",
        f"""
        SELECT s.line, c.id AS customer_id, u.id AS user_id, coalesce(e.id, n.id) AS interaction_id,
               CASE WHEN coalesce(e.id, n.id) IS NULL THEN 'created'
                    WHEN e.id IS NOT NULL AND (e.customer_id, e.channel, e.happened_at) IS DISTINCT FROM
                         (c.id, s.channel::varchar, s.happened_at AT TIME ZONE %(zone)s)
                      OR s.text IS NOT NULL AND coalesce(e.text, n.text) <> s.text
                      OR s.outcome IS NOT NULL AND coalesce(e.outcome, n.outcome) <> s.outcome
                      OR u.id IS NOT NULL AND coalesce(e.user_id, n.user_id) IS DISTINCT FROM u.id
                      OR {SECONDS} IS NOT NULL AND coalesce(e.seconds, n.seconds) IS DISTINCT FROM {SECONDS}
                    THEN 'updated' ELSE 'unchanged' END AS fate
          FROM {TABLE} s LEFT JOIN LATERAL (
                SELECT id FROM customers_customer x
                 WHERE x.code = s.customer_code OR x.document_number = s.customer_code AND NOT EXISTS
                       (SELECT FROM customers_customer y WHERE y.code = s.customer_code)
                 ORDER BY x.id LIMIT 1) c ON true
          LEFT JOIN ({PEOPLE}) u ON u.name IN (lower(s.user_), crm_norm(s.user_))
          LEFT JOIN activities_interaction e ON e.external_id = s.external_id AND e.external_id <> ''
          LEFT JOIN LATERAL (SELECT x.* FROM activities_interaction x
             WHERE s.external_id IS NULL AND x.external_id = '' AND x.customer_id = c.id AND x.channel = s.channel
               AND x.happened_at = s.happened_at AT TIME ZONE %(zone)s AND x.text = coalesce(s.text, '')
             ORDER BY x.id LIMIT 1) n ON true
         WHERE s.error IS NULL
        """,
        {"zone": stage.zone.key},
    )


def apply(stage: Stage) -> None:
    """Write new interactions, change those that differ."""
    parameters = {"zone": stage.zone.key, "batch": stage.batch_id}
    stage.keep(MODEL, "t.id IN (SELECT interaction_id FROM import_interactions WHERE fate = 'updated')")
    stage.sql(
        f"""
        UPDATE activities_interaction t SET customer_id = i.customer_id, channel = s.channel,
               happened_at = s.happened_at AT TIME ZONE %(zone)s, outcome = coalesce(s.outcome, t.outcome),
               text = coalesce(s.text, t.text), user_id = coalesce(i.user_id, t.user_id),
               seconds = coalesce({SECONDS}, t.seconds), version = t.version + 1, updated_at = now()
          FROM import_interactions i JOIN {TABLE} s USING (line)
         WHERE i.interaction_id = t.id AND i.fate = 'updated' AND s.error IS NULL
        """,
        parameters,
    )
    stage.sql(
        f"""
        INSERT INTO activities_interaction (customer_id, user_id, type_id, channel, outcome, text, happened_at, seconds,
               cost, external_id, updated_at, import_batch_id)
        SELECT i.customer_id, i.user_id, k.id, s.channel, coalesce(s.outcome, ''), coalesce(s.text, ''),
               s.happened_at AT TIME ZONE %(zone)s, {SECONDS}, coalesce(k.cost, 0), coalesce(s.external_id, ''), now(),
               %(batch)s
          FROM import_interactions i JOIN {TABLE} s USING (line)
          LEFT JOIN activities_actiontype k ON k.id = {KIND_OF}
         WHERE i.fate = 'created' AND s.error IS NULL ORDER BY s.happened_at, s.line
        """,
        parameters,
    )


def stands(batch: Any) -> bool:
    """Are the interactions of a former load all still there?"""
    made = batch.records.get("acciones", {}).get("created", 0)
    return Interaction.objects.filter(import_batch=batch).count() == made
