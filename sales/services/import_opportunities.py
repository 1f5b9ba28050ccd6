"""Files of opportunities, in sets: a row is one, known by its outside number.

One that is there already is left as it is: somebody may be working on it. What cannot be understood is refused with
its reason: another currency, an unknown stage, a lost one without reason.
"""

from typing import Any

from company.queries import current
from core.imports.staging import TABLE, Stage
from sales.models import Opportunity

from .import_parts import all_stand, customer_by, not_his, not_his_said, number_of, numbered, tell_fates

LABEL = "oportunidades"
# How a word of the file finds a process, a stage of it, a reason: by code or by name.
PIPELINE = (
    "SELECT p.id FROM sales_pipeline p WHERE p.is_active AND (CASE WHEN s.pipeline IS NULL THEN p.is_default "
    "ELSE p.code = lower(s.pipeline) OR crm_norm(p.name) = crm_norm(s.pipeline) END) ORDER BY p.id LIMIT 1"
)
STAGE = (
    f"SELECT g.id FROM sales_stage g WHERE g.is_active AND g.pipeline_id = ({PIPELINE}) AND (s.stage IS NULL "
    "OR g.code = lower(s.stage) OR crm_norm(g.name) = crm_norm(s.stage)) ORDER BY g.position, g.id LIMIT 1"
)
REASON = (
    "SELECT r.id FROM sales_lossreason r WHERE r.code = lower(s.lost_reason) "
    "OR crm_norm(r.name) = crm_norm(s.lost_reason) ORDER BY r.id LIMIT 1"
)
CUSTOMER = f"SELECT {customer_by('s.customer_code')}"
SELLER = (
    "SELECT u.id FROM company_user u WHERE u.is_active AND u.username = lower(s.owner) AND EXISTS (SELECT FROM "
    "company_user_groups m JOIN auth_group g ON g.id = m.group_id WHERE m.user_id = u.id "
    "AND g.name IN ('ventas', 'supervisor', 'gestor'))"
)
KEEPER = f"SELECT c.owner_id FROM customers_customer c WHERE c.id = ({CUSTOMER})"
OWNER = f"CASE WHEN s.owner IS NULL THEN ({KEEPER}) ELSE ({SELLER}) END"


def check(stage: Stage) -> None:
    """Refuse what names nobody or nothing known; say which are new and which stand."""
    currency = str(current().currency)
    _whom(stage)
    stage.reject(
        field="currency",
        where=f"s.currency IS NOT NULL AND s.currency <> '{currency}'",
        reason=f"'la empresa vende en {currency}: pasa el importe de ' || s.currency || ' a {currency}'",
    )
    stage.reject(
        field="pipeline",
        where=f"({PIPELINE}) IS NULL",
        reason="'no está entre tus procesos: ' || coalesce((SELECT string_agg(code, ', ' ORDER BY \"order\") "
        "FROM sales_pipeline WHERE is_active), 'todavía no hay ninguno')",
    )
    stage.reject(
        field="stage",
        where=f"({STAGE}) IS NULL",
        reason=f"'no es una etapa de ese proceso: ' || coalesce((SELECT string_agg(code, ', ' ORDER BY position) "
        f"FROM sales_stage WHERE is_active AND pipeline_id = ({PIPELINE})), 'no tiene ninguna')",
    )
    stage.reject(
        field="lost_reason",
        where=f"s.state = 'lost' AND ({REASON}) IS NULL",
        reason="'una perdida necesita su razón, una de: ' || (SELECT string_agg(code, ', ' ORDER BY \"order\") "
        "FROM sales_lossreason WHERE is_active)",
    )
    _when(stage)
    stage.reject(
        field="external_id",
        where=f"s.external_id IS NOT NULL AND EXISTS (SELECT FROM {TABLE} o WHERE o.external_id = s.external_id "
        "AND o.line < s.line AND o.error IS NULL)",
        reason="'ese número ya vino en una línea de antes'",
    )
    _gather(stage)
    tell_fates(stage, gathered="import_opportunities", key="line", label=LABEL)


def _whom(stage: Stage) -> None:
    stage.reject(
        field="customer_code",
        where=f"s.customer_code IS NOT NULL AND ({CUSTOMER}) IS NULL",
        reason="'no hay un único cliente con el código o documento ' || s.customer_code",
    )
    stage.reject(
        field="owner",
        where=f"s.owner IS NOT NULL AND ({SELLER}) IS NULL",
        reason="'nadie que venda tiene el usuario ' || s.owner",
    )
    stage.reject(
        field="owner",
        where=f"s.customer_code IS NOT NULL AND s.owner IS NULL AND ({OWNER}) IS NULL",
        reason="'falta el vendedor: el cliente todavía no es de nadie'",
    )
    stage.reject(field="owner", where=not_his(stage, OWNER), reason=not_his_said("owner"))


def _when(stage: Stage) -> None:
    today = stage.today
    stage.reject(field="opened_on", where=f"s.opened_on > {today}", reason="'no puede haberse abierto en el futuro'")
    stage.reject(
        field="expected_on",
        where="s.expected_on < s.opened_on",
        reason="'no puede cerrarse antes de abrirse'",
    )
    stage.reject(
        field="closed_on",
        where=f"s.closed_on < s.opened_on OR s.closed_on > {today}",
        reason="'tiene que estar entre el día en que se abrió y hoy'",
    )


def _gather(stage: Stage) -> None:
    """The rows to write, with everything found."""
    today = stage.today
    stage.temporary(
        "import_opportunities",
        f"""
        SELECT s.line, s.external_id, s.name, coalesce(s.amount, 0) AS amount, s.opened_on, s.expected_on, s.entry,
               s.state, CASE WHEN o.id IS NULL THEN 'created' ELSE 'unchanged' END AS fate,
               ({CUSTOMER}) AS customer_id, ({PIPELINE}) AS pipeline_id, ({STAGE}) AS stage_id, ({OWNER}) AS owner_id,
               CASE WHEN s.state = 'lost' THEN ({REASON}) END AS lost_reason_id,
               CASE WHEN s.state <> 'open'
                    THEN coalesce(s.closed_on, least(s.expected_on, {today}), s.opened_on) END AS closed_on
          FROM {TABLE} s LEFT JOIN sales_opportunity o ON o.external_id = s.external_id
         WHERE s.error IS NULL
        """,
    )


def apply(stage: Stage) -> None:
    """Write what is new, and the moves that a file tells: that it was opened, and how it ended."""
    stage.sql(
        f"""
        {numbered(gathered="import_opportunities", day="opened_on", series="oportunidad")}
        INSERT INTO sales_opportunity (number, name, customer_id, pipeline_id, stage_id, state, owner_id, entry, amount,
            currency, opened_on, expected_on, stage_since, closed_at, lost_reason_id, lost_note, external_id,
            updated_at, import_batch_id)
        SELECT {number_of(prefix="O", day="opened_on")},
               r.name, r.customer_id, r.pipeline_id, r.stage_id, r.state, r.owner_id, r.entry, r.amount,
               %(currency)s, r.opened_on, r.expected_on, (r.opened_on + time '12:00') AT TIME ZONE %(zone)s,
               (r.closed_on + time '12:00') AT TIME ZONE %(zone)s, r.lost_reason_id, '', r.external_id,
               now(), %(batch)s
          FROM import_opportunities r JOIN years y ON y.year = extract(year FROM r.opened_on)
          JOIN counted n ON n.year = y.year
         WHERE r.fate = 'created' ORDER BY r.opened_on, r.line
        """,
        {"zone": stage.zone.key, "batch": stage.batch_id, "currency": current().currency},
    )
    made = "FROM sales_opportunity o WHERE o.import_batch_id = %(batch)s"
    columns = "(opportunity_id, from_stage_id, to_stage_id, state, backward, reason, amount, days, at)"
    stage.sql(
        f"""
        INSERT INTO sales_stagechange {columns}
        SELECT o.id, NULL, o.stage_id, 'open', false, '', o.amount, NULL, o.stage_since {made};
        """,
        {"batch": stage.batch_id},
    )
    stage.sql(
        f"""
        INSERT INTO sales_stagechange {columns}
        SELECT o.id, o.stage_id, o.stage_id, o.state, false,
               coalesce((SELECT r.name FROM sales_lossreason r WHERE r.id = o.lost_reason_id), ''), o.amount,
               round(extract(epoch FROM o.closed_at - o.stage_since)::numeric / 86400, 2), o.closed_at
               {made} AND o.state <> 'open'
        """,
        {"batch": stage.batch_id},
    )


def stands(batch: Any) -> bool:
    """Are those of a former load all still there?"""
    return all_stand(Opportunity, batch, LABEL)
