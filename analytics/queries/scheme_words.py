"""The RFM rule in words, with the cut points of a run."""

from collections.abc import Callable, Sequence
from typing import Any

from analytics.enums import ScoreRule
from analytics.models import RfmScheme
from analytics.tables import Column, Row, Table

from .facts import Run
from .rfm import recency_words
from .rollups import units
from .wording import Voice


def rule_words(scheme: RfmScheme, voice: Voice) -> list[str]:
    """The rule in force, a sentence each."""
    looked = "toda la historia" if scheme.window_days is None else f"los últimos {scheme.window_days} días"
    said = [
        f"Cada semana, con los datos hasta el domingo, se mira {looked} de cada cliente: hace cuántos días compró, "
        "cuántos pedidos hizo y cuánto compró menos lo que devolvió.",
    ]
    if scheme.rule == ScoreRule.SHARE:
        said.append(
            f"En cada variable el puntaje va de 1 a {scheme.bins}: es 1 más la parte entera de {scheme.bins} veces la "
            "proporción de clientes que están peor que él. Valores iguales reciben puntajes iguales."
        )
    else:
        said.append(
            f"En cada variable el puntaje va de 1 a {scheme.bins}: es 1 más los cortes que el cliente alcanza. "
            "En la recencia se cuenta al revés: menos días, más puntaje."
        )
    said.append(
        f"El puntaje final es {voice.percent(scheme.weight_r)} de la recencia, {voice.percent(scheme.weight_f)} de la "
        f"frecuencia y {voice.percent(scheme.weight_m)} del dinero. El segmento sale de la recencia y del promedio de "
        "frecuencia y dinero, con los medios hacia arriba."
    )
    return said


def cuts_table(run: Run, voice: Voice) -> Table:
    """What earned each score in a run, the best score first."""
    days = recency_words(run.recency_cuts)
    orders = [int(cut) for cut in run.cuts.get("frequency", [])]
    money = [units(int(cut)) for cut in run.cuts.get("monetary", [])]
    columns = [Column("score", "Puntaje"), Column("r", "Última compra"), Column("f", "Pedidos"), Column("m", "Compró")]
    rows = []
    for score in range(run.bins, 0, -1):
        rows.append(
            Row(
                {
                    "score": str(score),
                    "r": days[score - 1],
                    "f": _from(orders, score, voice.number),
                    "m": _from(money, score, voice.cents),
                }
            )
        )
    return Table(f"Los cortes de la {voice.week(run.week)}", columns, rows)


def _from(cuts: Sequence[Any], score: int, say: Callable[[Any], str]) -> str:
    """``desde 4`` for a score; the lowest has everything under the first cut."""
    if not cuts:
        return ""
    if score == 1:
        return f"menos de {say(cuts[0])}"
    return f"desde {say(cuts[score - 2])}"


def versions_table(versions: Sequence[RfmScheme], voice: Voice) -> Table:
    """All versions of the rule, the newest first."""
    columns = [
        Column("version", "Versión"),
        Column("weights", "R F M"),
        Column("note", "Por qué"),
        Column("day", "Día", "day"),
    ]
    rows = [
        Row(
            {
                "version": f"{scheme.version}{', vigente' if scheme.is_current else ''}",
                "weights": " · ".join(
                    voice.percent(weight) for weight in (scheme.weight_r, scheme.weight_f, scheme.weight_m)
                ),
                "note": scheme.note,
                "day": scheme.created_at.date(),
            },
            second=str(scheme.created_by) if scheme.created_by else "",
        )
        for scheme in versions
    ]
    return Table("Versiones", columns, rows)
