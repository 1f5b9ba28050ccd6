"""Stock rotation: what moves, what runs out, what sleeps; one act a product."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from analytics.filters import ROTATION_ORDERS, ROTATION_STATES, RotationFilter, rotation_filter
from analytics.queries import links, rollups, rotation, rotation_rollups
from analytics.queries.facts import ProductTurn, StockSums
from analytics.queries.freshness import freshness, until
from analytics.queries.sales_rollups import NONE, Names
from analytics.queries.wording import Voice, voice
from analytics.tables import Column, Row, Table
from analytics.views.pages import Chip, Page, Pager, Select, as_file, nothing_yet, select
from core.clock import sunday_of

ON_MAP = 300
MOST = 50_000  # products in one file
TABLE_COLUMNS = [
    Column("name", "Producto"),
    Column("class", "Clase", wide=True),
    Column("state", "Estado"),
    Column("net", "Venta", "money_short"),
    Column("rate", "Margen %", "share", wide=True),
    Column("turnover", "Rotación", "times", wide=True),
    Column("days", "Días de stock", "stock_days", wide=True),
    Column("through", "Salida", "share", wide=True),
    Column("gmroi", "GMROI", "times", wide=True),
    Column("on_hand", "En almacén", "units", wide=True),
    Column("stock", "Dinero en stock", "money_short"),
]


@require_safe
def report(request: HttpRequest) -> HttpResponseBase:
    """Findings, ABC × XYZ beside the map of margin and rotation, the products."""
    weeks = rotation_rollups.known_weeks()
    runs = rollups.runs()
    if not weeks or not runs:
        what = "qué productos se mueven, cuáles se acaban y cuánto dinero duerme en el almacén"
        return nothing_yet(request, title="Rotación", what=what)
    chosen = rotation_filter(request.GET, weeks, weeks[0])
    run = next((run for run in runs if run.week == chosen.week), runs[0])
    names, speaks, day = Names.load(run.segments), voice(), sunday_of(chosen.week)
    start = _start(request)
    found = rotation_rollups.narrowed(chosen, names, day)
    whole = rotation_rollups.sums(rotation_rollups.rows(day))
    here = rotation_rollups.sums(found) if chosen.narrows else whole
    if request.GET.get("format"):
        everything = rotation_rollups.products(found, names, order=chosen.order, count=MOST)
        notes = [*(chip.text for chip in _chips(chosen, names)), until(run, speaks)]
        if file := as_file(request, products_table(everything), f"rotacion-{chosen.week}", notes=notes):
            return file
    mapped = rotation_rollups.products(found, names, count=ON_MAP)
    listed = mapped[: rotation_rollups.PAGE]
    if start or chosen.order != "sold":
        listed = rotation_rollups.products(found, names, order=chosen.order, start=start)
    page = Page(
        title="Rotación",
        heading="Rotación",
        freshness=freshness(run, user=request.user, voice=speaks),
        findings=rotation.findings(
            whole, url_of=lambda **changes: _url(RotationFilter(chosen.week), **changes), voice=speaks
        ),
    )
    cells = rotation_rollups.abc_cells(rotation_rollups.narrowed(RotationFilter(chosen.week), names, day))
    context: dict[str, Any] = {
        "page": page,
        "selects": _selects(chosen, names, weeks, speaks),
        "chips": _chips(chosen, names),
        "abc_title": _abc_title(cells, whole, speaks),
        "abc": rotation.abc_map(
            cells,
            url_of=lambda abc, xyz: _url(chosen, abc=abc, xyz=xyz) + "#productos",
            chosen=(chosen.abc, chosen.xyz),
            voice=speaks,
        ),
        "xyz": list(rotation.XYZ_WORDS.items()),
        "chart": rotation.margin_chart(mapped, voice=speaks),
        "chart_title": rotation.margin_title(mapped, speaks),
        "table": products_table(listed).shown(speaks),
        "shown_note": _note(here, speaks),
        "pager": _pager(chosen, here.products, start, speaks),
    }
    return render(request, "analytics/rotacion.html", context)


def _start(request: HttpRequest) -> int:
    asked = request.GET.get("start", "")
    return min(int(asked), 1_000_000) if asked.isdigit() and len(asked) < 8 else 0


def _url(chosen: RotationFilter, **changes: object) -> str:
    return f"{reverse('analytics:rotation')}?{chosen.query(**changes)}"


def _selects(chosen: RotationFilter, names: Names, weeks: list[str], speaks: Voice) -> list[Select]:
    roots = sorted((node for node in names.categories.values() if node.parent_id is None), key=lambda n: n.order)
    categories = [(str(node.pk), node.name) for node in roots] + [(NONE, "Sin categoría")]
    return [
        select("week", "Hasta la", chosen.week, [(week, speaks.week(week).capitalize()) for week in weeks]),
        select("category", "Categoría", chosen.category, categories, every="Todas"),
        select("state", "Estado", chosen.state, list(ROTATION_STATES.items()), every="Todos"),
        select("abc", "Clase ABC", chosen.abc, [(letter, letter) for letter in "ABC"], every="Todas"),
        select("xyz", "Clase XYZ", chosen.xyz, [(letter, letter) for letter in "XYZ"], every="Todas"),
        select("order", "Ordenar por", chosen.order, list(ROTATION_ORDERS.items())),
    ]


def _chips(chosen: RotationFilter, names: Names) -> list[Chip]:
    words = {
        "category": names.label("category", int(chosen.category) if chosen.category.isdigit() else None),
        "state": ROTATION_STATES.get(chosen.state, ""),
        "abc": f"clase {chosen.abc}",
        "xyz": f"clase {chosen.xyz}",
    }
    return [Chip(text, _url(chosen, **{name: ""})) for name, text in words.items() if getattr(chosen, name)]


def _abc_title(cells: list[Any], whole: StockSums, speaks: Voice) -> str:
    best = [cell for cell in cells if cell.abc == "A"]
    count = sum(cell.products for cell in best)
    if not count:
        return "Dónde está la venta y dónde el stock"
    stock = sum((cell.stock_value for cell in best), whole.stock_value * 0)
    share = speaks.percent(stock / whole.stock_value) if whole.stock_value > 0 else "–"
    return f"{speaks.number(count)} productos hacen el 80 % de la venta con {share} del stock"


def products_table(listed: list[ProductTurn]) -> Table:
    """Products with their figures, one act each."""
    rows = [
        Row(
            {
                "name": row.name,
                "class": f"{row.abc}{row.xyz}",
                "state": rotation.STATES[row.state],
                "net": row.net,
                "rate": row.margin_rate,
                "turnover": row.turnover,
                "days": row.stock_days,
                "through": row.sell_through,
                "gmroi": row.gmroi,
                "on_hand": row.on_hand,
                "stock": row.stock_value,
            },
            {"name": links.product(row.product_id)},
            second=f"{row.sku} · {row.category}",
            act=rotation.act_for(row),
            act_url=links.product(row.product_id),
        )
        for row in listed
    ]
    return Table("Productos", TABLE_COLUMNS, rows)


def _note(here: StockSums, speaks: Voice) -> str:
    return f"{speaks.count(here.products, 'producto', 'productos')}, {speaks.money(here.stock_value)} en stock"


def _pager(chosen: RotationFilter, total: int, start: int, speaks: Voice) -> Pager | None:
    size = rotation_rollups.PAGE
    if total <= size:
        return None

    def at(place: int) -> str:
        return _url(chosen) + (f"&start={place}" if place else "") + "#productos"

    last = min(total, start + size)
    return Pager(
        f"{speaks.number(start + 1)} a {speaks.number(last)} de {speaks.number(total)}",
        at(max(0, start - size)) if start else "",
        at(start + size) if last < total else "",
    )
