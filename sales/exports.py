"""Data sets of sales that screens, files and ``manage.py report`` share."""

from datetime import date
from typing import Any

from company.queries import today
from core.clock import monday_of, sunday_of
from core.errors import DomainError
from core.exports import Column, Dataset, Kind
from sales.enums import RedirectSource
from sales.queries.receivables import bucket_of, debts, orders_owed_to
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


# ── Receivables ─────────────────────────────────────────────────────────────────────────────────────────────

RECEIVABLES = (
    Column("customer", "Cliente"),
    Column("order", "Pedido"),
    Column("due", "Vence", Kind.DATE),
    Column("amount", "Importe", Kind.MONEY),
    Column("paid", "Cobrado", Kind.MONEY),
    Column("balance", "Se debe", Kind.MONEY),
    Column("bucket", "Tramo"),
)


def ask_receivables(parser: Any) -> None:
    """Options of ``manage.py report receivables``."""
    parser.add_argument("--as-of", dest="as_of", default="", help="día, como 2026-11-22; sin él, hoy")


def receivables(options: dict[str, Any]) -> Dataset:
    """What was owed at the end of a day: payments and returns dated up to it count. ``user`` narrows to his own.

    ``amount`` is with tax and less returns, so that amount − paid = balance.
    """
    try:
        day = date.fromisoformat(options["as_of"]) if options.get("as_of") else today()
    except ValueError as error:
        raise DomainError("Escribe el día como 2026-11-22.") from error
    rows: Any = debts(as_of=day)
    if options.get("user") is not None:
        rows = orders_owed_to(options["user"], rows)
    found = rows.order_by("customer__code", "due_on", "pk").values_list(
        "customer__code", "number", "due_on", "amount", "returned", "received", "balance"
    )
    lines = [
        (code or "", number, due, amount + returned, paid, balance, bucket_of(due, as_of=day))
        for code, number, due, amount, returned, paid, balance in found
    ]
    return Dataset(
        name=f"cartera-{day}",
        title=f"Cartera al {day}",
        columns=RECEIVABLES,
        rows=lines,
        notes=("Con impuesto, menos devoluciones. Cuenta lo cobrado y devuelto hasta ese día.",),
    )
