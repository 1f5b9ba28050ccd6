"""Changing the rule on the screen: first who would change, then a version of its own; the old weeks keep theirs."""

import pytest

from analytics.models import RfmRun, RfmScheme

from .conftest import visitor

pytestmark = pytest.mark.django_db
ADDRESS = "/analitica/rfm/esquema/"
OTHER = {
    "weight_r": "50",
    "weight_f": "25",
    "weight_m": "25",
    "rule": "cuts",
    "recency_days": "1 2 3 4",
    "frequency": "2 4 8 16",
    "monetary": "100 500 2000 9000",
    "note": "Probar cortes fijos",
}


def test_the_preview_counts_who_would_change_and_stores_nothing(computed: object) -> None:
    page = visitor("gestor").post(ADDRESS, {**OTHER, "act": "preview"})

    assert "cambiarían" in str(page.context["preview"][0])
    assert RfmScheme.objects.count() == 1


def test_saving_makes_the_next_version_and_leaves_computed_weeks_alone(computed: object) -> None:
    used = set(RfmRun.objects.values_list("scheme__version", flat=True))

    answer = visitor("gestor").post(ADDRESS, {**OTHER, "act": "save"})

    current = RfmScheme.objects.get(is_current=True)
    assert answer.status_code == 302
    assert (current.version, current.rule, current.note) == (2, "cuts", "Probar cortes fijos")
    assert current.segments.count() == RfmScheme.objects.get(version=1).segments.count()
    assert set(RfmRun.objects.values_list("scheme__version", flat=True)) == used == {1}


def test_who_may_only_look_cannot_save(computed: object) -> None:
    refused = visitor("marketing").post(ADDRESS, {**OTHER, "act": "save"})

    assert refused.status_code == 403
    assert RfmScheme.objects.count() == 1


def test_a_rule_that_does_not_hold_is_answered_beside_its_field(computed: object) -> None:
    page = visitor("gestor").post(ADDRESS, {**OTHER, "weight_m": "30", "act": "save"})

    assert page.status_code == 422
    assert "Los tres pesos suman 105 %" in page.content.decode()
