"""Two thousand open deals and their stories, for the board and the list of opportunities."""

from datetime import timedelta
from typing import Any

from django.db import connection

from activities.models import ActionType, Task
from company.models import User
from core.clock import now
from sales.models import Opportunity, OpportunityTask

OPEN, CLOSED = 2000, 1000
SELLERS = 12
# The stage follows from the number; the older a deal, the longer in its stage. Nothing is random: runs are alike.
DEALS = """
WITH stages AS (
    SELECT s.id, s.pipeline_id, row_number() OVER (ORDER BY s.position) - 1 AS place
    FROM sales_stage s JOIN sales_pipeline p ON p.id = s.pipeline_id WHERE p.is_default AND s.is_active
), buyers AS (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM customers_customer ORDER BY id LIMIT 3000
)
INSERT INTO sales_opportunity (version, created_at, updated_at, number, name, customer_id, pipeline_id, stage_id, state,
    owner_id, entry, amount, currency, opened_on, expected_on, stage_since, closed_at, lost_reason_id)
SELECT 1, now(), now(), 'B-' || n, 'Pedido anual de tazas y velas para su local ' || n, b.id, s.pipeline_id, s.id,
    CASE WHEN n <= %(open)s THEN 'open' WHEN n %% 3 = 0 THEN 'won' ELSE 'lost' END,
    (%(sellers)s)[1 + n %% array_length(%(sellers)s, 1)], 'phone', 90 + (n * 7919 %% 400000) / 10.0, 'PEN',
    current_date - 5 - n %% 120, current_date - 20 + n %% 150, now() - interval '1 day' * (n * 31 %% 70),
    CASE WHEN n > %(open)s THEN now() - interval '1 day' * (n %% 60) END,
    CASE WHEN n > %(open)s AND n %% 3 <> 0 THEN (SELECT id FROM sales_lossreason ORDER BY id LIMIT 1) END
FROM generate_series(1, %(all)s) n
JOIN stages s ON s.place = n * 13 %% (SELECT count(*) FROM stages)
JOIN buyers b ON b.place = n %% (SELECT count(*) FROM buyers)
"""
CHANGES = """
INSERT INTO sales_stagechange (opportunity_id, from_stage_id, to_stage_id, state, backward, amount, days, at)
SELECT o.id, NULL, t.id, 'open', false, o.amount, NULL, o.opened_on::timestamptz + interval '1 hour' * t.position
FROM sales_opportunity o JOIN sales_stage s ON s.id = o.stage_id
JOIN sales_stage t ON t.pipeline_id = s.pipeline_id AND t.position <= s.position
"""
STEPS = """
INSERT INTO sales_stepdone (opportunity_id, step_id)
SELECT o.id, p.id FROM sales_opportunity o JOIN sales_stage s ON s.id = o.stage_id
JOIN sales_stage t ON t.pipeline_id = s.pipeline_id AND t.position < s.position
JOIN sales_stagestep p ON p.stage_id = t.id AND p.by = 'hand'
"""


def fill() -> dict[str, Any]:
    """Make them, in a company that has customers; gives how many there are."""
    sellers = [
        User.objects.get_or_create(username=f"vende-{n}", defaults={"email": f"v{n}@empresa.example"})[0].pk
        for n in range(SELLERS)
    ]
    with connection.cursor() as cursor:
        cursor.execute(DEALS, {"open": OPEN, "all": OPEN + CLOSED, "sellers": sellers})
        cursor.execute(CHANGES)
        cursor.execute(STEPS)
    _promise()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sales_opportunity; ANALYZE sales_stagechange; ANALYZE sales_stepdone")
        cursor.execute("SELECT count(*) FROM sales_opportunity WHERE state = 'open'")
        return {"open": cursor.fetchone()[0]}


def _promise() -> None:
    """Two of three have something to come."""
    kind = ActionType.objects.get(code="llamada")
    deals = [one for one in Opportunity.objects.filter(state="open").order_by("pk") if one.pk % 3]
    tasks = Task.objects.bulk_create(
        Task(
            title="Llamar para confirmar cantidades",
            type=kind,
            customer_id=one.customer_id,
            owner_id=one.owner_id,
            due_at=now() + timedelta(days=one.pk % 20 - 5),
        )
        for one in deals
    )
    OpportunityTask.objects.bulk_create(
        OpportunityTask(opportunity=one, task=task) for one, task in zip(deals, tasks, strict=True)
    )
