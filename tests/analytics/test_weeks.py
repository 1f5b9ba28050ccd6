"""Weeks in order: the running totals against a new count, late sales, two at once, readers, a killed run."""

import json
import os
import random
import subprocess
import sys
import threading
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Sum

from analytics.models import (
    OrdersWeek,
    RfmCell,
    RfmHistory,
    RfmMove,
    RfmRun,
    RfmSegmentWeek,
    RfmState,
    Rotation,
    SalesWeek,
    StockWeek,
)  # fmt: skip
from analytics.services import rfm, schemes, sql, weekly
from analytics.services.scoring import rule_of
from analytics.tasks import late_sales, weekly_computation
from core.clock import sunday_of, week_of
from core.errors import DomainError
from customers.models import CustomerStanding
from inventory.models import StockMovement
from sales.models import ChangedDay, Order, OrderLine
from sales.services import dirty
from tests.factories.customers import customer
from tests.factories.inventory import category, product, warehouse
from tests.factories.sales import order
from tests.racing import both

from .conftest import AS_OF, TODAY, random_orders

WEEK = timedelta(days=7)
STATE = ("customer_id", "last_on", "frequency", "monetary_minor", "r", "f", "m", "segment")


def compute(week_end: date = AS_OF, **options: object) -> weekly.Computed:
    return weekly.compute_week(week=week_of(week_end), today=TODAY, **options)


def state() -> list[tuple]:
    return list(RfmState.objects.exclude(frequency=0, monetary_minor=0).order_by("customer_id").values_list(*STATE))


def standings() -> list[tuple]:
    return list(
        CustomerStanding.objects.order_by("customer__code").values_list(
            "customer__code", "last_order_on", "frequency", "monetary", "r", "f", "m", "score", "segment"
        )
    )


def the_same_from_the_orders(as_of: date) -> dict[str, tuple]:
    """Standing of everybody, counted anew from the orders."""
    rule = rule_of(schemes.current())
    found = {}
    for code, days, frequency, monetary, r, f, m, score, segment in rfm.scored(as_of=as_of, rule=rule):
        found[code] = (code, as_of - timedelta(days=days), frequency, monetary, r, f, m, score, segment)
    return found


def wipe() -> None:
    """As if nothing had been computed."""
    for model in (RfmState, RfmHistory, RfmRun, RfmCell, RfmSegmentWeek, RfmMove):
        model.objects.all().delete()


def new_rule(**changes: object) -> None:
    old = schemes.current()
    boxes = ("code", "name", "rank", "r_min", "r_max", "fm_min", "fm_max", "meaning", "act")
    schemes.new_version(
        weights=(old.weight_r, old.weight_f, old.weight_m),
        bins=old.bins,
        window_days=changes.get("window_days", old.window_days),
        cuts=None,
        segments=list(old.segments.values(*boxes)),
        note="Otra ventana",
        actor=None,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("seed", "window"), [(1, None), (3, 45)])
def test_eight_weeks_added_up_equal_a_new_count(seed, window):
    dice = random.Random(seed)
    people = [customer(f"C{n:02d}") for n in range(31)]
    first = AS_OF - 7 * WEEK
    random_orders(dice, people, 120, first - 20 * WEEK, first)
    if window:
        new_rule(window_days=window)

    for step in range(8):
        week_end = first + step * WEEK
        random_orders(dice, people, 25, week_end - timedelta(days=6), week_end)
        compute(week_end)
        if step in (3, 6):  # sales and returns that come in late
            late_day = week_end - timedelta(days=dice.randint(1, 20))
            for who, total, kind in [(people[step], "45.10", "sale"), (people[9], "-7.77", "return")]:
                order(who, late_day, total, kind=kind)
                dirty.mark(days=[(who.pk, late_day)])
            compute(week_end)

        added = state()
        counted = the_same_from_the_orders(week_end)
        assert {row[0]: row for row in standings() if row[8]} == counted
        with transaction.atomic():
            wipe()
            compute(week_end)
            assert state() == added
            transaction.set_rollback(True)

    assert RfmRun.objects.filter(is_current=False).exists()
    assert RfmRun.objects.filter(is_current=True).count() == 8


@pytest.mark.django_db
def test_a_week_computed_again_is_the_same_week(forty):
    first = compute()
    before = (state(), standings(), list(RfmHistory.objects.order_by("customer_id").values_list()))

    again = compute()

    assert again == first
    assert (state(), standings(), list(RfmHistory.objects.order_by("customer_id").values_list())) == before
    assert RfmRun.objects.count() == 1


@pytest.mark.django_db
def test_a_new_count_of_a_week_is_a_visible_revision_with_the_same_rows(forty):
    compute(AS_OF - WEEK)
    compute()
    before, history = state(), sorted(RfmHistory.objects.values_list("customer_id", "week_end", "segment"))

    done = compute(full=True)

    assert done.revision == 2
    assert state() == before
    assert sorted(RfmHistory.objects.values_list("customer_id", "week_end", "segment")) == history
    assert RfmRun.objects.get(revision=2).why


@pytest.mark.django_db
def test_a_late_sale_moves_its_week_and_the_later_ones_only(forty):
    for step in (3, 2, 1, 0):
        compute(AS_OF - step * WEEK)
    untouched = list(RfmRun.objects.filter(week_end__lt=AS_OF - WEEK).values_list("week", "revision", "cuts"))
    who = customer("LATE")
    order(who, AS_OF - WEEK, "60.00")
    dirty.mark(days=[(who.pk, AS_OF - WEEK)])

    done = compute()

    assert done.revision == 2
    assert RfmRun.objects.get(week_end=AS_OF - WEEK, is_current=True).revision == 2
    assert list(RfmRun.objects.filter(week_end__lt=AS_OF - WEEK).values_list("week", "revision", "cuts")) == untouched
    assert CustomerStanding.objects.get(customer=who).frequency == 1
    assert not ChangedDay.objects.exists()


@pytest.mark.django_db
def test_a_note_for_days_to_come_waits_for_its_week(forty):
    dirty.mark(days=[(None, AS_OF + timedelta(days=3))])

    compute()

    assert ChangedDay.objects.count() == 1


@pytest.mark.django_db
def test_movement_adds_up_to_both_weeks(forty):
    compute(AS_OF - 9 * WEEK)
    compute(AS_OF)

    def by(side: str) -> dict:
        rows = RfmMove.objects.filter(week_end=AS_OF).exclude(**{side: ""})
        return {row[side]: row["n"] for row in rows.values(side).annotate(n=Sum("customers"))}

    def stood(day: date) -> dict:
        return dict(RfmSegmentWeek.objects.filter(week_end=day).values_list("segment", "customers"))

    assert by("after") == stood(AS_OF)
    assert by("before") == stood(AS_OF - WEEK)


def test_the_standing_says_since_when_and_what_before_also_when_weeks_come_at_once(forty):
    """The newest week brings the earlier ones along: each customer's dates come from the history, not from today."""
    compute(AS_OF - timedelta(days=70))
    compute()

    history: dict[int, list[tuple[date, str]]] = {}
    for who, week_end, segment in RfmHistory.objects.order_by("week_end").values_list(
        "customer_id", "week_end", "segment"
    ):
        steps = history.setdefault(who, [])
        if not steps or steps[-1][1] != segment:
            steps.append((week_end, segment))
    said = {
        row.customer_id: (row.segment_since, row.segment_before) for row in CustomerStanding.objects.exclude(segment="")
    }
    expected = {
        who: (week_of(steps[-1][0]), steps[-2][1] if len(steps) > 1 else "")
        for who, steps in history.items()
        if steps[-1][1]
    }
    assert said == expected
    assert len({since for since, _ in said.values()}) > 2


@pytest.mark.django_db
def test_history_gives_the_snapshot_of_any_week():
    dice = random.Random(5)
    people = [customer(f"C{n}") for n in range(12)]
    random_orders(dice, people, 60, AS_OF - 12 * WEEK, AS_OF)
    seen = {}
    for step in (4, 3, 2, 1, 0):
        compute(AS_OF - step * WEEK)
        seen[AS_OF - step * WEEK] = state()

    for day, rows in seen.items():
        newest = RfmHistory.objects.filter(week_end__lte=day).order_by("customer_id", "-week_end")
        snapshot = list(newest.distinct("customer_id").values_list(*STATE))
        assert [row for row in snapshot if row[2] or row[3]] == rows


@pytest.mark.django_db
def test_sums_of_the_rollups_are_the_sums_of_the_orders(forty):
    cups = product("TAZA-1", category=category())
    random_orders(random.Random(1), [customer("X")], 30, AS_OF - timedelta(days=6), AS_OF)
    order(None, AS_OF, "33.00", product=cups, quantity=3, unit_cost="4.00", channel="web", city="Cusco")

    compute()

    week = Order.objects.filter(placed_on__gt=AS_OF - WEEK, placed_on__lte=AS_OF, booked=True)
    counted = week.exclude(kind="adjustment")
    lines = OrderLine.objects.filter(order__in=counted).aggregate(Sum("total"))["total__sum"]
    rolled = SalesWeek.objects.aggregate(Sum("revenue_minor"))["revenue_minor__sum"]
    assert Decimal(rolled) / 100 == lines
    assert OrdersWeek.objects.aggregate(n=Sum("orders"))["n"] == counted.filter(kind="sale").count()
    assert OrdersWeek.objects.aggregate(n=Sum("returns"))["n"] == counted.filter(kind="return").count()
    cell = SalesWeek.objects.get(segment="-", city="Cusco")
    assert (cell.revenue_minor, cell.cost_minor, cell.costed_minor, cell.units) == (3300, 1200, 3300, 3)


@pytest.mark.django_db
def test_rotation_by_hand():
    """Ten cups at 4.00 come in three weeks ago; two are sold each week for 11.00."""
    cups, dead = product("TAZA-1", category=category()), product("VELA-1")
    store = warehouse()
    start = AS_OF - 3 * WEEK
    for thing in (cups, dead):
        StockMovement.objects.create(
            product=thing, warehouse=store, kind="receipt", quantity=10, unit_cost=4, occurred_on=start, key=thing.sku
        )
    for step in (2, 1, 0):
        day = AS_OF - step * WEEK - timedelta(days=2)
        order(customer(f"C{step}"), day, "22.00", product=cups, quantity=2, unit_cost="4.00")
        StockMovement.objects.create(
            product=cups, warehouse=store, kind="sale", quantity=-2, unit_cost=4, occurred_on=day, key=f"s{step}"
        )
    for step in (3, 2, 1, 0):
        compute(AS_OF - step * WEEK)

    # Week-end stock at cost: 40, 32, 24, 16: mean 28. Cost of goods sold 24 in 4 weeks: × 13 a year.
    row = Rotation.objects.get(week_end=AS_OF, product=cups)
    assert (row.units, row.revenue_minor, row.cogs_minor, row.margin_minor) == (6, 6600, 2400, 4200)
    assert (row.on_hand, row.stock_minor, row.average_stock_minor) == (4, 1600, 2800)
    assert row.turnover == Decimal("11.14")  # 24 ÷ 28 × 13
    assert row.gmroi == Decimal("19.50")  # 42 ÷ 28 × 13
    assert row.sell_through == Decimal("0.6000")  # 6 of 10
    assert row.stock_days == Decimal("18.7")  # 4 ÷ (6 ÷ 4 weeks) × 7
    assert row.abc == "A"
    other = Rotation.objects.get(week_end=AS_OF, product=dead)
    assert (other.units, other.on_hand, other.turnover, other.stock_days) == (0, 10, Decimal("0.00"), None)
    assert list(StockWeek.objects.filter(product=cups).order_by("week_end").values_list("on_hand", flat=True)) == [
        10, 8, 6, 4,
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_week_that_has_not_begun_is_refused(forty):
    with pytest.raises(DomainError, match="todavía no empieza"):
        compute(sunday_of("2026-W49"))


@pytest.mark.django_db
def test_a_changed_rule_makes_a_version_and_the_next_week_scores_everybody(forty):
    compute(AS_OF - WEEK)
    new_rule(window_days=90)

    compute()

    assert [run.scheme.version for run in RfmRun.objects.order_by("week_end")] == [1, 2]
    counted = {row[0]: row for row in the_same_from_the_orders(AS_OF).values()}
    assert {row[0]: row for row in standings() if row[8]} == counted


@pytest.mark.django_db
def test_the_command_says_one_line_a_week(forty, capsys):
    call_command("compute_week", "--from", "2026-W44", "--to", "2026-W46")

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["week"] for line in lines] == ["2026-W44", "2026-W45", "2026-W46"]
    assert all({"week", "customers", "changed", "seconds"} <= line.keys() for line in lines)
    assert lines[-1]["customers"] == 40


@pytest.mark.django_db
def test_the_report_writes_the_columns_of_the_contract(forty, tmp_path):
    out = tmp_path / "rfm.csv"

    call_command("report", "rfm", "--as-of", str(AS_OF), "--format", "csv", "--output", str(out))

    head, first, *_ = out.read_text(encoding="utf-8").splitlines()
    assert head == "customer_code,recency_days,frequency,monetary,r,f,m,score,segment"
    assert first == "C01,300,1,10.00,1,1,1,1.00,perdidos"


@pytest.mark.django_db
def test_the_clock_computes_a_week_once(forty):
    assert weekly_computation() is True
    assert weekly_computation() is False
    assert late_sales() is True
    assert late_sales() is False
    assert RfmRun.objects.filter(is_current=True).exists()


# ── What only real commits show ────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_two_at_once_compute_one_run(forty):
    results = both(compute)

    assert results[0] == results[1]
    assert RfmRun.objects.count() == 1


SNAPSHOT = """
SELECT (SELECT revision FROM analytics_rfmrun WHERE is_current AND week_end = %(day)s),
       (SELECT customers FROM analytics_rfmrun WHERE is_current AND week_end = %(day)s),
       (SELECT sum(customers) FROM analytics_rfmcell WHERE week_end = %(day)s),
       (SELECT sum(customers) FROM analytics_rfmsegmentweek WHERE week_end = %(day)s),
       (SELECT count(*) FROM analytics_rfmstate WHERE frequency > 0),
       (SELECT count(*) FROM customers_customerstanding WHERE segment <> '')
"""


@pytest.mark.django_db(transaction=True)
def test_readers_see_the_old_week_or_the_new_one_whole(forty):
    compute()
    for n in range(10):
        late = customer(f"LATE{n}")
        order(late, AS_OF, "15.00")
        dirty.mark(days=[(late.pk, AS_OF)])
    seen, stop = set(), threading.Event()

    def read() -> None:
        with connection.cursor() as cursor:
            while not stop.is_set():
                cursor.execute(SNAPSHOT, {"day": AS_OF})
                seen.add(cursor.fetchone())
        connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(3):
        compute(full=True)
    stop.set()
    reader.join()

    assert (1, 40, 40, 40, 40, 40) in seen
    assert {row[1:] for row in seen} <= {(40,) * 5, (50,) * 5}
    assert {row[1] for row in seen if row[0] > 1} == {50}


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", ["analytics.before_publication", "analytics.before_commit"])
def test_a_killed_run_leaves_nothing_and_the_next_one_finishes(forty, moment):
    compute(AS_OF - WEEK)
    before = (state(), standings(), RfmRun.objects.count(), SalesWeek.objects.count())

    killed = run_in_a_process(fault=moment)

    assert killed.returncode == -9
    assert (state(), standings(), RfmRun.objects.count(), SalesWeek.objects.count()) == before
    finished = run_in_a_process(fault="")
    assert finished.returncode == 0, finished.stderr
    assert json.loads(finished.stdout)["week"] == "2026-W46"
    assert {row[0]: row for row in standings() if row[8]} == the_same_from_the_orders(AS_OF)


def run_in_a_process(*, fault: str) -> subprocess.CompletedProcess[str]:
    """``compute_week`` on the test database, killed at ``fault``."""
    base = settings.DATABASES["default"]
    url = f"postgresql://{base['USER']}:{base['PASSWORD']}@{base['HOST']}:{base['PORT']}/{base['NAME']}"
    environment = os.environ | {
        "DATABASE_URL": url,
        "CRM_FAULT": fault,
        "DJANGO_SETTINGS_MODULE": "crm_project.settings_test",
    }
    return subprocess.run(
        [sys.executable, "manage.py", "compute_week", "--week", "2026-W46"],
        cwd=Path(settings.BASE_DIR),
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.django_db
def test_every_statement_is_a_file_with_its_purpose():
    for path in sorted(sql.FOLDER.glob("*.sql")):
        assert path.read_text(encoding="utf-8").startswith("-- "), path.name
