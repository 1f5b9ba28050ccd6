"""What must never be found of opportunities: (name, SQL that gives the offending rows)."""

INVARIANTS = [
    (
        "Cada oportunidad está donde dice su última mudanza",
        """
        SELECT o.id, o.number, o.stage_id, o.state, c.to_stage_id, c.state FROM sales_opportunity o
        LEFT JOIN LATERAL (SELECT to_stage_id, state FROM sales_stagechange
                            WHERE opportunity_id = o.id ORDER BY at DESC, id DESC LIMIT 1) c ON true
        WHERE o.stage_id IS DISTINCT FROM c.to_stage_id OR o.state IS DISTINCT FROM c.state
        """,
    ),
    (
        "La etapa de una oportunidad es de su proceso",
        """
        SELECT o.id, o.number FROM sales_opportunity o JOIN sales_stage s ON s.id = o.stage_id
        WHERE s.pipeline_id <> o.pipeline_id
        """,
    ),
    (
        "Una acción de una oportunidad es con su cliente",
        """
        SELECT l.id, o.number FROM sales_opportunityinteraction l JOIN sales_opportunity o ON o.id = l.opportunity_id
        JOIN activities_interaction i ON i.id = l.interaction_id WHERE i.customer_id <> o.customer_id
        """,
    ),
]
