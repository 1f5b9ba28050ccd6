"""What must never be found: (name, SQL that gives the offending rows)."""

INVARIANTS = [
    (
        "El último paso de cada mensaje es su estado",
        """
        SELECT m.id, m.state, e.to_state FROM messaging_message m
        JOIN LATERAL (
            SELECT to_state FROM messaging_messageevent WHERE message_id = m.id ORDER BY id DESC LIMIT 1
        ) e ON true
        WHERE e.to_state <> m.state
        """,
    ),
    (
        "Ningún mensaje salió más veces de las que alguien pidió",
        """
        SELECT m.id FROM messaging_message m JOIN messaging_messageevent e ON e.message_id = m.id
        WHERE e.to_state = 'sent' GROUP BY m.id, m.resends HAVING count(*) > m.resends + 1
        """,
    ),
    (
        "Ningún mensaje lleva saliendo más de un día",
        """
        SELECT id FROM messaging_message
        WHERE state = 'sending' AND frozen_at IS NULL AND lease_until < now() - interval '1 day'
        """,
    ),
]
