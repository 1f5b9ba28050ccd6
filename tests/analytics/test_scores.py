"""Scores of a day, straight from the orders: against a table made by hand and against another calculation."""

import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from django.db import connection

from analytics.models import RfmScheme
from analytics.services import rfm, schemes
from analytics.services.scoring import Box, cells_of, rescaled, rule_from_json, rule_of
from core.errors import DomainError
from tests.factories.customers import customer
from tests.factories.sales import order

from .company_of_forty import FORTY
from .conftest import AS_OF, load_forty, random_orders

pytestmark = pytest.mark.django_db


def scored(as_of: date = AS_OF, **scheme: object) -> list[tuple]:
    return list(rfm.scored(as_of=as_of, rule=schemes.draft_rule(scheme)))


def test_forty_customers_worked_by_hand(forty):
    expected = [
        (code, days, orders, Decimal(money), r, f, m, Decimal(score), segment)
        for code, days, orders, money, r, f, m, score, segment in FORTY
    ]

    assert scored() == expected


def by_the_words_of_the_rule(as_of: date, window_days: int | None = None) -> dict[str, tuple]:
    """1 + floor(5 × share of customers with a strictly worse value), in pandas and exact fractions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.code, o.kind, o.placed_on, o.total FROM sales_order o JOIN customers_customer c "
            "ON c.id = o.customer_id WHERE o.status IN ('confirmed', 'delivered')"
        )
        frame = pd.DataFrame(cursor.fetchall(), columns=["code", "kind", "day", "total"])
    frame = frame[(frame.day <= as_of) & (frame.kind != "adjustment")]
    if window_days:
        frame = frame[frame.day > as_of - timedelta(days=window_days)]
    sales = frame[frame.kind == "sale"].groupby("code")
    people = pd.DataFrame({"last": sales.day.max(), "f": sales.size()})
    people["m"] = frame.groupby("code").total.sum().reindex(people.index)
    people["days"] = people["last"].map(lambda day: (as_of - day).days)

    def score(worse: int) -> int:
        return 1 + int(5 * Fraction(worse, len(people)))

    return {
        row.Index: (
            row.days,
            row.f,
            row.m,
            score((people.days > row.days).sum()),
            score((people.f < row.f).sum()),
            score((people.m < row.m).sum()),
        )
        for row in people.itertuples()
    }


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("window", [None, 60])
def test_another_calculation_finds_the_same(seed, window):
    dice = random.Random(seed)
    people = [customer(f"C{n:03d}") for n in range(dice.choice([3, 20, 33, 57]))]
    random_orders(dice, people, 160, AS_OF - timedelta(days=200), AS_OF + timedelta(days=10))

    found = {row[0]: row[1:7] for row in scored(window_days=window)}

    assert found == by_the_words_of_the_rule(AS_OF, window)
    assert found


def test_neither_the_order_of_rows_nor_the_session_zone_matters():
    load_forty(random.Random(3).sample(FORTY, len(FORTY)))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Pacific/Kiritimati'")
        found = scored()
        cursor.execute("SET LOCAL TIME ZONE 'UTC'")

    assert [(row[0], row[-1]) for row in found] == [(row[0], row[-1]) for row in FORTY]


def test_doubled_amounts_score_the_same():
    load_forty(times=2)

    found = scored()

    assert [row[4:7] for row in found] == [row[4:7] for row in FORTY]
    assert [row[3] for row in found] == [Decimal(row[3]) * 2 for row in FORTY]


def test_the_window_begins_after_its_first_day_and_ends_with_the_as_of_date():
    for code, days in [("IN", 29), ("OUT", 30), ("TODAY", 0), ("TOMORROW", -1)]:
        order(customer(code), AS_OF - timedelta(days=days))

    assert [row[0] for row in scored(window_days=30)] == ["IN", "TODAY"]


def test_who_only_returned_in_the_window_is_not_among_the_customers():
    ana, luz = customer("ANA"), customer("LUZ")
    order(ana, AS_OF - timedelta(days=50), "80")
    order(ana, AS_OF - timedelta(days=5), "-80", kind="return")
    order(luz, AS_OF - timedelta(days=5), "20")

    assert [row[0] for row in scored(window_days=30)] == ["LUZ"]
    assert [(row[0], row[3]) for row in scored()] == [("ANA", Decimal("0.00")), ("LUZ", Decimal("20.00"))]


def test_explicit_cuts_hold_from_their_value_on():
    """Score = 1 + number of cut points ≤ value; recency 6 − that."""
    cuts = {"recency_days": [10, 20, 30, 40], "frequency": [2, 3, 4, 5], "monetary": ["10", "20.5", "30", "40"]}
    days = {"A": 0, "B": 9, "C": 10, "D": 19, "E": 20, "F": 39, "G": 40, "H": 400}
    for code, back in days.items():
        order(customer(code), AS_OF - timedelta(days=back), {"B": "20.49", "C": "20.50", "D": "9.99"}.get(code, "10"))

    found = {row[0]: row[4:7] for row in scored(cuts=cuts)}

    assert {code: r for code, (r, _, _) in found.items()} == {
        "A": 5, "B": 5, "C": 4, "D": 4, "E": 3, "F": 2, "G": 1, "H": 1,
    }  # fmt: skip
    assert [found[code][2] for code in "ABCD"] == [2, 2, 3, 1]
    assert {f for _, f, _ in found.values()} == {1}


def test_one_customer_alone_is_worse_than_nobody():
    order(customer("SOLA"), AS_OF)

    assert [row[4:] for row in scored()] == [(1, 1, 1, Decimal("1.00"), "perdidos")]


def test_twenty_customers_fill_all_scores():
    for n in range(20):
        order(customer(f"C{n:02d}"), AS_OF - timedelta(days=n), Decimal(100 - n))

    assert sorted(row[4] for row in scored()) == sorted([1, 2, 3, 4, 5] * 4)


def test_the_shipped_map_has_no_hole_and_no_overlap():
    rule = rule_of(RfmScheme.objects.get(is_current=True))

    assert len(rule.segments) == 25
    assert set(rule.segments) == {row.code for row in RfmScheme.objects.get(is_current=True).segments.all()}
    assert len(set(rule.segments)) == 11


@pytest.mark.parametrize(
    ("boxes", "words"),
    [
        ([Box("a", 1, 2, 1, 1)], "no está en ningún segmento"),
        ([Box("a", 1, 2, 1, 2), Box("b", 2, 2, 2, 2)], "está en dos segmentos"),
        ([Box("a", 1, 3, 1, 2)], "se sale del mapa"),
    ],
)
def test_a_map_that_does_not_hold_together_is_refused(boxes, words):
    with pytest.raises(DomainError, match=words):
        cells_of(boxes, 2)


def test_a_map_drawn_with_other_scores_keeps_its_corners():
    cells = rule_of(RfmScheme.objects.get(is_current=True)).segments

    for bins in (2, 3, 4, 6, 9):
        drawn = rescaled(cells, old_bins=5, bins=bins)
        assert len(drawn) == bins * bins
        assert drawn[-1] == "campeones"


@pytest.mark.parametrize(
    "scheme",
    [
        {"weights": {"r": 0.5, "f": 0.1, "m": 0.6}},
        {"weights": {"r": "x", "f": 0, "m": 1}},
        {"bins": 1},
        {"window_days": 0},
        {"cuts": {"recency_days": [1, 2, 3, 4], "frequency": [1, 2, 3, 4]}},
        {"cuts": {"recency_days": [4, 3, 2, 1], "frequency": [1, 2, 3, 4], "monetary": [1, 2, 3, 4]}},
    ],
)
def test_nonsense_is_refused_with_a_sentence(scheme):
    base = rule_of(RfmScheme.objects.get(is_current=True))

    with pytest.raises(DomainError):
        rule_from_json(scheme, base=base)
