"""What must never be found: (name, SQL that gives the offending rows)."""

INVARIANTS = [
    ("Hay una sola empresa", "SELECT count(*) FROM company_company HAVING count(*) <> 1"),
    (
        "El camino de cada puesto de ventas sale de su jefe",
        """
        SELECT p.id, p.path FROM company_salesposition p LEFT JOIN company_salesposition c ON c.id = p.parent_id
        WHERE p.path IS DISTINCT FROM coalesce(c.path, '') || p.id || '/'
        """,
    ),
    (
        "Nadie responde a alguien de su nivel o más bajo",
        """
        SELECT p.id, p.level, c.level FROM company_salesposition p JOIN company_salesposition c ON c.id = p.parent_id
        WHERE c.level >= p.level
        """,
    ),
]
