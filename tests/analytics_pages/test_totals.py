"""The screen, its rows, its file and the orders behind say the same money and the same people."""

import csv
import io
from decimal import Decimal

import pytest
from django.db.models import Sum

from analytics.filters import ListFilter, SalesFilter
from analytics.queries import rfm_list, rollups, sales, sales_rollups, sales_rows
from analytics.queries.sales_rollups import Names
from core.clock import monday_of, sunday_of
from sales.models import OrderLine

from .conftest import BEFORE, FIRST, WEEK, visitor

pytestmark = pytest.mark.django_db
CENT = Decimal("0.01")


def facts(week: str) -> tuple[rollups.Run, Names]:
    run = next(run for run in rollups.runs() if run.week == week)
    return run, Names.load(run.segments)


def sold(week: str) -> Decimal:
    """The week's lines, straight from the orders."""
    lines = OrderLine.objects.filter(
        order__booked=True, order__placed_on__range=(monday_of(week), sunday_of(week))
    ).exclude(order__kind="adjustment")
    return (lines.aggregate(Sum("total"))["total__sum"] or Decimal(0)).quantize(CENT)


@pytest.mark.parametrize("dimension", ["segment", "category", "channel", "city", "week"])
def test_every_way_to_group_the_week_adds_up_to_its_orders(dimension: str, computed: object) -> None:
    _, names = facts(WEEK)

    groups = sales_rollups.by(dimension, SalesFilter(week=WEEK, rows=dimension), names)

    assert sales.total(groups).net == sold(WEEK) != 0


def test_the_cross_adds_up_to_the_table_in_both_directions(computed: object) -> None:
    _, names = facts(WEEK)
    chosen = SalesFilter(week=WEEK, rows="category", columns="channel")

    columns, rows, sums = sales.pivot(sales_rollups.cross(chosen, names))

    assert sum(total for _, _, total in rows) == sum(sums) == sold(WEEK)
    assert [sum(values) for _, values, _ in rows] == [total for _, _, total in rows]
    assert len(columns) == len(sums)


@pytest.mark.parametrize("dimension", ["segment", "category", "channel"])
def test_the_orders_behind_a_figure_add_up_to_it(dimension: str, computed: object) -> None:
    _, names = facts(WEEK)
    groups = sales_rollups.by(dimension, SalesFilter(week=WEEK, rows=dimension), names)

    behind = {
        row.key: sales_rows.behind(
            SalesFilter(week=WEEK, **{dimension: row.key}), names, first=monday_of(WEEK), last=sunday_of(WEEK)
        ).net.quantize(CENT)
        for row in groups
        if row.net
    }

    # A category of the tree holds its children's lines too; the roots part the whole.
    assert behind == {row.key: row.net for row in groups if row.net}


def test_the_file_holds_the_rows_and_the_total_of_the_screen(computed: object) -> None:
    client = visitor("gestor")
    screen = client.get("/analitica/ventas/").context["table"]

    text = b"".join(client.get("/analitica/ventas/?format=csv").streaming_content).decode("utf-8-sig")

    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    labels = [line[0] for line in lines]
    for row in screen.rows:
        assert row.head.text in labels
    head = next(place for place, line in enumerate(lines) if "Venta" in line)
    money = lines[head].index("Venta")
    sums = [Decimal(line[money].replace(",", "")) for line in lines[head + 1 :] if line and line[0] != "Total"]
    assert sum(sums) == sold(WEEK)


@pytest.mark.parametrize("kind", ["xlsx", "pdf", "docx"])
@pytest.mark.parametrize("path", ["/analitica/rfm/", "/analitica/ventas/", "/analitica/rotacion/"])
def test_each_page_goes_out_in_each_format(path: str, kind: str, computed: object) -> None:
    answer = visitor("gestor").get(path, {"format": kind})

    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.headers["Content-Disposition"].endswith(f'.{kind}"')
    assert body[:2] == (b"%P" if kind == "pdf" else b"PK")


def test_the_movement_adds_up_to_the_counts_of_both_weeks(computed: object) -> None:
    run, _ = facts(WEEK)
    before, _ = facts(BEFORE)
    sums = rollups.segment_sums([run.week_end, before.week_end])

    moves = rollups.moves(run, before)

    out = {row.code: sum(move.customers for move in moves if move.before == row.code) for row in sums[before.week_end]}
    into = {row.code: sum(move.customers for move in moves if move.after == row.code) for row in sums[run.week_end]}
    assert out == {row.code: row.customers for row in sums[before.week_end]}
    assert into == {row.code: row.customers for row in sums[run.week_end]}


def test_weeks_apart_are_compared_from_the_history_with_the_same_sums(computed: object) -> None:
    run, _ = facts(WEEK)
    before, _ = facts(FIRST)
    sums = rollups.segment_sums([run.week_end, before.week_end])

    moves = rollups.moves(run, before)

    assert sum(m.customers for m in moves if m.before) == sum(row.customers for row in sums[before.week_end])
    assert sum(m.customers for m in moves if m.after) == sum(row.customers for row in sums[run.week_end])


def test_the_customers_behind_a_movement_are_as_many_as_it_says(computed: object) -> None:
    run, _ = facts(WEEK)
    before, _ = facts(FIRST)
    moved = [move for move in rollups.moves(run, before) if move.before != move.after]
    assert moved

    listed = {
        (move.before, move.after): len(
            rfm_list.customers(run, before, ListFilter(moved_from=move.before, moved_to=move.after), user=None).rows
        )
        for move in moved
    }

    assert listed == {(move.before, move.after): move.customers for move in moved}


@pytest.mark.parametrize("week", [WEEK, FIRST])
def test_the_customers_behind_a_cell_are_as_many_as_it_says(week: str, computed: object) -> None:
    run, _ = facts(week)
    cells = [cell for cell in rollups.cells(run) if cell.customers]

    listed = {
        (cell.r, cell.fm): len(rfm_list.customers(run, None, ListFilter(r=cell.r, fm=cell.fm), user=None).rows)
        for cell in cells
    }

    assert listed == {(cell.r, cell.fm): cell.customers for cell in cells}
