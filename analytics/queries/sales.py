"""The sales page: what was sold, against what, by which groups. From rollup sums to sentences, picture and table."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from core.clock import sunday_of
from core.formatting import day_short

from .facts import Sale, WeekSale
from .wording import Finding, Piece, Voice, say

ZERO = Decimal(0)


def weeks_axis(days: Sequence[date], voice: Voice) -> dict[str, Any]:
    """Axis of weeks at their Sundays, with few names, said in Spanish."""
    step = max(1, -(-len(days) // 5))
    named = list(days[::-1][::step])[::-1]
    return {
        "showgrid": False,
        "type": "date",
        "tickmode": "array",
        "tickvals": [day.isoformat() for day in named],
        "ticktext": [day_short(day, today=voice.today) for day in named],
        "hoverformat": "hasta el %d/%m/%Y",
    }


def total(rows: Sequence[Sale], label: str = "Total") -> Sale:
    """The sum of groups."""
    years = [row.last_year for row in rows if row.last_year is not None]
    return Sale(
        key="",
        label=label,
        net=sum((row.net for row in rows), ZERO),
        cost=sum((row.cost for row in rows), ZERO),
        costed=sum((row.costed for row in rows), ZERO),
        returned=sum((row.returned for row in rows), ZERO),
        units=sum((row.units for row in rows), ZERO),
        before=sum((row.before for row in rows), ZERO),
        last_year=sum(years, ZERO) if years else None,
    )


def headline(
    sold: Sale, *, period: str, previous: str, url: str, voice: Voice, more: tuple[str | Piece, ...] = (), margin: bool
) -> Finding:
    """How much, against the period before and the same one last year."""
    parts: list[str | Piece] = [f"{period} vendiste ", Piece(voice.cents(sold.net), url)]
    if sold.before > 0:
        parts += [": ", voice.compared(sold.net, sold.before), f" que {previous}"]
    if sold.last_year is not None and sold.last_year > 0:
        parts += [" y " if sold.before > 0 else ": ", voice.compared(sold.net, sold.last_year), " que hace un año"]
    parts.append(".")
    if margin and sold.margin is not None and sold.margin_rate is not None:
        parts += [" Quedaron ", Piece(voice.money(sold.margin)), f" de margen, {voice.percent(sold.margin_rate)}."]
    parts += more
    return say(
        *parts,
        why="Pedidos confirmados o entregados menos devoluciones, sin impuesto. Hace un año: 52 semanas antes.",
    )


def swings(rows: Sequence[Sale], *, kind: str, url_of: Callable[[Sale], str], voice: Voice) -> Finding | None:
    """Which group fell and which rose the most against the period before."""
    moved = [(row.net - row.before, row) for row in rows if row.before > 0 or row.net > 0]
    fell = min(moved, key=lambda pair: pair[0], default=None)
    rose = max(moved, key=lambda pair: pair[0], default=None)
    parts: list[str | Piece] = []
    if fell and fell[0] < 0:
        parts += [f"Lo que más cayó en {kind}: ", *_swing(fell[0], fell[1], url_of, voice)]
    if rose and rose[0] > 0:
        parts += [
            "Lo que más subió: " if parts else f"Lo que más subió en {kind}: ",
            *_swing(rose[0], rose[1], url_of, voice),
        ]
    return say(*parts) if parts else None


def _swing(amount: Decimal, row: Sale, url_of: Callable[[Sale], str], voice: Voice) -> list[str | Piece]:
    said: list[str | Piece] = [
        Piece(row.label, url_of(row)),
        ", ",
        Piece(voice.signed_money(amount), tone="good" if amount > 0 else "bad"),
    ]
    if row.before > 0 and row.net >= 0:
        said.append(f" ({voice.compared(row.net, row.before).text})")
    return [*said, ". "]


def weeks_chart(points: Sequence[WeekSale], *, url_of: Callable[[str], str], voice: Voice) -> dict[str, Any]:
    """Plotly figure: the line of weeks with last year dashed; a point opens its week."""
    sundays = [sunday_of(point.week) for point in points]
    days = [day.isoformat() for day in sundays]
    data: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": "Venta",
            "marker": {"size": 5},
            "x": days,
            "y": [float(point.net) for point in points],
            "customdata": [url_of(point.week) for point in points],
        }
    ]
    if sum(point.last_year is not None for point in points) > 1:
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": "Hace un año",
                "meta": "reference",
                "x": days,
                "y": [None if point.last_year is None else float(point.last_year) for point in points],
            }
        )
    layout = {
        "height": 320,
        "xaxis": weeks_axis(sundays, voice),
        "yaxis": {"rangemode": "tozero", "nticks": 5, "tickprefix": f"{voice.locale.symbol} "},
    }
    return {"data": data, "layout": layout}


def weeks_title(points: Sequence[WeekSale], voice: Voice) -> str:
    """The finding of the line of weeks."""
    recent = points[-13:]
    now = sum((point.net for point in recent), ZERO)
    year = [point.last_year for point in recent if point.last_year is not None]
    if len(year) == len(recent) and sum(year, ZERO) > 0:
        words = voice.compared(now, sum(year, ZERO)).text
        return f"En las últimas {len(recent)} semanas se vendió {words} que en las mismas de hace un año"
    best = max(points, key=lambda point: point.net, default=None)
    if best is None:
        return "Todavía no hay semanas con ventas"
    return f"La mejor semana fue la {voice.week(best.week)}, con {voice.money(best.net)}"


def bars_chart(rows: Sequence[Sale], *, url_of: Callable[[Sale], str], voice: Voice) -> dict[str, Any]:
    """Plotly figure: the groups beside the period before, the largest on top."""
    shown = sorted((row for row in rows if row.net > 0 or row.before > 0), key=lambda row: row.net)[-12:]
    labels = [row.label for row in shown]
    links = [url_of(row) for row in shown]
    before = {
        "type": "bar",
        "orientation": "h",
        "name": "El anterior",
        "y": labels,
        "x": [float(row.before) for row in shown],
        "marker": {"color": "#8B867B"},
    }
    now = {
        "type": "bar",
        "orientation": "h",
        "name": "Este periodo",
        "y": labels,
        "x": [float(row.net) for row in shown],
        "customdata": links,
    }
    layout = {
        "height": 90 + 38 * len(shown),
        "barmode": "group",
        "hovermode": "y unified",
        "yaxis": {"showgrid": False, "type": "category"},
        "xaxis": {"rangemode": "tozero", "nticks": 5, "tickprefix": f"{voice.locale.symbol} "},
    }
    return {"data": [now, before], "layout": layout}


def bars_title(rows: Sequence[Sale], voice: Voice) -> str:
    """The finding of the bars: what the largest group makes of the whole."""
    whole = sum((row.net for row in rows), ZERO)
    best = max(rows, key=lambda row: row.net, default=None)
    if best is None or whole <= 0:
        return "Sin ventas en este periodo"
    return f"{best.label}: {voice.percent(best.net / whole)} de la venta"


def pivot(
    cells: Sequence[tuple[str, str, Decimal]],
) -> tuple[list[str], list[tuple[str, list[Decimal], Decimal]], list[Decimal]]:
    """Rows × columns of net money with their sums: column names, rows (name, values, sum), sums of the columns.

    Cents are summed as integers, so that the sums of the frame are exact.
    """
    if not cells:
        return [], [], []
    import pandas as pd  # a second and a half and 60 MB: only for who asks for a crossing

    frame = pd.DataFrame(
        [(row, column, int((net * 100).to_integral_value())) for row, column, net in cells],
        columns=["row", "column", "cents"],
    )
    table = frame.pivot_table(index="row", columns="column", values="cents", aggfunc="sum", fill_value=0)
    table = table.loc[table.sum(axis=1).sort_values(ascending=False).index, sorted(table.columns)]
    names = [str(name) for name in table.columns]
    rows = [
        (str(name), [Decimal(int(value)) / 100 for value in values], Decimal(int(values.sum())) / 100)
        for name, values in zip(table.index, table.to_numpy(), strict=True)
    ]
    return names, rows, [Decimal(int(value)) / 100 for value in table.sum(axis=0)]


def change(now: Decimal, before: Decimal | None) -> Decimal | None:
    """Relative change; ``None`` where nothing stood before, or where more came back than was sold."""
    return None if before is None or before <= 0 or now < 0 else (now - before) / before
