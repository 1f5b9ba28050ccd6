"""The reports of analytics as data sets, for screens, exports and ``manage.py report``."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from analytics.enums import Quadrant
from analytics.models import RfmMove, RfmRun, Rotation
from analytics.services import rfm, schemes, sql
from analytics.services.scoring import rule_of
from company.queries import today
from core.clock import last_complete_week, monday_of, sunday_of, week_of
from core.errors import DomainError
from core.exports.dataset import Column, Dataset, Kind
from sales.enums import Channel

CENT = Decimal("0.01")
NO_PURCHASES, COUNTER = "Sin compras", "Venta de mostrador"


def ask_week(parser: ArgumentParser) -> None:
    """``--week``: the last complete one, if not said."""
    parser.add_argument("--week", metavar="2026-W47", help="semana calculada (si falta, la última completa)")


def ask_rfm(parser: ArgumentParser) -> None:
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="2026-11-20", help="día del análisis (inclusive)")
    parser.add_argument("--scheme", metavar="SCHEME.json", help="otra regla: pesos, puntajes, ventana, cortes")


def ask_nothing(parser: ArgumentParser) -> None:
    """``totals`` has no options."""


def rfm_scores(options: Mapping[str, Any]) -> Dataset:
    """Every customer with purchases, scored as of any day, straight from the orders."""
    as_of = options.get("as_of") or sunday_of(last_complete_week(today()))
    scheme = schemes.current()
    rule = schemes.draft_rule(_read_scheme(options["scheme"])) if options.get("scheme") else rule_of(scheme)
    names = {code: name.lower() for code, name in scheme.segments.values_list("code", "name")}
    window = f"últimos {rule.window_days} días" if rule.window_days else "toda la historia"
    return Dataset(
        name=f"rfm-{as_of}",
        title=f"Clientes por RFM al {as_of:%d/%m/%Y}",
        columns=[
            Column("customer_code", "Cliente"),
            Column("recency_days", "Días sin comprar", Kind.INTEGER),
            Column("frequency", "Pedidos", Kind.INTEGER),
            Column("monetary", "Compró", Kind.MONEY),
            Column("r", "R", Kind.INTEGER),
            Column("f", "F", Kind.INTEGER),
            Column("m", "M", Kind.INTEGER),
            Column("score", "Puntaje", Kind.DECIMAL),
            Column("segment", "Segmento"),
        ],
        rows=((*row[:-1], names[row[-1]]) for row in rfm.scored(as_of=as_of, rule=rule)),
        notes=[f"Se mira {window}. Pesos: R {rule.weight_r}, F {rule.weight_f}, M {rule.weight_m}."],
    )


def movement(options: Mapping[str, Any]) -> Dataset:
    """Who passed from which segment to which in a week, in customers and money."""
    run = _run_of(options)
    names = segment_names(run)
    rows = RfmMove.objects.filter(week_end=run.week_end).order_by("before", "after")
    return Dataset(
        name=f"movimiento-{run.week}",
        title=f"Movimiento entre segmentos, semana {run.week}",
        columns=[
            Column("week", "Semana"),
            Column("before", "Estaba en"),
            Column("after", "Está en"),
            Column("customers", "Clientes", Kind.INTEGER),
            Column("monetary", "Dinero", Kind.MONEY),
        ],
        rows=(
            [run.week, names[row.before], names[row.after], row.customers, row.monetary_minor * CENT] for row in rows
        ),
        notes=[_freshness(run)],
    )


def sales(options: Mapping[str, Any]) -> Dataset:
    """Sales of a week by segment × category × channel × city, with margin, against the week before and last year."""
    run = _run_of(options)
    names = segment_names(run)
    return Dataset(
        name=f"ventas-{run.week}",
        title=f"Ventas de la semana {run.week}",
        columns=[
            Column("week", "Semana"),
            Column("segment", "Segmento"),
            Column("category", "Categoría"),
            Column("channel", "Canal"),
            Column("city", "Ciudad"),
            Column("lines", "Líneas", Kind.INTEGER),
            Column("units", "Unidades", Kind.DECIMAL),
            Column("revenue", "Venta", Kind.MONEY),
            Column("returns", "Devuelto", Kind.MONEY),
            Column("cost", "Costo", Kind.MONEY),
            Column("margin", "Margen", Kind.MONEY),
            Column("margin_rate", "Margen %", Kind.PERCENT),
            Column("revenue_before", "Semana anterior", Kind.MONEY),
            Column("revenue_last_year", "Hace un año", Kind.MONEY),
        ],
        rows=[_sales_row(run.week, row, names) for row in sql.rows("sales_report", {"week_end": run.week_end})],
        notes=[_freshness(run), "El margen cuenta solo las líneas con costo conocido."],
    )


def rotation(options: Mapping[str, Any]) -> Dataset:
    """Rotation of every product at the end of a week."""
    run = _run_of(options)
    rows = Rotation.objects.filter(week_end=run.week_end).select_related("product__category").order_by("product__sku")
    return Dataset(
        name=f"rotacion-{run.week}",
        title=f"Rotación de existencias, semana {run.week}",
        columns=[
            Column("sku", "Código"),
            Column("product", "Producto"),
            Column("category", "Categoría"),
            Column("weeks", "Semanas", Kind.INTEGER),
            Column("units", "Unidades", Kind.DECIMAL),
            Column("revenue", "Venta", Kind.MONEY),
            Column("cogs", "Costo de lo vendido", Kind.MONEY),
            Column("margin", "Margen", Kind.MONEY),
            Column("margin_rate", "Margen %", Kind.PERCENT),
            Column("on_hand", "En almacén", Kind.DECIMAL),
            Column("stock_value", "Stock al costo", Kind.MONEY),
            Column("average_stock", "Stock medio", Kind.MONEY),
            Column("turnover", "Rotación al año", Kind.DECIMAL),
            Column("stock_days", "Días de stock", Kind.DECIMAL),
            Column("sell_through", "Salida", Kind.PERCENT),
            Column("gmroi", "GMROI", Kind.DECIMAL),
            Column("abc", "ABC"),
            Column("xyz", "XYZ"),
            Column("quadrant", "Cuadrante"),
            Column("is_dead", "Sin salida", Kind.BOOLEAN),
            Column("days_out", "Días sin stock", Kind.INTEGER),
            Column("last_sold_on", "Última venta", Kind.DATE),
        ],
        rows=(_rotation_row(row) for row in rows.iterator(chunk_size=2_000)),
        notes=[_freshness(run)],
    )


def totals(options: Mapping[str, Any]) -> Dataset:
    """What stands in the database: all customers; orders, returns, lines and money of what counts as sold.

    ``net_total`` is the sum of the lines' totals (sales, returns, adjustments) rounded to the cent.
    """
    with transaction.atomic():
        sql.heavy_work()
        row = sql.row("totals")
    return Dataset(
        name="totales",
        title="Lo que hay",
        columns=[
            Column("customers", "Clientes", Kind.INTEGER),
            Column("orders", "Pedidos", Kind.INTEGER),
            Column("returns", "Devoluciones", Kind.INTEGER),
            Column("lines", "Líneas", Kind.INTEGER),
            Column("net_total", "Venta neta", Kind.MONEY),
            Column("first", "Desde", Kind.DATE),
            Column("last", "Hasta", Kind.DATE),
        ],
        rows=[row],
        single=True,
    )


def segment_names(run: RfmRun) -> dict[str, str]:
    """Names on screen by the code that rollups hold."""
    return dict(run.scheme.segments.values_list("code", "name")) | {"": NO_PURCHASES, "-": COUNTER}


def _run_of(options: Mapping[str, Any]) -> RfmRun:
    week = options.get("week") or last_complete_week(today())
    try:
        week_end = sunday_of(week_of(monday_of(week)))
    except ValueError as error:
        raise DomainError(f"«{week}» no es una semana. Escríbela así: 2026-W47.") from error
    run = RfmRun.objects.filter(week_end=week_end, is_current=True).select_related("scheme").first()
    if run is None:
        raise DomainError(f"La semana {week} no está calculada. Calcúlala con: manage.py compute_week --week {week}")
    return run


def _freshness(run: RfmRun) -> str:
    revision = f", revisión {run.revision}" if run.revision > 1 else ""
    return f"Calculado el {run.computed_at:%d/%m/%Y %H:%M} UTC{revision}."


def _read_scheme(path: str) -> dict[str, Any]:
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise DomainError(f"No se pudo leer la regla {path}: {error}.") from error
    if not isinstance(data, dict):
        raise DomainError(f"La regla {path} debe ser un objeto JSON.")
    return data


def _sales_row(week: str, row: tuple[Any, ...], names: Mapping[str, str]) -> list[Any]:
    segment, category, channel, city, lines, units, revenue, returned, cost, costed, before, year = row
    margin = costed - cost
    rate = (Decimal(margin) / costed).quantize(Decimal("0.0001")) if costed > 0 else None
    said_channel = str(Channel(channel).label) if channel in Channel.values else channel
    money = [Decimal(value) * CENT for value in (revenue, returned, cost, margin)]
    past = [Decimal(value) * CENT for value in (before, year)]
    return [
        week,
        names.get(segment, segment),
        category or "Sin categoría",
        said_channel,
        city,
        lines,
        units,
        *money,
        rate,
        *past,
    ]


def _rotation_row(row: Rotation) -> list[Any]:
    product = row.product
    return [
        product.sku,
        product.name,
        product.category.name if product.category else "",
        row.weeks,
        row.units,
        row.revenue_minor * CENT,
        row.cogs_minor * CENT,
        None if row.margin_minor is None else row.margin_minor * CENT,
        row.margin_rate,
        row.on_hand,
        row.stock_minor * CENT,
        row.average_stock_minor * CENT,
        row.turnover,
        row.stock_days,
        row.sell_through,
        row.gmroi,
        row.abc,
        row.xyz,
        str(Quadrant(row.quadrant).label) if row.quadrant else "",
        row.is_dead,
        row.days_out,
        row.last_sold_on,
    ]
