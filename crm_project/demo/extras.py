"""What the demo has beyond sales: each part is a file of its own with one function, filled after orders and stock.

A part is set-based and reproducible: ``fill(today=…, seed=…)`` runs inside the loader's transaction.
"""

from collections.abc import Callable
from datetime import date

from . import (
    after,
    answers,
    cobros,
    consents,
    duplicates,
    entries,
    force,
    messages,
    muc,
    opportunities,
    quotes,
    redirected,
    voices,
    work,
)

Fill = Callable[..., None]

# What it is called while it loads, and what does it. The order is that of dependence.
PARTS: tuple[tuple[str, Fill], ...] = (
    ("Qué paga cada pago", cobros.fill),
    ("Fichas repetidas", duplicates.fill),
    ("Permisos", consents.fill),
    ("Campos propios y contactos", muc.fill),
    ("Llamadas, visitas y tareas", work.fill),
    ("Pedidos redirigidos", redirected.fill),
    ("Oportunidades", opportunities.fill),
    ("Pedidos a mano", entries.fill),
    ("Central telefónica y comentarios", voices.fill),
    ("Metas", force.fill),
    ("Mensajes", messages.fill),
    ("Cotizaciones", quotes.fill),
    ("Respuestas a cotizaciones", answers.fill),
    ("Posventa y entregas", after.fill),
)


def fill(*, today: date, seed: int, progress: Callable[[str, int], None]) -> None:
    """Every part, one after the other."""
    for title, part in PARTS:
        progress(title, 76)
        part(today=today, seed=seed)
