"""Two people move one card at once: the second is told who moved it where. Without the check one move would be lost."""

import threading
from typing import Any

import pytest
from django.db import connection

from core.errors import Conflict
from sales.models import Opportunity, StageChange
from sales.services import opportunities
from tests.factories.company import person
from tests.factories.opportunities import opportunity, stage

pytestmark = pytest.mark.django_db(transaction=True)


def _both_move() -> tuple[Opportunity, list[str]]:
    """Ana to «visita», Karla to «propuesta», both with the card as it stood."""
    ana, karla = person("ana", "ventas"), person("karla", "gestor")
    deal = opportunity(ana)
    gate, told = threading.Barrier(2), []

    def run(who: Any, to: Any) -> None:
        try:
            gate.wait(timeout=10)
            opportunities.move(opportunity=deal, stage=to, version=1, actor=who, reason="La vi ayer")
        except Conflict as error:
            told.append(str(error))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(ana, stage("visita"))),
        threading.Thread(target=run, args=(karla, stage("propuesta"))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
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
