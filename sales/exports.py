"""Data sets of sales that screens, files and ``manage.py report`` share."""

from typing import Any

from core.clock import monday_of, sunday_of
from core.exports import Column, Dataset, Kind
from sales.enums import RedirectSource
from sales.queries.redirected_report import Outcome, outcomes

COLUMNS = (
    Column("group", "Por"),
    Column("key", "Código"),
    Column("name", "Cuál"),
    Column("count", "Pedidos redirigidos", Kind.INTEGER),
    Column("contacted", "Contactados", Kind.INTEGER),
    Column("recovered", "Recuperados", Kind.INTEGER),
    Column("lost", "Perdidos", Kind.INTEGER),
    Column("discarded", "Descartados", Kind.INTEGER),
    Column("stake", "En juego", Kind.MONEY),
    Column("money", "Recuperado", Kind.MONEY),
    Column("median_minutes", "Mediana de minutos al primer contacto", Kind.INTEGER),
)
SAID = {"cause": "causa", "seller": "vendedor", "source": "canal"}


def ask_redirected(parser: Any) -> None:
    """Options of ``manage.py report redirected``."""
    parser.add_argument("--week", required=True, help="semana ISO, como 2026-W47")


def redirected(options: dict[str, Any]) -> Dataset:
    """The report of a week: every cause, every seller, every source."""
    week, user = options["week"], options.get("user")
    rows = []
    for by, said in SAID.items():
        found = outcomes(by=by, first=monday_of(week), last=sunday_of(week), user=user)
        rows += [_row(said, one, by) for one in found]
    return Dataset(
        name=f"redirigidos-{week}",
        title=f"Pedidos redirigidos de la semana {week}",
        columns=COLUMNS,
        rows=rows,
        notes=("Dinero sin impuesto. Recuperado: pedidos en pie que salieron de los de esta semana.",),
    )


def _row(said: str, one: Outcome, by: str) -> tuple[Any, ...]:
    name = str(RedirectSource(one.label).label) if by == "source" else one.label
    return (
        said,
        one.key,
        name,
        one.count,
        one.contacted,
        one.recovered,
        one.lost,
        one.discarded,
        one.stake,
        one.money,
        one.median,
    )
