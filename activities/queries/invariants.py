"""What must never be found: (name, SQL that gives the offending rows)."""

INVARIANTS = [
    (
        "Una tarea hecha con una acción es de su mismo cliente",
        """
        SELECT t.id FROM activities_task t JOIN activities_interaction i ON i.id = t.done_by_id
        WHERE t.customer_id IS NOT NULL AND t.customer_id <> i.customer_id
        """,
    ),
    (
        "Lo pendiente no lleva hora de hecho ni motivo de cancelado",
        "SELECT id FROM activities_task WHERE state = 'open' AND (done_at IS NOT NULL OR cancel_reason <> '')",
    ),
    (
        "Lo cancelado dice por qué",
        "SELECT id FROM activities_task WHERE state = 'cancelled' AND cancel_reason = ''",
    ),
    (
        "El contacto de una acción es de su cliente",
        """
        SELECT i.id FROM activities_interaction i JOIN customers_contact c ON c.id = i.contact_id
        WHERE c.customer_id <> i.customer_id
        """,
    ),
]
