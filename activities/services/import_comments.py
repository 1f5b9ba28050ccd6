"""Files of comments, in sets.

A comment is known by its source and the other system's number; without number by who said what when. The sentiment is
proposed from the score by the shares of ``sentiment``; what a person chose stays.
"""

from typing import Any

from activities.models import Comment
from activities.services import sentiment
from activities.services.grouping import enqueue_grouping
from core.imports.staging import TABLE, Stage

MODEL = "activities.Comment"
# The top of a scale that the file does not name.
TOP = "CASE WHEN s.score IS NULL THEN NULL WHEN s.score <= 5 THEN 5 WHEN s.score <= 10 THEN 10 ELSE 100 END"


def check(stage: Stage) -> None:
    """Refuse unknown customers, impossible scores and what came twice; say what is new, changed, the same."""
    stage.reject(
        field="customer_code",
        where="s.customer_code IS NOT NULL AND NOT EXISTS "
        "(SELECT FROM customers_customer c WHERE c.code = s.customer_code)",
        reason="'no hay ningún cliente con el código ' || s.customer_code",
    )
    stage.sql(
        f"UPDATE {TABLE} s SET score_of = CASE WHEN s.score IS NULL THEN NULL ELSE coalesce(s.score_of, {TOP}) END, "
        "external_id = coalesce(s.external_id, '') WHERE s.error IS NULL"
    )
    stage.reject(
        field="score",
        where="s.score IS NOT NULL AND (s.score_of <= 0 OR s.score > s.score_of)",
        reason="'la nota ' || s.score || ' no cabe en una escala de ' || s.score_of",
    )
    stage.sql(
        f"UPDATE {TABLE} s SET error_field = 'text', error_value = left(s.text, 200), "
        "error = 'repite el comentario de la línea ' || r.first FROM (SELECT line, min(line) OVER (PARTITION BY "
        "CASE WHEN external_id <> '' THEN (source, external_id)::text "
        "ELSE (source, customer_code, said_at, md5(text))::text END) AS first "
        f"FROM {TABLE} WHERE error IS NULL) r WHERE r.line = s.line AND r.first < s.line"
    )
    _resolve(stage)
    stage.sql(f"UPDATE {TABLE} s SET fate = c.fate FROM import_comments c WHERE c.line = s.line AND s.error IS NULL")
    found = dict(stage.rows(f"SELECT fate, count(*) FROM {TABLE} WHERE error IS NULL GROUP BY fate"))
    stage.count("comentarios", **{fate: found.get(fate, 0) for fate in ("created", "updated", "unchanged")})


def _resolve(stage: Stage) -> None:
    stage.temporary(
        "import_comments",
        f"""
        SELECT s.line, c.id AS customer_id, coalesce(e.id, n.id) AS comment_id,
               {sentiment.SQL} AS sentiment,
               CASE WHEN coalesce(e.id, n.id) IS NULL THEN 'created'
                    WHEN e.id IS NOT NULL AND (e.text, e.said_at) IS DISTINCT FROM
                         (s.text, s.said_at AT TIME ZONE %(zone)s)
                      OR c.id IS NOT NULL AND coalesce(e.customer_id, n.customer_id) IS DISTINCT FROM c.id
                      OR s.score IS NOT NULL AND (coalesce(e.score, n.score), coalesce(e.score_of, n.score_of))
                         IS DISTINCT FROM (s.score, s.score_of)
                    THEN 'updated' ELSE 'unchanged' END AS fate
          FROM {TABLE} s LEFT JOIN customers_customer c ON c.code = s.customer_code
          LEFT JOIN activities_comment e
            ON s.external_id <> '' AND e.external_id = s.external_id AND e.source = s.source
          LEFT JOIN LATERAL (SELECT x.* FROM activities_comment x
             WHERE s.external_id = '' AND x.external_id = '' AND x.source = s.source
               AND x.said_at = s.said_at AT TIME ZONE %(zone)s AND x.customer_id IS NOT DISTINCT FROM c.id
               AND x.text = s.text ORDER BY x.id LIMIT 1) n ON true
         WHERE s.error IS NULL
        """,
        {"zone": stage.zone.key, **sentiment.parameters()},
    )


def apply(stage: Stage) -> None:
    """Write new comments, change those that differ, and have them grouped after the commit."""
    parameters = {"zone": stage.zone.key, "batch": stage.batch_id}
    stage.keep(MODEL, "t.id IN (SELECT comment_id FROM import_comments WHERE fate = 'updated')")
    changed = stage.sql(
        f"""
        UPDATE activities_comment t SET text = s.text, said_at = s.said_at AT TIME ZONE %(zone)s,
               customer_id = coalesce(c.customer_id, t.customer_id), score = coalesce(s.score, t.score),
               score_of = CASE WHEN s.score IS NULL THEN t.score_of ELSE s.score_of END,
               sentiment = CASE WHEN t.sentiment_by_hand OR s.score IS NULL THEN t.sentiment ELSE c.sentiment END,
               version = t.version + 1, updated_at = now()
          FROM import_comments c JOIN {TABLE} s USING (line)
         WHERE c.comment_id = t.id AND c.fate = 'updated' AND s.error IS NULL
        """,
        parameters,
    )
    made = stage.sql(
        f"""
        INSERT INTO activities_comment (customer_id, text, source, said_at, score, score_of, relevance, kind, sentiment,
               sentiment_by_hand, product_code, external_id, updated_at, import_batch_id)
        SELECT c.customer_id, s.text, s.source, s.said_at AT TIME ZONE %(zone)s, s.score, s.score_of, 'unread', '',
               c.sentiment, false, '', s.external_id, now(), %(batch)s
          FROM import_comments c JOIN {TABLE} s USING (line)
         WHERE c.fate = 'created' AND s.error IS NULL ORDER BY s.said_at, s.line
        """,
        parameters,
    )
    if changed + made:
        enqueue_grouping()


def stands(batch: Any) -> bool:
    """Are the comments of a former load all still there?"""
    made = batch.records.get("comentarios", {}).get("created", 0)
    return Comment.objects.filter(import_batch=batch).count() == made
