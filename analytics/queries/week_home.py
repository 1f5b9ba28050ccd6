"""The gestor's home: the last complete week against others, who moved, what is missing, what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.db.models import Q

from analytics.filters import SalesFilter
from analytics.tables import Column, Row, Table
from company.models import User

from . import links, rfm, rollups, rotation, rotation_rollups, sales, sales_rollups
from .facts import Run, Sale, SegmentSum, StockSums, WeekSale
from .freshness import Freshness, freshness
from .homes import WorkGroup
from .homes_stock import product_row
from .sales_rollups import Names
from .segments import CALL_FIRST
from .wording import Finding, Voice, WorkRow

SPARK_WEEKS = 13


@dataclass(frozen=True)
class WeekHome:
    """All that the gestor's page draws."""

    title: str
    freshness: Freshness
    headline: Finding
    spark: list[float]
    spark_label: str
    sales_url: str
    findings: list[Finding]
    work: WorkGroup
    by_segment: object
    by_category: object
    moved_title: str
    moves: Sequence[rfm.ShownMove]
    biggest: float
    movement_url: str
    stock: list[Finding]


def week_home(user: User, *, voice: Voice) -> WeekHome | None:
    """The home of the newest computed week; ``None`` where nothing was computed yet."""
    runs = rollups.runs(limit=2)
    if not runs:
        return None
    run, before = runs[0], runs[1] if len(runs) > 1 else None
    names = Names.load(run.segments)
    chosen = SalesFilter(week=run.week)
    segments = sales_rollups.by("segment", chosen, names)
    categories = sales_rollups.by("category", SalesFilter(week=run.week, rows="category"), names)
    points = sales_rollups.line(chosen, names, weeks=SPARK_WEEKS, with_year=False)
    moves = rollups.moves(run, before) if before else []
    sums = rollups.segment_sums([run.week_end])[run.week_end]
    stock, short, states = _stock(run, names, voice)
    shown = rfm.shown_moves(moves, run, before, voice)
    moved = rfm.findings(run=run, before=before, segments=sums, moves=moves, voice=voice)[:2]
    swing = sales.swings(categories, kind="categorías", url_of=partial(_narrow, "category", run), voice=voice)
    return WeekHome(
        title=voice.week(run.week).capitalize(),
        freshness=freshness(run, user=user, voice=voice),
        headline=_headline(run, segments, voice),
        spark=[float(point.net) for point in points],
        spark_label=_spark_label(points, voice),
        sales_url=links.page("sales", week=run.week),
        findings=[*([swing] if swing else []), *moved],
        work=_work(run, sums, short, states, voice),
        by_segment=_table("segment", "Por segmento", segments, run, voice).shown(voice),
        by_category=_table("category", "Por categoría", categories, run, voice).shown(voice),
        moved_title=_moved_title(run, before, voice),
        moves=shown[:6],
        biggest=max((abs(move.signed) for move in shown), default=1.0),
        movement_url=links.page("rfm_movement", week=run.week),
        stock=stock,
    )


def _stock(run: Run, names: Names, voice: Voice) -> tuple[list[Finding], list[WorkRow], StockSums]:
    """Alerts of the stock, the three products that miss most, and the sums of the states."""
    rows = rotation_rollups.rows(run.week_end)
    states = rotation_rollups.sums(rows)
    if not states.products:
        return [], [], states
    missing = rotation_rollups.products(rows.filter(Q(state__in=["out", "short"])), names, count=3)
    said = rotation.findings(states, url_of=lambda **more: links.page("rotation", **more), voice=voice)
    return said, [product_row(row, voice) for row in missing], states


def _narrow(dimension: str, run: Run, row: Sale) -> str:
    return links.page("sales", week=run.week, **{dimension: row.key})


def _headline(run: Run, segments: Sequence[Sale], voice: Voice) -> Finding:
    return sales.headline(
        sales.total(segments),
        period="La semana pasada" if _is_last(run, voice) else f"En la {voice.week(run.week)}",
        previous="la anterior",
        url=links.sales_rows(first=run.week, last=run.week),
        voice=voice,
        margin=True,
    )


def _is_last(run: Run, voice: Voice) -> bool:
    """Is this the last complete week, as of today?"""
    return run.week_end < voice.today <= run.week_end + timedelta(days=7)


def _spark_label(points: Sequence[WeekSale], voice: Voice) -> str:
    return f"Venta de las últimas {len(points)} semanas, hasta {voice.money(points[-1].net)}" if points else ""


def _table(dimension: str, title: str, rows: Sequence[Sale], run: Run, voice: Voice) -> Table:
    """Sales of the week by a dimension, with both comparisons and the margin."""
    columns = [
        Column("label", title.removeprefix("Por ").capitalize()),
        Column("net", "Venta", "money_short"),
        Column("change", "Anterior", "change"),
        Column("year", "Hace un año", "change"),
        Column("rate", "Margen", "share", wide=True),
    ]

    def values(row: Sale) -> dict[str, object]:
        return {
            "label": row.label,
            "net": row.net,
            "change": sales.change(row.net, row.before),
            "year": sales.change(row.net, row.last_year),
            "rate": row.margin_rate,
        }

    def url(row: Sale) -> str:
        return links.sales_rows(first=run.week, last=run.week, **{dimension: row.key})

    shown = [row for row in rows if row.net]
    made = [Row(values(row), {"net": url(row), "label": _drill(dimension, row, run)}) for row in shown]
    return Table(title, columns, made, values(sales.total(rows)))


def _drill(dimension: str, row: Sale, run: Run) -> str:
    other = "category" if dimension == "segment" else "segment"
    return links.page("sales", week=run.week, rows=other, **{dimension: row.key})


def _moved_title(run: Run, before: Run | None, voice: Voice) -> str:
    return f"Quién cambió de la {voice.week(before.week)} a la {voice.week(run.week)}" if before else "Quién cambió"


def _work(
    run: Run, sums: Sequence[SegmentSum], products: Sequence[WorkRow], states: StockSums, voice: Voice
) -> WorkGroup:
    """What to do: who is leaving first (by money), then what runs out, then what sleeps."""
    by_code = {row.code: row for row in sums}
    rows = [_call_row(by_code[code], run, voice) for code in CALL_FIRST if code in by_code and by_code[code].customers]
    rows += products
    if states.dead:
        rows.append(
            WorkRow(
                title=f"Sacarle salida a {voice.count(states.dead, 'producto dormido', 'productos dormidos')}",
                detail="Hay stock y no se vendió ninguno en 13 semanas.",
                act="Ver dormidos",
                act_url=links.page("rotation", state="dead", order="value"),
                icon="player-pause",
                figure=voice.money(states.dead_value),
                figure_label="en almacén",
            )
        )
    return WorkGroup("Qué hacer", rows, empty="Nada urge esta semana.")


def _call_row(row: SegmentSum, run: Run, voice: Voice) -> WorkRow:
    found = run.segments.get(row.code)
    url = rfm.behind(run, segment=row.code)
    days = f"; la mitad no compra hace más de {voice.count(row.median_days, 'día', 'días')}" if row.median_days else ""
    return WorkRow(
        title=f"{found.act}: {voice.count(row.customers, 'cliente', 'clientes')} de {found.name}",
        detail=f"{found.meaning.rstrip('.')}{days}.",
        act="Ver quiénes son",
        act_url=url,
        icon="phone" if row.code == "no_perder" else "ticket",
        figure=voice.money(row.money),
        figure_label="llevan comprado",
    )
