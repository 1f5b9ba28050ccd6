"""Homes of purchasing and marketing: what runs out and what sleeps; segments and who moved."""

from typing import Any

from company.models import User
from core.clock import sunday_of

from . import links, rfm, rollups, rotation, rotation_rollups
from .facts import ProductTurn
from .homes import WorkGroup, WorkHome
from .rotation_rollups import Names
from .segments import CALL_FIRST, SegmentTable
from .wording import Voice, WorkRow, say

SHOWN = 6
NOT_YET = "Todavía no se calculó ninguna semana. En cuanto haya ventas y stock, aquí verás qué hacer."


def purchasing_home(user: User, *, voice: Voice) -> WorkHome:
    """Empty shelves, what runs out before an order can arrive, money that sleeps."""
    weeks = rotation_rollups.known_weeks()
    if not weeks:
        return WorkHome("Hoy", [say(NOT_YET)])
    found = rotation_rollups.rows(sunday_of(weeks[0]))
    sums = rotation_rollups.sums(found)
    names = Names.load(SegmentTable({}))
    urls = _rotation_urls(weeks[0])
    groups = [
        _group("Reponer ya: se venden y no queda ninguno", "out", sums.out, found, names, urls, voice),
        _group("Se acaban antes de que llegue un pedido", "short", sums.short, found, names, urls, voice),
        _group("Dinero dormido", "dead", sums.dead, found, names, urls, voice),
    ]
    findings = rotation.findings(sums, url_of=lambda **changes: urls(str(changes["state"])), voice=voice)
    return WorkHome("Hoy", findings, groups, f"Datos hasta el {voice.day_long(sunday_of(weeks[0]))}.")


def _rotation_urls(week: str) -> Any:
    return lambda state: links.page("rotation", week=week, state=state)


def _group(title: str, state: str, total: int, found: Any, names: Names, urls: Any, voice: Voice) -> WorkGroup:
    order = "value" if state == "dead" else "sold"
    products = rotation_rollups.products(found.filter(state=state), names, order=order, count=SHOWN) if total else []
    return WorkGroup(
        title,
        [product_row(row, voice) for row in products],
        more_label=f"Ver los {voice.number(total)}" if total > len(products) else "",
        more_url=urls(state),
        empty="Ninguno.",
    )


def product_row(row: ProductTurn, voice: Voice) -> WorkRow:
    """A product as a line of work."""
    sold = f"se vendió {voice.ago(row.last_sold_on)}" if row.last_sold_on else "nunca se vendió"
    details = {
        "out": f"{row.category} · clase {row.abc or '–'} · sin stock {voice.count(row.days_out, 'día', 'días')} de 56",
        "short": f"{row.category} · quedan {voice.number(row.on_hand)}, para {_days(row, voice)}",
        "dead": f"{row.category} · hay {voice.number(row.on_hand)} · {sold}",
    }
    figure = voice.money(row.stock_value if row.state == "dead" else row.net)
    return WorkRow(
        title=row.name,
        detail=details.get(row.state, row.category),
        act=rotation.act_for(row),
        act_url=links.product(row.product_id),
        icon={"out": "package", "short": "clock", "dead": "player-pause"}.get(row.state, "box"),
        figure=figure,
        figure_label="dormido" if row.state == "dead" else "vendido en el año",
        url=links.product(row.product_id),
    )


def _days(row: ProductTurn, voice: Voice) -> str:
    days = round(row.stock_days or 0)
    return voice.count(days, "día", "días") if days else "menos de un día"


def marketing_home(user: User, *, voice: Voice) -> WorkHome:
    """What moved between the last two weeks, and to whom to speak."""
    runs = rollups.runs(limit=2)
    if not runs:
        return WorkHome("Hoy", [say(NOT_YET)])
    run, before = runs[0], runs[1] if len(runs) > 1 else None
    sums = rollups.segment_sums([run.week_end])[run.week_end]
    moves = rollups.moves(run, before) if before else []
    findings = rfm.findings(run=run, before=before, segments=sums, moves=moves, voice=voice)
    ordered = ("nuevos", *CALL_FIRST, "necesitan_atencion", "a_punto_de_dormir", "campeones")
    by_code = {row.code: row for row in sums}
    rows = [segment_row(by_code[code], run, voice) for code in ordered if code in by_code]
    group = WorkGroup("A quién hablarle esta semana", rows, more_label="Ver la matriz", more_url=links.page("rfm"))
    return WorkHome("Hoy", findings, [group], f"Datos hasta el {voice.day_long(run.week_end)}.")


def segment_row(row: Any, run: Any, voice: Voice) -> WorkRow:
    """A segment as a line of work."""
    found = run.segments.get(row.code)
    url = rfm.behind(run, segment=row.code)
    return WorkRow(
        title=f"{found.act}: {voice.count(row.customers, 'cliente', 'clientes')} de {found.name}",
        detail=found.meaning,
        act="Ver quiénes son",
        act_url=url,
        icon="users",
        figure=voice.money(row.money),
        figure_label="llevan comprado",
        url=url,
    )
