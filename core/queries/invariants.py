"""What must never be found: (name, SQL that gives the offending rows). Run by ``manage.py verify_invariants``."""

INVARIANTS = [
    (
        "Ningún trabajo está en marcha sin nadie que lo haga",
        """
        SELECT id, kind, lease_until FROM core_job
        WHERE state = 'running' AND lease_until < now() - interval '10 minutes'
        """,
    ),
    (
        "Ningún trabajo espera en la cola desde hace más de seis horas",
        "SELECT id, kind, queued_at FROM core_job WHERE state = 'queued' AND queued_at < now() - interval '6 hours'",
    ),
    (
        "Un trabajo terminado tiene su hora y uno abierto no",
        """
        SELECT id, kind, state FROM core_job
        WHERE (state IN ('queued', 'running')) = (finished_at IS NOT NULL)
        """,
    ),
    (
        "Una tarea programada no falla en todos sus intentos",
        "SELECT name, slot, error FROM core_scheduleslot WHERE finished_at IS NULL AND attempts >= 5",
    ),
]
