"""The funnel by hand: every figure opens exactly the rows that it counted."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from company.models import User
from company.queries import today
from core.clock import now
from sales.models import LossReason, Opportunity
from sales.queries.board import AGES
from sales.services import opportunities
from tests.factories.company import person
from tests.factories.opportunities import opportunity, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return person("ana", "ventas")


def _rows(client: Client, url: str) -> list[str]:
    return sorted(row.name.split(" ")[1].split(",")[0] for row in client.get(url).context["list"].rows)


def _go(row: Opportunity, code: str, *, days: int) -> None:
    """Moved that many days ago."""
    opportunities.move(
        opportunity=row, stage=stage(code), version=None, actor=row.owner, reason="x", at=now() - timedelta(days=days)
    )


def _page(client: Client, ana: User, query: str = "") -> Any:
    client.force_login(ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get(f"/oportunidades/embudo/{query}").context


def test_what_passed_a_stage_and_what_became_of_it(client: Client, ana: User) -> None:
    ago = now() - timedelta(days=20)
    on, back, lost, _ = (
        opportunity(ana, name=name, amount=Decimal(100), at=ago) for name in ("sigue", "vuelve", "pierde", "queda")
    )
    _go(on, "visita", days=15)
    _go(back, "propuesta", days=12)
    _go(back, "contacto", days=5)
    opportunities.lose(
        opportunity=lost, reason=LossReason.objects.get(code="precio"), version=None, actor=ana, at=now()
    )
    opportunity(ana, name="vieja", amount=Decimal(100), at=now() - timedelta(days=200))

    page = _page(client, ana)
    first = next(one for one in page["stages"] if one.of.stage.code == "contacto")

    told = (first.of.count, first.of.went_on, first.of.lost, first.of.there, first.of.elsewhere)
    assert told == (4, 2, 1, 1, 0)
    assert first.of.rate == Decimal("0.5")
    # 20 → 15, 20 → 12 and 20 → 0 days ago: 5, 8 and 20 days in the stage.
    assert (first.of.left, first.of.days) == (3, Decimal(11))
    assert _rows(client, first.urls["all"]) == ["pierde", "queda", "sigue", "vuelve"]
    assert _rows(client, first.urls["on"]) == ["sigue", "vuelve"]
    assert _rows(client, first.urls["lost"]) == ["pierde"]
    assert _rows(client, first.urls["there"]) == ["queda"]
    assert _rows(client, first.urls["left"]) == ["pierde", "sigue", "vuelve"]
    assert [(one.reason.code, one.count, one.money) for one, _ in page["lost"]] == [("precio", 1, Decimal("100.00"))]
    assert _rows(client, page["lost"][0][1]) == ["pierde"]


def test_the_forecast_weighs_by_stage_and_keeps_the_overdue_apart(client: Client, ana: User) -> None:
    """At 25 %: 100.02 → 25.01 (25.005 rounds up), each deal by itself; at 10 %: 50 → 5."""
    late, soon, soon_too, never = (
        opportunity(ana, name=name, amount=Decimal(amount), stage=stage(code))
        for name, amount, code in [
            ("tarde", "100.02", "visita"),
            ("pronto", "100.02", "visita"),
            ("también", "100.02", "visita"),
            ("nunca", "50.00", "contacto"),
        ]
    )
    day = (today().replace(day=28) + timedelta(days=10)).replace(day=15)
    Opportunity.objects.filter(pk=late.pk).update(expected_on=today() - timedelta(days=1))
    Opportunity.objects.filter(pk__in=[soon.pk, soon_too.pk]).update(expected_on=day)

    page = _page(client, ana)

    assert (page["late"].total.money, page["late"].total.weighted) == (Decimal("100.02"), Decimal("25.01"))
    told = [(one.total.count, one.total.money, one.total.weighted) for one in page["months"]]
    assert told == [(2, Decimal("200.04"), Decimal("50.02")), (1, Decimal("50.00"), Decimal("5.00"))]
    assert [_rows(client, one.url) for one in page["months"]] == [["pronto", "también"], ["nunca"]]
    assert _rows(client, page["late"].url) == ["tarde"]
    assert page["open"].weighted == Decimal("80.03")
    assert never.expected_on is None


def test_days_in_the_stage_fall_into_one_bucket_each(client: Client, ana: User) -> None:
    """The edges: 7 and 8, 14 and 15, 30 and 31, 60 and 61 days; the same rows behind each link."""
    edges = (0, 7, 8, 14, 15, 30, 31, 60, 61)
    for days in edges:
        row = opportunity(ana, name=f"d{days}", amount=Decimal(10))
        Opportunity.objects.filter(pk=row.pk).update(stage_since=now() - timedelta(days=days))

    page = _page(client, ana)

    assert [one.total.count for one in page["ages"]] == [2, 2, 2, 2, 1]
    shown = [name for one in page["ages"] for name in _rows(client, one.url)]
    assert sorted(shown) == sorted(f"d{days}" for days in edges)
    assert [first for _, first, _ in AGES] == [0, 8, 15, 31, 61]
    # "Primer contacto" allows seven days.
    assert _rows(client, "/oportunidades/?stuck=true") == sorted(f"d{days}" for days in edges if days > 7)
