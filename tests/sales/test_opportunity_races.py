"""Two people move one card at once: the second is told who moved it where. Without the check one move would be lost."""

from collections.abc import Callable
from typing import Any

import pytest

from company.models import User
from core.errors import Conflict
from sales.models import Opportunity, Stage, StageChange
from sales.services import opportunities
from tests.factories.company import person
from tests.factories.opportunities import opportunity, stage
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def _both_move() -> tuple[Opportunity, list[str]]:
    """Ana to «visita», Karla to «propuesta», both with the card as it stood."""
    ana, karla = person("ana", "ventas"), person("karla", "gestor")
    deal = opportunity(ana)

    def moves(who: User, to: Stage) -> Callable[[], Any]:
        return lambda: opportunities.move(opportunity=deal, stage=to, version=1, actor=who, reason="La vi ayer")

    found = at_once(moves(ana, stage("visita")), moves(karla, stage("propuesta")), allow=Conflict)
    told = [str(one) for one in found if isinstance(one, Conflict)]
    return Opportunity.objects.select_related("stage").get(pk=deal.pk), told


def test_of_two_moves_at_once_one_stands_and_the_other_hears_of_it() -> None:
    deal, told = _both_move()

    names = {"visita": ("Ana", "Visita y diagnóstico"), "propuesta": ("Karla", "Propuesta")}
    who, where = names[deal.stage.code]
    assert told == [f"{who} ya la pasó de «Primer contacto» a «{where}». Mira cómo quedó y decide."]
    assert (deal.version, StageChange.objects.filter(opportunity=deal, from_stage__isnull=False).count()) == (2, 1)


def test_without_the_check_both_would_move_it(settings: Any) -> None:
    """The control."""
    settings.GUARD_REMOVED = "opportunity.version"

    deal, told = _both_move()

    assert (told, deal.version) == ([], 3)
