"""The rotation page: what moves, what runs out, what sleeps, and the money in each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from . import links
from .facts import AbcCell, ProductTurn, StockSums
from .rfm_map import level
from .wording import Finding, Piece, Voice, say

ABC_WORDS = {"A": "hacen el primer 80 % de la venta", "B": "hasta el 95 %", "C": "el resto"}
XYZ_WORDS = {"X": "se vende parejo", "Y": "sube y baja", "Z": "de golpe"}
STATES = {"out": "Agotado", "short": "Por agotarse", "dead": "Dormido", "slow": "Lento", "healthy": "Sano"}


@dataclass(frozen=True)
class ShownAbc:
    count: str
    noun: str
    money: str
    stock: str
    css: str
    url: str
    current: bool
    spoken: str


@dataclass(frozen=True)
class AbcRow:
    letter: str
    words: str
    cells: list[ShownAbc]


def findings(sums: StockSums, *, url_of: Callable[..., str], voice: Voice) -> list[Finding]:
    """Empty shelves first, then what runs out, then the money that sleeps."""
    said = []
    if sums.out:
        said.append(
            say(
                Piece(voice.count(sums.out, "producto", "productos"), url_of(state="out")),
                " que se venden están en cero. Vendían " if sums.out > 1 else " que se vende está en cero. Vendía ",
                Piece(voice.money(sums.out_sale), url_of(state="out"), tone="bad"),
                " a la semana.",
                why="Se vendieron en las últimas 8 semanas y no queda ninguno. El dinero es su venta de una semana.",
            )
        )
    if sums.short:
        said.append(
            say(
                Piece(voice.count(sums.short, "producto", "productos"), url_of(state="short")),
                " se acaban antes de que llegue un pedido nuevo; venden "
                if sums.short > 1
                else " se acaba antes de que llegue un pedido nuevo; vende ",
                Piece(voice.money(sums.short_sale), url_of(state="short")),
                " a la semana.",
            )
        )
    if sums.dead:
        share = sums.dead_value / sums.stock_value if sums.stock_value > 0 else Decimal(0)
        said.append(
            say(
                "Hay ",
                Piece(voice.money(sums.dead_value), url_of(state="dead"), tone="bad"),
                " dormidos en ",
                Piece(voice.count(sums.dead, "producto", "productos"), url_of(state="dead")),
                f": {voice.percent(share)} de lo que tienes en almacén.",
                why="Hay existencias y no se vende ninguno desde hace mucho. El dinero es su stock al costo.",
            )
        )
    return said or [say("Nada falta y nada duerme esta semana.")]


def abc_map(
    cells: Sequence[AbcCell], *, url_of: Callable[[str, str], str], chosen: tuple[str, str], voice: Voice
) -> list[AbcRow]:
    """Three rows of three cells, each a link to its products."""
    by_place = {(cell.abc, cell.xyz): cell for cell in cells}
    most = max((cell.stock_value for cell in cells), default=Decimal(0))
    rows = []
    for abc in "ABC":
        shown = []
        for xyz in "XYZ":
            cell = by_place.get((abc, xyz)) or AbcCell(abc, xyz, 0, Decimal(0), Decimal(0))
            shown.append(
                ShownAbc(
                    count=voice.number(cell.products),
                    noun="producto" if cell.products == 1 else "productos",
                    money=f"venden {voice.money_compact(cell.net)}",
                    stock=f"{voice.money_compact(cell.stock_value)} en stock",
                    css=f"ramp-{level(cell.stock_value, most)}",
                    url=url_of(abc, xyz),
                    current=chosen == (abc, xyz),
                    spoken=f"Clase {abc}{xyz}",
                )
            )
        rows.append(AbcRow(abc, ABC_WORDS[abc], shown))
    return rows


def margin_chart(products: Sequence[ProductTurn], *, voice: Voice) -> dict[str, Any]:
    """Plotly scatter: rotation to the right, margin up; the point as large as its money in stock."""
    shown = [row for row in products if row.turnover is not None and row.margin_rate is not None]
    most = max((float(row.stock_value) for row in shown), default=1.0) or 1.0
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "markers",
                "name": "Productos",
                "x": [round(float(row.turnover or 0), 2) for row in shown],
                "y": [round(float(row.margin_rate or 0) * 100, 1) for row in shown],
                "text": [row.name for row in shown],
                "customdata": [links.product(row.product_id) for row in shown],
                "marker": {
                    "size": [7 + 21 * (float(row.stock_value) / most) ** 0.5 for row in shown],
                    "opacity": 0.62,
                    "line": {"width": 0},
                },
                "hovertemplate": "<b>%{text}</b><br>rota %{x} veces al año<br>margen %{y} %<extra></extra>",
            }
        ],
        "layout": {
            "height": 400,
            "hovermode": "closest",
            "xaxis": {"title": {"text": "veces que rota al año"}, "rangemode": "tozero"},
            "yaxis": {"title": {"text": "margen"}, "ticksuffix": " %"},
        },
    }


def margin_title(products: Sequence[ProductTurn], voice: Voice) -> str:
    """The finding of the map: the money that neither moves nor pays."""
    known = [row for row in products if row.turnover is not None and row.margin_rate is not None]
    if not known:
        return "Aún no hay costos o stock para dibujar el mapa"
    turns = sorted(row.turnover or Decimal(0) for row in known)
    rates = sorted(row.margin_rate or Decimal(0) for row in known)
    middle = (turns[len(turns) // 2], rates[len(rates) // 2])
    weak = [row for row in known if (row.turnover or 0) < middle[0] and (row.margin_rate or 0) < middle[1]]
    money = voice.money(sum((row.stock_value for row in weak), Decimal(0)))
    if len(weak) == 1:
        return f"{money} están en 1 producto que rota poco y deja poco"
    return f"{money} están en {voice.number(len(weak))} productos que rotan poco y dejan poco"


def act_for(row: ProductTurn) -> str:
    """The one verb of a product's line. Orders to suppliers come with purchasing; until then its page is the place."""
    return "Ver producto"
