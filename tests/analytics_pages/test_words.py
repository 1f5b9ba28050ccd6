"""Sentences, the map, the rule: from plain facts to what is read."""

from datetime import date
from decimal import Decimal

import pytest

from analytics.forms import SchemeForm
from analytics.queries.rfm import recency_words
from analytics.queries.rfm_map import CellFacts, build_map, level
from analytics.queries.rollups import recency_cuts
from analytics.queries.segments import growth_tone
from analytics.queries.wording import Voice, listed, tone
from core.formatting import Locale

VOICE = Voice(Locale(), date(2026, 11, 18))


def test_a_cell_joins_its_neighbours_of_the_same_segment_and_parts_from_the_others() -> None:
    facts = [CellFacts(r, fm, "a" if r < 3 else "b", "A" if r < 3 else "B") for r in range(1, 6) for fm in range(1, 6)]

    rows = build_map(facts, voice=VOICE, url_of=lambda r, fm: f"/{r}/{fm}", chosen=(2, 5))

    first, second, third = rows[0].cells[:3]
    assert [row.label for row in rows] == ["5", "4", "3", "2", "1"]
    assert (first.name, second.name, third.name) == ("A", "", "B")
    assert "edge-right" not in first.css.split()
    assert "edge-right" in second.css.split()
    assert "edge-left" in third.css.split()
    assert (first.current, second.current) == (False, True)


def test_the_ramp_says_more_money_with_more_ink() -> None:
    most = Decimal(1000)

    steps = [level(Decimal(money), most) for money in (0, 1, 100, 400, 700, 1000)]

    assert steps == [0, 1, 2, 4, 5, 5]


def test_recency_columns_are_the_cut_points_of_the_run_in_days() -> None:
    cuts = recency_cuts(["2026-05-22", "2026-09-04", "2026-10-13", "2026-11-02"], date(2026, 11, 15))

    assert cuts == [13, 33, 72, 177]
    assert recency_words(cuts) == ["más de 177 días", "73 a 177", "34 a 72", "14 a 33", "13 días o menos"]


@pytest.mark.parametrize(
    ("code", "change", "expected"),
    [
        ("campeones", 3, "good"),
        ("campeones", -3, "bad"),
        ("en_riesgo", 3, "bad"),
        ("perdidos", -1, "good"),
        ("x", 9, ""),
    ],
)
def test_more_customers_at_risk_is_bad_news(code: str, change: int, expected: str) -> None:
    assert growth_tone(code, change) == expected


def test_a_change_that_nobody_would_notice_has_no_colour() -> None:
    assert (tone(1004, 1000), tone(1010, 1000), tone(990, 1000), tone(5, 0)) == ("", "good", "bad", "")


def test_a_list_of_words_ends_with_y_or_e() -> None:
    assert listed(["tazas", "velas", "imanes"]) == "tazas, velas e imanes"
    assert listed(["tazas", "hielo"]) == "tazas y hielo"
    assert listed(["tazas"]) == "tazas"


BASE = {"weight_r": "30", "weight_f": "10", "weight_m": "60", "rule": "share", "note": "Probar"}


def test_the_form_of_the_rule_wants_weights_that_add_up() -> None:
    form = SchemeForm({**BASE, "weight_m": "50"})

    assert form.errors == {"weight_m": ["Los tres pesos suman 90 %; deben sumar 100 %."]}


def test_fixed_cuts_must_be_complete_and_ascending() -> None:
    form = SchemeForm(
        {**BASE, "rule": "cuts", "recency_days": "14 30 90 180", "frequency": "2 4 3 9", "monetary": "mil"}
    )

    assert set(form.errors) == {"frequency", "monetary"}
    assert form.cleaned_data["recency_days"] == ["14", "30", "90", "180"]


def test_the_form_makes_the_json_of_the_rule() -> None:
    form = SchemeForm({**BASE, "window_days": "365"})

    assert form.is_valid()
    assert form.scheme_json() == {
        "weights": {"r": "0.3", "f": "0.1", "m": "0.6"},
        "bins": 5,
        "window_days": 365,
        "cuts": None,
    }
