"""Up to which day a page's data go, when they were computed, and what waits to be redone."""

from dataclasses import dataclass
from typing import Any

from core.clock import sunday_of
from core.house import current

from .facts import Run
from .wording import Voice


@dataclass(frozen=True)
class Freshness:
    """``sentence`` stands on the page; ``warnings`` as badges beside it."""

    sentence: str
    warnings: list[str]
    can_compute: bool
    week: str


def freshness(run: Run, *, user: Any, voice: Voice, computing: bool = False) -> Freshness:
    """The moment of the data of a run, for who looks."""
    said = until(run, voice)
    if run.computed_at:
        local = run.computed_at.astimezone(current().zone)
        said += f", calculados {moment_words(local, voice)}"
    warnings = []
    if computing:
        warnings.append("se está calculando ahora")
    elif run.late:
        warnings.append("entraron ventas después: falta rehacerla")
    return Freshness(said + ".", warnings, may_compute(user) and not computing, run.week)


def until(run: Run, voice: Voice) -> str:
    """``Datos hasta el domingo 15 de noviembre``"""
    return f"Datos hasta el {voice.day_long(sunday_of(run.week))}"


def moment_words(local: Any, voice: Voice) -> str:
    """``hoy a las 05:02``, ``el lunes 16 de noviembre a las 05:02``."""
    near = voice.day(local.date())
    day = near if near in ("hoy", "ayer") else f"el {voice.day_long(local.date())}"
    return f"{day} a las {local:%H:%M}"


def may_compute(user: Any) -> bool:
    """Gestor and administrador may ask for a computation."""
    return bool({"gestor", "administrador"} & user.roles)
