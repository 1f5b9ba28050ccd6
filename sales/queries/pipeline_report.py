"""The report ``pipeline``: the rows of the list of opportunities, by the same filter, in the machines' columns."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from company.queries import time_zone
from core.clock import business_date
from core.exports import Column, Dataset, Kind

from .board import Rows, as_cards

CHUNK = 1000
COLUMNS = (
    Column("number", "Oportunidad"),
    Column("name", "Qué quiere"),
    Column("customer", "Código del cliente"),
    Column("seller", "Vendedor"),
    Column("pipeline", "Proceso"),
    Column("stage", "Etapa"),
    Column("probability", "Probabilidad", Kind.PERCENT),
    Column("amount", "Importe", Kind.MONEY),
    Column("weighted", "Ponderado", Kind.MONEY),
    Column("opened_on", "Abierta el", Kind.DATE),
    Column("expected_on", "Cierre esperado", Kind.DATE),
    Column("days_in_stage", "Días en la etapa", Kind.INTEGER),
    Column("progress", "Pasos hechos", Kind.PERCENT),
    Column("next_step_on", "Próximo paso", Kind.DATE),
    Column("state", "Estado"),
)


def pipeline_dataset(rows: Rows, *, notes: tuple[str, ...] = ()) -> Dataset:
    """``rows`` come weighed (``queries.board``), already narrowed to what may be seen and was asked for."""
    return Dataset(
        name="embudo",
        title="Oportunidades",
        columns=COLUMNS,
        rows=_values(rows.order_by("-amount", "-id")),
        notes=notes,
    )


def _values(rows: Rows) -> Iterator[tuple[Any, ...]]:
    zone = time_zone()
    found = rows.iterator(chunk_size=CHUNK)
    while part := list(islice(found, CHUNK)):
        for card in as_cards(part):
            row: Any = card.row  # weighed: it carries ``weighted``
            told = card.progress
            yield (
                row.number,
                row.name,
                row.customer.code,
                row.owner.get_username(),
                row.pipeline.code,
                row.stage.code,
                row.stage.probability / 100,
                row.amount,
                row.weighted,
                row.opened_on,
                row.expected_on,
                card.days,
                round(told.done / told.total, 2) if told.total else None,
                business_date(card.step.due_at, zone) if card.step else None,
                row.state,
            )
