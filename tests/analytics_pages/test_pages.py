"""The pages of analysis: who may open them, what they ask of the database, what they say before anything was computed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.services import weekly
from company.models import User
from tests.demo import TODAY

from .conftest import BEFORE, WEEK, visitor

pytestmark = pytest.mark.django_db
RFM = [
    "/analitica/rfm/",
    "/analitica/rfm/movimiento/",
    "/analitica/rfm/historia/",
    "/analitica/rfm/lista/",
    "/analitica/rfm/esquema/",
]
SALES = ["/analitica/ventas/", "/analitica/ventas/pedidos/"]
ROTATION = ["/analitica/rotacion/"]
MAY = {
    "gestor": RFM + SALES + ROTATION,
    "supervisor": RFM + SALES + ROTATION,
    "marketing": RFM + SALES + ROTATION,
    "administrador": RFM + SALES + ROTATION,
    "compras": SALES + ROTATION,
    "ventas": [],
    "servicio": [],
}


@pytest.mark.parametrize("role", MAY)
def test_each_role_opens_its_pages_and_no_other(role: str) -> None:
    client = visitor(role)

    opened = [path for path in RFM + SALES + ROTATION if client.get(path).status_code == 200]

    assert opened == MAY[role]


@pytest.mark.parametrize("role", MAY)
def test_each_role_has_a_home_before_and_after_the_first_data(role: str, request: pytest.FixtureRequest) -> None:
    client = visitor(role)
    empty = client.get("/")
    request.getfixturevalue("computed")

    full = client.get("/")

    assert (empty.status_code, full.status_code) == (200, 200)


def test_an_empty_page_says_what_it_is_for_and_offers_the_first_act() -> None:
    page = visitor("gestor").get("/analitica/rfm/").content.decode()

    assert "Aquí verás quiénes son tus mejores clientes" in page
    assert "Importar ventas" in page
    assert 'href="/importaciones/"' in page


BARS = {
    "/": 15,
    "/analitica/rfm/": 15,
    "/analitica/rfm/movimiento/": 15,
    "/analitica/rfm/historia/": 15,
    "/analitica/rfm/lista/": 15,
    "/analitica/ventas/?columns=channel": 15,
    "/analitica/rotacion/": 15,
}


@pytest.mark.parametrize("path", BARS)
def test_a_page_asks_as_much_with_one_week_as_with_many(path: str, tiny_demo: object) -> None:
    client = visitor("gestor")
    weekly.compute_week(week="2026-W38", today=TODAY)
    weekly.compute_week(week="2026-W39", today=TODAY)
    few = _queries(client, path)
    weekly.compute_week(week=WEEK, today=TODAY)

    many = _queries(client, path)

    assert len(many) == len(few)
    assert len(many) <= BARS[path], many
    twice = {sql for sql in many if many.count(sql) > 1}
    assert twice == set()


def _queries(client: object, path: str) -> list[str]:
    client.get(path)  # the process remembers the company and the content types
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in caught.captured_queries]


def test_a_wrong_address_falls_back_to_the_newest_week(computed: object) -> None:
    client = visitor("gestor")

    page = client.get("/analitica/rfm/?week=2026-W99&against=nada&r=9&fm=x")

    assert page.status_code == 200
    assert page.context["page"].week == WEEK
    assert page.context["page"].against == BEFORE


def test_the_page_says_up_to_when_its_data_go_and_that_late_sales_wait(computed: object) -> None:
    from sales.services import dirty

    client = visitor("gestor")
    fresh = client.get("/analitica/rfm/").content.decode()
    dirty.mark(days=[(None, TODAY.replace(day=10))])

    late = client.get("/analitica/rfm/").content.decode()

    assert "Datos hasta el domingo 15 de noviembre" in fresh
    assert "falta rehacerla" not in fresh
    assert "falta rehacerla" in late


def test_the_gestor_may_ask_for_the_computation_and_marketing_may_not(computed: object) -> None:
    refused = visitor("marketing").post("/analitica/calcular/")
    asked = visitor("gestor").post("/analitica/calcular/")

    assert refused.status_code == 403
    assert asked.status_code == 302
    assert asked.url.startswith("/trabajos/")


def test_the_job_of_the_button_computes_the_weeks(tiny_demo: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from analytics.models import RfmRun
    from analytics.services import computing
    from core import jobs

    monkeypatch.setattr(computing, "company_today", lambda: TODAY)
    gestor = User.objects.create_user(username="pide")
    job = computing.ask(actor=gestor)

    done = jobs.run_now(job)

    assert (done.state, done.error) == ("done", "")
    assert RfmRun.objects.filter(is_current=True).latest("week_end").week == WEEK
