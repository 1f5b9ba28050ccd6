"""Before the first data, and how much a page asks of the database when the weeks grow."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from analytics.models import RfmRun
from analytics.services import computing, weekly
from core import jobs
from tests.demo import TODAY

from .conftest import WEEK, visitor
from .test_pages import MAY

pytestmark = pytest.mark.django_db
BAR = 15
PATHS = [
    "/",
    "/analitica/rfm/",
    "/analitica/rfm/movimiento/",
    "/analitica/rfm/historia/",
    "/analitica/rfm/lista/",
    "/analitica/ventas/?columns=channel",
    "/analitica/rotacion/",
]


@pytest.mark.parametrize("role", MAY)
def test_each_role_has_a_home_before_the_first_data(role: str) -> None:
    assert visitor(role).get("/", follow=True).status_code == 200


@pytest.mark.parametrize("path", PATHS[1:])
def test_an_empty_page_says_what_it_is_for_and_offers_the_first_act(path: str) -> None:
    page = visitor("gestor").get(path).content.decode()

    assert "Aquí verás" in page
    assert "Importar ventas" in page
    assert 'href="/importaciones/"' in page


def test_pages_ask_as_much_with_two_weeks_as_with_many(tiny_demo: object) -> None:
    client = visitor("gestor")
    weekly.compute_week(week="2026-W38", today=TODAY)
    weekly.compute_week(week="2026-W39", today=TODAY)
    few = {path: _queries(client, path) for path in PATHS}
    weekly.compute_week(week=WEEK, today=TODAY)

    many = {path: _queries(client, path) for path in PATHS}

    assert {path: len(asked) for path, asked in many.items()} == {path: len(asked) for path, asked in few.items()}
    assert {path: len(asked) for path, asked in many.items() if len(asked) > BAR} == {}
    assert {path: asked for path, asked in many.items() if len(asked) != len(set(asked))} == {}


def _queries(client: Client, path: str) -> list[str]:
    client.get(path)  # the process remembers the company and the content types
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    # The settings of the company are read anew every five seconds, whatever the page.
    return [query["sql"] for query in caught.captured_queries if "company_company" not in query["sql"]]


def test_the_job_of_the_button_computes_all_weeks(tiny_demo: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(computing, "company_today", lambda: TODAY)
    monkeypatch.setattr(weekly, "first_day_of_sales", lambda: TODAY.replace(day=1))
    gestor = visitor("gestor").get("/").wsgi_request.user
    job = computing.ask(actor=gestor)

    done = jobs.run_now(job)

    assert (done.state, done.error) == ("done", "")
    weeks = RfmRun.objects.filter(is_current=True).order_by("week").values_list("week", flat=True)
    assert list(weeks) == ["2026-W44", "2026-W45", "2026-W46"]
