"""The sales report: any week, any span, by any of its dimensions, against the period before and last year."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from analytics.filters import DIMENSIONS, SPANS, SalesFilter, sales_filter, week_param
from analytics.queries import links, rollups, sales, sales_rollups, sales_rows
from analytics.queries.facts import Run, Sale
from analytics.queries.freshness import freshness, until
from analytics.queries.sales_rollups import Names, Period
from analytics.queries.wording import Finding, Piece, Voice, say, voice
from analytics.tables import Column, Row, Table
from analytics.views.pages import Chip, Page, Select, as_file, export_links, nothing_yet, select
from core.clock import monday_of, sunday_of, week_of

NEXT = {"segment": "category", "category": "segment", "channel": "category", "city": "category", "week": "segment"}


@dataclass(frozen=True)
class Report:
    """The figures of the page, read once; screen and export draw from it."""

    chosen: SalesFilter
    names: Names
    groups: list[Sale]
    whole: Sale
    run: Run
    weeks: list[str]
    voice: Voice


def read(request: HttpRequest) -> Report | None:
    """The report that the query string asks for; ``None`` where nothing was computed yet."""
    weeks = sales_rollups.known_weeks()
    runs = rollups.runs(limit=len(weeks) or 1)
    if not weeks or not runs:
        return None
    chosen = sales_filter(request.GET, weeks, weeks[0])
    run = next((run for run in runs if run.week == chosen.week), runs[0])
    names = Names.load(run.segments)
    groups = sales_rollups.by(chosen.rows, chosen, names)
    return Report(chosen, names, groups, sales.total(groups), run, weeks, voice())


@require_safe
def report(request: HttpRequest) -> HttpResponseBase:
    """Findings, the line of weeks, the table with its sums, the crossing."""
    now = read(request)
    if now is None:
        what = "cuánto se vendió cada semana, a quién, de qué y con cuánto margen"
        return nothing_yet(request, title="Ventas", what=what)
    groups, crossing = groups_table(now), cross_table(now) if now.chosen.columns else None
    notes = [period_words(now), *(chip.text for chip in chips(now)), until(now.run, now.voice)]
    if file := as_file(request, crossing or groups, f"ventas-{now.chosen.week}", notes=notes):
        return file
    points = sales_rollups.line(now.chosen, now.names)
    page = Page(
        title="Ventas",
        heading="Ventas",
        freshness=freshness(now.run, user=request.user, voice=now.voice),
        findings=_findings(now),
        exports=export_links(request),
    )
    context: dict[str, Any] = {
        "page": page,
        "selects": selects(now),
        "chips": chips(now),
        "period": period_words(now),
        "chart": sales.weeks_chart(points, url_of=lambda week: _url(now.chosen, week=week, span=1), voice=now.voice),
        "chart_title": sales.weeks_title(points, now.voice),
        "bars": sales.bars_chart(now.groups, url_of=lambda row: drill(now, row), voice=now.voice),
        "bars_title": sales.bars_title(now.groups, now.voice),
        "table": groups.shown(now.voice),
        "pivot": crossing.shown(now.voice) if crossing else None,
        "weeks_table": weeks_table(now, points).shown(now.voice),
    }
    return render(request, "analytics/ventas.html", context)


@require_safe
def rows(request: HttpRequest) -> HttpResponseBase:
    """The orders behind a sum: those lines, those days, and the same sum."""
    weeks = sales_rollups.known_weeks()
    runs = rollups.runs(limit=1)
    if not weeks or not runs:
        return nothing_yet(request, title="Ventas", what="los pedidos que hay detrás de cada cifra")
    chosen = sales_filter(request.GET, weeks, weeks[0])
    last = week_param(request.GET.get("last"), weeks, weeks[0])
    first = min(week_param(request.GET.get("first"), weeks, last), last)
    names, speaks = Names.load(runs[0].segments), voice()
    found = sales_rows.behind(chosen, names, first=monday_of(first), last=sunday_of(last))
    narrowed = [names.say(name, value) for name, value in chosen.chosen.items()]
    span = speaks.week(last) if first == last else f"de la {speaks.week(first)} a la {speaks.week(last)}"
    shown = "" if found.orders <= sales_rows.PAGE else f" Aquí, los {sales_rows.PAGE} de más dinero."
    count = speaks.count(found.orders, "pedido suma", "pedidos suman")
    page = Page(
        title="Pedidos detrás de la cifra",
        heading=" · ".join([span.capitalize(), *narrowed]),
        findings=[say(Piece(count), " ", Piece(speaks.cents(found.net)), f".{shown}")],
        exports=export_links(request) if found.orders <= sales_rows.PAGE else [],
    )
    table = sales_rows.table(found, names)
    if file := as_file(request, table, f"pedidos-{last}", notes=narrowed):
        return file
    return render(request, "analytics/sales_rows.html", {"page": page, "table": table.shown(speaks), "week": last})


def _url(chosen: SalesFilter, **changes: object) -> str:
    return f"{reverse('analytics:sales')}?{chosen.query(**changes)}"


def drill(now: Report, row: Sale) -> str:
    """One step down: the same page narrowed to a group, by the next dimension; a week opens itself."""
    rows = now.chosen.rows
    if rows == "week":
        return _url(now.chosen, week=row.key, span=1, rows="segment", columns="")
    return _url(now.chosen, **{rows: row.key}, rows=NEXT[rows], columns="")


def orders_behind(now: Report, row: Sale | None = None) -> str:
    """The orders of the period, narrowed as the page and the row are."""
    filters: dict[str, str] = dict(now.chosen.chosen)
    period = Period.of(now.chosen)
    if row is not None and now.chosen.rows == "week":
        return links.sales_rows(first=row.key, last=row.key, **filters)
    if row is not None:
        filters[now.chosen.rows] = row.key
    return links.sales_rows(first=week_of(period.first), last=week_of(period.last), **filters)


def period_words(now: Report) -> str:
    """``Semana 46``, ``De la semana 43 a la 46``."""
    period = Period.of(now.chosen)
    last = now.voice.week(now.chosen.week)
    if period.weeks == 1:
        return last.capitalize()
    return f"De la {now.voice.week(week_of(period.first))} a la {last}"


def _findings(now: Report) -> list[Finding]:
    one = now.chosen.span == 1
    period = f"En la {now.voice.week(now.chosen.week)}" if one else f"{period_words(now)}"
    previous = "la semana anterior" if one else f"las {now.chosen.span} anteriores"
    said = [
        sales.headline(
            now.whole, period=period, previous=previous, url=orders_behind(now), voice=now.voice, margin=True
        )
    ]
    kind = DIMENSIONS[now.chosen.rows].lower()
    swing = sales.swings(now.groups, kind=kind, url_of=lambda row: drill(now, row), voice=now.voice)
    if swing and now.chosen.rows != "week":
        said.append(swing)
    return said


def selects(now: Report) -> list[Select]:
    """What may be chosen, as a line of selects."""
    known = sales_rollups.choices(now.names, week=now.chosen.week)
    weeks = [(week, now.voice.week(week).capitalize()) for week in now.weeks]
    chosen = now.chosen
    dimensions = list(DIMENSIONS.items())
    every = {"segment": "Todos", "category": "Todas", "channel": "Todos", "city": "Todas"}
    narrow = [select(name, DIMENSIONS[name], getattr(chosen, name), known[name], every=every[name]) for name in every]
    return [
        select("week", "Hasta la", chosen.week, weeks),
        select("span", "Periodo", str(chosen.span), list(SPANS.items())),
        select("rows", "Filas", chosen.rows, dimensions),
        select(
            "columns", "Columnas", chosen.columns, [pair for pair in dimensions if pair[0] != chosen.rows], every="–"
        ),
        *narrow,
    ]


def chips(now: Report) -> list[Chip]:
    """What narrows the page, each with its way out."""
    return [
        Chip(now.names.say(name, value), _url(now.chosen, **{name: ""})) for name, value in now.chosen.chosen.items()
    ]


def groups_table(now: Report) -> Table:
    """The groups with their comparison, margin and share."""
    whole = now.whole
    columns = [
        Column("label", DIMENSIONS[now.chosen.rows]),
        Column("net", "Venta", "money"),
        Column("change", "Contra lo anterior", "change"),
        Column("year", "Contra hace un año", "change", wide=True),
        Column("margin", "Margen", "money", wide=True),
        Column("rate", "Margen %", "share"),
        Column("returned", "Devuelto", "money", wide=True),
        Column("share", "Parte", "share", wide=True),
    ]
    rows = [
        Row(
            _values(row, whole) | {"label": _label(now, row)},
            {"label": drill(now, row), "net": orders_behind(now, row)},
            act="Ver pedidos",
            act_url=orders_behind(now, row),
        )
        for row in now.groups
    ]
    return Table(
        f"Venta por {DIMENSIONS[now.chosen.rows].lower()}", columns, rows, _values(whole, whole) | {"label": "Total"}
    )


def _label(now: Report, row: Sale) -> str:
    return now.voice.week(row.label).capitalize() if now.chosen.rows == "week" else row.label


def _values(row: Sale, whole: Sale) -> dict[str, Any]:
    return {
        "net": row.net,
        "change": sales.change(row.net, row.before),
        "year": sales.change(row.net, row.last_year),
        "margin": row.margin,
        "rate": row.margin_rate,
        "returned": row.returned,
        "share": row.net / whole.net if whole.net else None,
    }


def cross_table(now: Report) -> Table:
    """Rows × columns of the period, by pandas, with both sums."""
    names, rows, sums = sales.pivot(sales_rollups.cross(now.chosen, now.names))
    chosen = now.chosen
    columns = [Column("label", DIMENSIONS[chosen.rows])]
    columns += [Column(f"c{place}", name, "money_short") for place, name in enumerate(names)]
    columns.append(Column("total", "Total", "money_short"))

    def line(label: str, values: Sequence[Any], total: Any) -> dict[str, Any]:
        return {"label": label, "total": total} | {f"c{place}": value for place, value in enumerate(values)}

    title = f"{DIMENSIONS[chosen.rows]} × {DIMENSIONS[chosen.columns].lower()}"
    made = [Row(line(name, values, total)) for name, values, total in rows]
    return Table(title, columns, made, line("Total", sums, now.whole.net))


def weeks_table(now: Report, points: Sequence[Any]) -> Table:
    """The figures of the line of weeks, the newest first."""
    columns = [
        Column("week", "Semana"),
        Column("net", "Venta", "money"),
        Column("year", "Hace un año", "money"),
        Column("change", "Cambio", "change"),
    ]
    rows = [
        Row(
            {
                "week": now.voice.week(point.week).capitalize(),
                "net": point.net,
                "year": point.last_year,
                "change": sales.change(point.net, point.last_year),
            },
            {"week": _url(now.chosen, week=point.week, span=1)},
        )
        for point in reversed(points)
    ]
    return Table("Las últimas 52 semanas", columns, rows, dense=True)
