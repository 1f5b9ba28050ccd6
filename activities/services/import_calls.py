"""Files of the telephone exchange, in sets.

A call is known by the exchange's own number; without it by number, moment, direction and extension. Phones become
E.164 in the company's country and lead to the customer where exactly one customer (or his contact) has that phone.
A missed incoming call waits to be returned, unless its number is withheld; an answered call from or to the same number
within ``ANSWERS_WITHIN`` after it returns it (see ``activities.services.call_links``).
"""

import io
from typing import Any

from activities.importers.calls import e164, is_withheld
from activities.models import PhoneCall
from activities.services import call_links
from core.imports.staging import TABLE, Stage, escaped

CHUNK = 20_000
MODEL = "activities.PhoneCall"


def check(stage: Stage) -> None:
    """Refuse what came twice, find what stands, say which calls are new, changed, the same."""
    stage.sql(
        f"UPDATE {TABLE} SET duration_seconds = coalesce(duration_seconds, duration, '0'), "
        "extension = coalesce(extension, ''), external_id = coalesce(external_id, ''), "
        "answered = coalesce(answered, CASE WHEN coalesce(duration_seconds, duration, '0') = '0' THEN 'no' "
        "ELSE 'yes' END) WHERE error IS NULL"
    )
    _phones(stage)
    _repeated(stage)
    _resolve(stage)
    stage.reject(
        field="answered",
        where="s.line IN (SELECT line FROM import_calls WHERE treated)",
        reason="'esa llamada perdida ya se trató, y el archivo dice ahora que se atendió'",
    )
    stage.sql(f"UPDATE {TABLE} s SET fate = c.fate FROM import_calls c WHERE c.line = s.line AND s.error IS NULL")
    found = dict(stage.rows(f"SELECT fate, count(*) FROM {TABLE} WHERE error IS NULL GROUP BY fate"))
    stage.count("llamadas", **{fate: found.get(fate, 0) for fate in ("created", "updated", "unchanged")})


def _phones(stage: Stage) -> None:
    """Each number once through the library, back by COPY."""
    stage.sql("DROP TABLE IF EXISTS import_numbers")
    stage.sql("CREATE TEMP TABLE import_numbers (number text, phone text, withheld boolean)")
    last = ""
    while rows := stage.rows(
        f"SELECT DISTINCT number FROM {TABLE} WHERE error IS NULL AND number > %s ORDER BY number LIMIT {CHUNK}", [last]
    ):
        text = io.StringIO()
        for (number,) in rows:
            text.write(
                f"{escaped(number)}\t{e164(number, stage.formats.country)}\t{'t' if is_withheld(number) else 'f'}\n"
            )
        text.seek(0)
        stage.cursor.copy_expert("COPY import_numbers FROM STDIN", text)
        last = rows[-1][0]
    stage.temporary(
        "import_phones",
        "SELECT t.number, t.phone, t.withheld, o.customer_id FROM import_numbers t "
        f"LEFT JOIN {call_links.OWNER} AND t.phone <> ''",
    )
    stage.sql("DROP TABLE import_numbers")


def _repeated(stage: Stage) -> None:
    stage.sql(
        f"UPDATE {TABLE} s SET error_field = 'external_id', error_value = left(s.external_id, 200), "
        "error = 'repite la llamada de la línea ' || r.first FROM (SELECT line, min(line) OVER (PARTITION BY "
        "external_id, CASE WHEN external_id = '' THEN (number, started_at, direction, extension)::text END) AS first "
        f"FROM {TABLE} WHERE error IS NULL) r WHERE r.line = s.line AND r.first < s.line"
    )


def _resolve(stage: Stage) -> None:
    stage.temporary(
        "import_calls",
        f"""
        SELECT s.line, p.phone, p.withheld, p.customer_id, coalesce(e.id, n.id) AS call_id,
               coalesce(e.treatment, n.treatment) NOT IN ('none', 'pending')
               AND (s.answered = 'yes' OR s.direction = 'out') AS treated,
               CASE WHEN coalesce(e.id, n.id) IS NULL THEN 'created'
                    WHEN e.id IS NOT NULL AND (e.number, e.started_at, e.direction, e.extension, e.answered, e.seconds)
                         IS DISTINCT FROM (s.number::varchar, s.started_at AT TIME ZONE %(zone)s, s.direction::varchar,
                         s.extension::varchar, s.answered = 'yes', s.duration_seconds::integer)
                      OR n.id IS NOT NULL AND (n.answered, n.seconds)
                         IS DISTINCT FROM (s.answered = 'yes', s.duration_seconds::integer)
                    THEN 'updated' ELSE 'unchanged' END AS fate
          FROM {TABLE} s JOIN import_phones p ON p.number = s.number
          LEFT JOIN activities_phonecall e ON s.external_id <> '' AND e.external_id = s.external_id
          LEFT JOIN activities_phonecall n ON s.external_id = '' AND n.external_id = '' AND n.number = s.number
           AND n.started_at = s.started_at AT TIME ZONE %(zone)s AND n.direction = s.direction
           AND n.extension = s.extension
         WHERE s.error IS NULL
        """,
        {"zone": stage.zone.key},
    )


def apply(stage: Stage) -> None:
    """Write new calls, change those that differ; find their customers, people and the calls that return them."""
    parameters = {"zone": stage.zone.key, "batch": stage.batch_id}
    stage.keep(MODEL, "t.id IN (SELECT call_id FROM import_calls WHERE fate = 'updated')")
    waits = "s.direction = 'in' AND s.answered = 'no'"
    stage.sql(
        f"""
        UPDATE activities_phonecall t SET number = s.number, phone = c.phone,
               started_at = s.started_at AT TIME ZONE %(zone)s, direction = s.direction,
               answered = s.answered = 'yes', seconds = s.duration_seconds::integer, extension = s.extension,
               treatment = CASE WHEN NOT ({waits}) THEN 'none' WHEN t.treatment = 'none' AND NOT c.withheld
                                THEN 'pending' ELSE t.treatment END,
               version = t.version + 1, updated_at = now()
          FROM import_calls c JOIN {TABLE} s USING (line)
         WHERE c.call_id = t.id AND c.fate = 'updated' AND s.error IS NULL
        """,
        parameters,
    )
    stage.sql(
        f"""
        INSERT INTO activities_phonecall (external_id, number, phone, direction, answered, started_at, seconds,
               extension, treatment, note, customer_id, user_id, updated_at, import_batch_id)
        SELECT s.external_id, s.number, c.phone, s.direction, s.answered = 'yes', s.started_at AT TIME ZONE %(zone)s,
               s.duration_seconds::integer, s.extension,
               CASE WHEN {waits} AND NOT c.withheld THEN 'pending' ELSE 'none' END, '', c.customer_id, u.id,
               now(), %(batch)s
          FROM import_calls c JOIN {TABLE} s USING (line)
          LEFT JOIN {call_links.PEOPLE} u ON u.extension = s.extension
         WHERE c.fate = 'created' AND s.error IS NULL ORDER BY s.started_at, s.line
        """,
        parameters,
    )
    stage.sql("ANALYZE activities_phonecall")
    _link(stage)


def _link(stage: Stage) -> None:
    """Owners and answers of calls that waited before this file too; what it did not make is kept as it was."""
    batch = {"batch": stage.batch_id}
    own = "t.import_batch_id IS DISTINCT FROM %(batch)s"
    kept = (
        "AND NOT EXISTS (SELECT FROM core_importchange k WHERE k.batch_id = %(batch)s "
        f"AND k.model = '{MODEL}' AND k.row_id = t.id)"
    )
    for name, rows, write in (
        ("import_owned", call_links.OWNED, call_links.WRITE_OWNED),
        ("import_answered", call_links.ANSWERED, call_links.WRITE_ANSWERED),
    ):
        stage.temporary(name, rows, call_links.parameters())
        stage.sql(
            "INSERT INTO core_importchange (batch_id, model, row_id, action, before) "
            f"SELECT %(batch)s, '{MODEL}', t.id, 'updated', to_jsonb(t) FROM activities_phonecall t "
            f"WHERE {own} AND t.id IN (SELECT id FROM {name}) {kept}",
            batch,
        )
        stage.sql(write)


def stands(batch: Any) -> bool:
    """Are the calls of a former load all still there?"""
    return PhoneCall.objects.filter(import_batch=batch).count() == batch.records.get("llamadas", {}).get("created", 0)
