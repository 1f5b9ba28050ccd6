"""The segments page: the map, who moved, each segment with one act. From facts of two weeks to what is read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from analytics.tables import Column, Row, Table

from . import links
from .facts import CellCount, Move, Run, SegmentSum
from .rfm_map import CellFacts, MapRow, build_map
from .segments import SegmentTable, growth_tone
from .wording import Finding, Piece, Voice, say

SHOWN_MOVES = 8


@dataclass(frozen=True)
class ShownMove:
    before: str
    after: str
    customers: str
    money: str
    signed: float
    url: str


@dataclass(frozen=True)
class ShownSegment:
    name: str
    url: str
    customers: str
    change: str
    change_tone: str
    share: float
    share_words: str
    money: str
    money_short: str
    ticket: str
    last: str
    act: str
    act_url: str


@dataclass(frozen=True)
class Chosen:
    """What the chosen cell says of itself."""

    sentence: str
    verb: str
    url: str


@dataclass(frozen=True)
class Totals:
    customers: str
    change: str
    money: str
    money_short: str
    ticket: str


@dataclass(frozen=True)
class MatrixPart:
    """All that the matrix tab draws."""

    findings: list[Finding]
    map_title: str
    rows: list[MapRow]
    columns: list[str]
    chosen: Chosen | None
    moved_title: str
    movements: list[ShownMove]
    biggest_movement: float
    no_movement: str
    segments: list[ShownSegment]
    totals: Totals
    money_heading: str
    rule: str


def direction(move: Move, table: SegmentTable) -> int:
    """1 who rose, −1 who fell, 0 who stayed or just came in."""
    if not move.before or move.before == move.after:
        return 0
    return 1 if table.get(move.after).rank < table.get(move.before).rank else -1


def matrix(
    *,
    run: Run,
    before: Run | None,
    cells: Sequence[CellCount],
    segments: Sequence[SegmentSum],
    segments_before: Sequence[SegmentSum],
    moves: Sequence[Move],
    chosen: tuple[int, int] | None,
    url_of: Callable[[int, int], str],
    voice: Voice,
) -> MatrixPart:
    """Build the matrix tab of ``run`` against ``before``."""
    facts = [CellFacts(c.r, c.fm, c.segment, run.segments.get(c.segment).short, c.customers, c.money) for c in cells]
    people = sum(row.customers for row in segments)
    shown = shown_moves(moves, run, before, voice)
    return MatrixPart(
        findings=findings(run=run, before=before, segments=segments, moves=moves, voice=voice),
        map_title=f"Dónde están tus {voice.count(people, 'cliente', 'clientes')} y su dinero",
        rows=build_map(facts, voice=voice, url_of=url_of, chosen=chosen, size=run.bins),
        columns=recency_words(run.recency_cuts),
        chosen=_chosen(cells, chosen, run, voice),
        moved_title=f"Quién cambió de la {voice.week(before.week)} a la {voice.week(run.week)}"
        if before
        else "Quién cambió",
        movements=shown,
        biggest_movement=max((abs(move.signed) for move in shown), default=1.0),
        no_movement="Nadie cambió de segmento." if before else "Hace falta otra semana calculada para comparar.",
        segments=_segments(segments, segments_before if before else None, run, voice),
        totals=_totals(segments, segments_before if before else None, voice),
        money_heading=run.money_heading,
        rule=f"Pesos: recencia {voice.percent(run.weight_r)}, frecuencia {voice.percent(run.weight_f)}, "
        f"dinero {voice.percent(run.weight_m)}.",
    )


def findings(
    *, run: Run, before: Run | None, segments: Sequence[SegmentSum], moves: Sequence[Move], voice: Voice
) -> list[Finding]:
    """Who fell and what they are worth, who rose, what weighs most; how much hangs on the best."""
    said = []
    if before:
        said += movement_findings(run, before, moves, voice)
    best = next((row for row in segments if row.code == "campeones"), None)
    people, money = sum(row.customers for row in segments), sum((row.money for row in segments), Decimal(0))
    if best and best.customers and money > 0:
        said.append(
            say(
                "Tus ",
                Piece(voice.count(best.customers, "campeón", "campeones"), behind(run, segment="campeones")),
                f" son {voice.percent(Decimal(best.customers) / people)} de los clientes y hacen ",
                Piece(voice.percent(best.money / money)),
                f" de la venta ({voice.money(best.money)}).",
            )
        )
    return said


def movement_findings(run: Run, before: Run, moves: Sequence[Move], voice: Voice) -> list[Finding]:
    """How many fell and rose and what they are worth; the heaviest fall."""
    fell = [move for move in moves if direction(move, run.segments) < 0]
    rose = [move for move in moves if direction(move, run.segments) > 0]
    if not fell and not rose:
        return [say(f"Nadie cambió de segmento entre la {voice.week(before.week)} y la {voice.week(run.week)}.")]
    down, up = sum(move.customers for move in fell), sum(move.customers for move in rose)
    movement = links.page("rfm_movement", week=run.week, against=before.week)
    said = [
        say(
            Piece(voice.count(down, "cliente bajó", "clientes bajaron"), movement),
            " de segmento; llevan comprado ",
            Piece(voice.money(sum(move.money for move in fell)), movement),
            ". ",
            Piece(voice.count(up, "subió", "subieron"), movement),
            ", con ",
            Piece(voice.money(sum(move.money for move in rose)), movement),
            ".",
            why="Se compara el segmento de cada cliente en las dos semanas. El dinero es lo que esos clientes llevan "
            "comprado en el periodo que mira el cálculo, menos lo que devolvieron.",
        )
    ]
    heavy = max(fell, key=lambda move: move.money, default=None)
    if heavy:
        people = voice.count(heavy.customers, "cliente", "clientes")
        said.append(
            say(
                "Lo que más pesa: ",
                Piece(people, moved(run, before, heavy)),
                f" de {run.segments.get(heavy.before).name} {'pasó' if heavy.customers == 1 else 'pasaron'} a "
                f"{run.segments.get(heavy.after).name} y valen ",
                Piece(voice.money(heavy.money), moved(run, before, heavy)),
                ".",
            )
        )
    return said


def behind(run: Run, **filters: object) -> str:
    """The customers behind a figure: today's list for the newest week, the week's own list for another."""
    if run.is_newest and not {"moved_from", "moved_to", "fm"} & set(filters):
        return links.customers(**filters)
    return links.page("rfm_list", week=run.week, **filters)


def moved(run: Run, before: Run, move: Move) -> str:
    """The customers of one movement."""
    return links.page(
        "rfm_list", week=run.week, against=before.week, moved_from=move.before or "-", moved_to=move.after or "-"
    )


def recency_words(cuts: Sequence[int]) -> list[str]:
    """Names of the columns from R = 1 up: ``cuts`` are the most days that still earn the best score, the next…"""
    if not cuts:
        return [f"R {score}" for score in range(1, 6)]
    words = [f"{cuts[0]} días o menos" if cuts[0] else "el mismo día"]
    words += [f"{low + 1} a {high}" if high > low else "nadie" for low, high in pairwise(cuts)]
    words.append(f"más de {cuts[-1]} días")
    return words[::-1]


def _chosen(cells: Sequence[CellCount], chosen: tuple[int, int] | None, run: Run, voice: Voice) -> Chosen | None:
    cell = next((cell for cell in cells if (cell.r, cell.fm) == chosen), None)
    if chosen is None:
        return None
    if cell is None or not cell.customers:
        return Chosen("En esa casilla no hay nadie.", "", "")
    days = recency_words(run.recency_cuts)[cell.r - 1]
    last = (
        f"última compra hace {days}" if run.recency_cuts and not days.startswith("hoy") else "recencia " + str(cell.r)
    )
    people = voice.count(cell.customers, "cliente", "clientes")
    return Chosen(
        f"{people} de {run.segments.get(cell.segment).name}: {last}, frecuencia y "
        f"dinero {cell.fm} de {run.bins}. Llevan comprado {voice.money(cell.money)}.",
        f"Ver {'al cliente' if cell.customers == 1 else 'los ' + voice.number(cell.customers)}",
        behind(run, r=cell.r, fm=cell.fm),
    )


def shown_moves(moves: Sequence[Move], run: Run, before: Run | None, voice: Voice) -> list[ShownMove]:
    """The passages that weigh most, in money, with their sign."""
    if before is None:
        return []
    heavy = sorted(
        (move for move in moves if direction(move, run.segments)), key=lambda move: (-abs(move.money), move.before)
    )
    shown = []
    for move in heavy[:SHOWN_MOVES]:
        signed = move.money * direction(move, run.segments)
        shown.append(
            ShownMove(
                before=run.segments.get(move.before).name,
                after=run.segments.get(move.after).name,
                customers=voice.number(move.customers),
                money=voice.signed_money(signed),
                signed=float(signed),
                url=moved(run, before, move),
            )
        )
    return shown


def _segments(
    rows: Sequence[SegmentSum], before: Sequence[SegmentSum] | None, run: Run, voice: Voice
) -> list[ShownSegment]:
    was = {row.code: row.customers for row in before or ()}
    total = sum((max(row.money, Decimal(0)) for row in rows), Decimal(0))
    shown = []
    for row in sorted(rows, key=lambda row: run.segments.get(row.code).rank):
        change = row.customers - was.get(row.code, 0) if before is not None else 0
        url = behind(run, segment=row.code)
        share = row.money / total if total else Decimal(0)
        shown.append(
            ShownSegment(
                name=run.segments.get(row.code).name,
                url=url,
                customers=voice.number(row.customers),
                change=voice.signed(change) if before is not None else "–",
                change_tone=growth_tone(row.code, change),
                share=float(share),
                share_words=voice.percent(share),
                money=voice.cents(row.money),
                money_short=voice.money(row.money),
                ticket=voice.cents(row.money / row.orders) if row.orders else "–",
                last=f"hace {voice.count(row.median_days, 'día', 'días')}" if row.median_days is not None else "–",
                act=run.segments.get(row.code).act,
                act_url=url,
            )
        )
    return shown


def _totals(rows: Sequence[SegmentSum], before: Sequence[SegmentSum] | None, voice: Voice) -> Totals:
    people, orders = sum(row.customers for row in rows), sum(row.orders for row in rows)
    money = sum((row.money for row in rows), Decimal(0))
    change = voice.signed(people - sum(row.customers for row in before)) if before is not None else "–"
    ticket = voice.cents(money / orders) if orders else "–"
    return Totals(voice.number(people), change, voice.cents(money), voice.money(money), ticket)


def segments_table(
    run: Run, before: Run | None, rows: Sequence[SegmentSum], rows_before: Sequence[SegmentSum], voice: Voice
) -> Table:
    """The segments as a table: what the page shows, for the file."""
    was = {row.code: row.customers for row in rows_before}
    people, orders = sum(row.customers for row in rows), sum(row.orders for row in rows)
    money = sum((row.money for row in rows), Decimal(0))
    columns = [
        Column("segment", "Segmento"),
        Column("customers", "Clientes", "count"),
        Column("change", f"Cambio desde la {voice.week(before.week)}" if before else "Cambio", "signed"),
        Column("share", "Parte de la venta", "share"),
        Column("money", run.money_heading, "money"),
        Column("ticket", "Por pedido", "money"),
        Column("days", "Días desde la última compra (mediana)", "units"),
    ]
    ordered = sorted(rows, key=lambda row: run.segments.get(row.code).rank)
    made = [
        Row(
            {
                "segment": run.segments.get(row.code).name,
                "customers": row.customers,
                "change": row.customers - was.get(row.code, 0) if before else None,
                "share": row.money / money if money else None,
                "money": row.money,
                "ticket": (row.money / row.orders).quantize(Decimal("0.01")) if row.orders else None,
                "days": row.median_days,
            }
        )
        for row in ordered
    ]
    totals = {"segment": "Todos", "customers": people, "money": money}
    totals |= {"change": people - sum(was.values())} if before else {}
    totals |= {"ticket": (money / orders).quantize(Decimal("0.01"))} if orders else {}
    return Table(f"Segmentos, {voice.week(run.week)}", columns, made, totals)
