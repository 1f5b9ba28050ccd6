"""The deals of the demo are told by the services: what they leave is what the program would have written."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Count

from core.models import UndoStep
from crm_project.demo import opportunities as demo
from sales.models import Opportunity, StageChange
from sales.queries.opportunities import next_steps_of, progress_of
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import product

pytestmark = pytest.mark.django_db


def test_about_sixty_deals_in_every_stage_some_stuck_some_closed() -> None:
    for number, name in enumerate(("luz", "jhon", "karla")):
        seller = person(name, "ventas")
        for one in range(5):
            customer(f"C-{number}{one}", owner=seller)
    product("TAZA-1", price=Decimal("12.50"))

    demo.fill(today=date(2026, 11, 22), seed=1)

    rows = list(Opportunity.objects.select_related("stage"))
    states = dict(Opportunity.objects.values_list("state").annotate(n=Count("pk")))
    assert states == {"open": 44, "won": 10, "lost": 10}
    assert {one.stage.code for one in rows if one.state == "open"} == {
        "contacto", "visita", "propuesta", "negociacion", "cierre", "pedido",
    }  # fmt: skip
    for one in rows:
        last = StageChange.objects.filter(opportunity=one).order_by("at", "id").last()
        assert last is not None
        assert (last.to_stage_id, last.state) == (one.stage_id, one.state), one.number
    assert 20 < len(next_steps_of([one.pk for one in rows if one.state == "open"])) < 44
    assert any(one.done for one in progress_of(rows).values())
    assert not UndoStep.objects.exists()
