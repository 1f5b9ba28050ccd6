"""What files of opportunities, quotes and redirected orders share: whose they may be, whole groups, fates, numbers."""

from collections.abc import Sequence
from typing import Any

from company.queries import current
from core.imports.staging import TABLE, Stage
from sales.queries.scope import may_own_for

ANY_CUSTOMER = "SELECT min(c.id) FROM customers_customer c WHERE {} HAVING count(*) = 1"


def customer_by(word: str, *, active: bool = True) -> str:
    """SQL: the customer with that code, else the only one with that document."""
    alone = ANY_CUSTOMER.format(f"{'c.is_active AND ' if active else ''}c.document_number = {word}")
    return f"coalesce((SELECT c.id FROM customers_customer c WHERE c.code = {word}), ({alone}))"


def not_his(stage: Stage, owner: str) -> str:
    """SQL condition: ``owner`` is nobody whom the person who loads may name; nothing for work without a person."""
    if stage.actor is None:
        return "false"
    allowed = ", ".join(str(number) for number in may_own_for(stage.actor).order_by().values_list("pk", flat=True))
    return f"({owner}) NOT IN ({allowed})" if allowed else f"({owner}) IS NOT NULL"


def not_his_said(column: str) -> str:
    """The reason of a row that ``not_his`` refuses; ``column`` holds what the file says."""
    return f"coalesce(s.{column}, 'quien lleva al cliente') || ' no es de tu equipo: nombra a alguien que sí'"


def heads(key: str, head: Sequence[str]) -> str:
    """SQL of a CTE ``heads``: one row a ``key``, with the first word that its rows say of each column."""
    first = ", ".join(
        f"(array_agg({name} ORDER BY line) FILTER (WHERE {name} IS NOT NULL))[1] AS {name}" for name in head
    )
    return f"heads AS (SELECT {key}, min(line) AS line, {first} FROM {TABLE} WHERE error IS NULL GROUP BY 1)"


def whole(stage: Stage, *, key: str, what: str) -> None:
    """Rows of one thing with a refused row are refused too. ``what``: "esta cotización"."""
    stage.sql(
        f"UPDATE {TABLE} s SET error_field = '{key}', error_value = s.{key}, error = "
        f"'otra línea de {what} tiene un error (línea ' || b.line || ')' FROM (SELECT {key}, "
        f"min(line) AS line FROM {TABLE} WHERE error IS NOT NULL AND {key} IS NOT NULL GROUP BY 1) b "
        f"WHERE s.{key} = b.{key} AND s.error IS NULL"
    )


def tell_fates(stage: Stage, *, gathered: str, key: str, label: str) -> None:
    """Which are new and which stand, of the table ``gathered``, for its rows joined by ``key``."""
    found = dict(stage.rows(f"SELECT fate, count(*) FROM {gathered} GROUP BY fate"))
    stage.count(label, **{fate: found.get(fate, 0) for fate in ("created", "unchanged")})
    stage.fates_sql = (
        "SELECT s.line, CASE WHEN s.error IS NOT NULL THEN 'rejected' ELSE r.fate END AS fate "
        f"FROM {TABLE} s LEFT JOIN {gathered} r USING ({key})"
    )


def numbered(*, gathered: str, day: str, series: str) -> str:
    """SQL of two CTEs, ``years`` and ``counted``: the numbers of each year from its counter, without gaps."""
    return f"""
        WITH years AS (
            SELECT extract(year FROM {day})::int AS year, count(*) AS made FROM {gathered}
             WHERE fate = 'created' GROUP BY 1
        ), counted AS (
            INSERT INTO core_counter AS c (series, year, value) SELECT '{series}', year, made FROM years
            ON CONFLICT (series, year) DO UPDATE SET value = c.value + excluded.value RETURNING year, value
        )"""


def number_of(*, prefix: str, day: str) -> str:
    """SQL: the number of a row ``r``, with ``years y`` and ``counted n`` of its year."""
    return (
        f"'{prefix}-' || y.year || '-' || lpad((n.value - y.made + row_number() OVER "
        f"(PARTITION BY y.year ORDER BY r.{day}, r.line))::text, 6, '0')"
    )


def all_stand(model: Any, batch: Any, label: str) -> bool:
    """Are those of a former load all still there?"""
    expected = batch.records.get(label, {}).get("created", 0)
    return bool(model.objects.filter(import_batch=batch).count() == expected)


def other_currency(stage: Stage) -> None:
    """A row in another currency than the company's is refused: nothing here converts."""
    own = current().currency
    stage.reject(
        field="currency",
        where=f"s.currency IS NOT NULL AND s.currency <> '{own}'",
        reason=f"'está en ' || s.currency || ' y la empresa trabaja en {own}'",
    )
