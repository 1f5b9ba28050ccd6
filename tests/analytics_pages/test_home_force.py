"""The home of who leads sellers says what the team did this week, and each figure opens its rows."""

from datetime import timedelta
from decimal import Decimal

import pytest

from company.queries import today
from core.clock import now
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.sales import plain_order
from tests.factories.work import interaction, place

pytestmark = pytest.mark.django_db


def test_the_week_of_the_team_stands_on_the_home_and_opens(client):
    oscar, luz = person("oscar", "supervisor"), person("luz", "ventas")
    teresa = person("teresa", "ventas")
    place(oscar, level=3)
    place(luz, under=oscar)
    place(teresa, level=3)
    rosa = customer("ROSA")
    interaction(luz, rosa, code="visita", at=now())
    interaction(teresa, rosa, code="visita", at=now())
    plain_order("P-1", rosa, total="120.00", day=today(), seller=luz)
    monday = today() - timedelta(days=today().weekday())
    plain_order("P-2", rosa, total="80.00", day=monday - timedelta(days=1), seller=luz)
    client.force_login(oscar)

    [week] = [one for one in client.get("/").context["page"].findings if str(one).startswith("Esta semana")]

    assert str(week).replace("\xa0", " ") == (
        "Esta semana: 1 visita y S/ 120 vendidos; la semana pasada entera, S/ 80."
    )
    sums = [client.get(piece.url).context for piece in week.pieces if piece.url]
    assert [one["count"] for one in sums] == [1, 1, 1]
    assert [one["sum"] for one in sums[1:]] == [Decimal("120.00"), Decimal("80.00")]
