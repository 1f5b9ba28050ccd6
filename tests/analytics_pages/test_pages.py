"""The pages of analysis: who may open them, what they say of their data, who may ask for a computation."""

import pytest

from sales.services import dirty
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
def test_each_role_opens_its_pages_and_no_other(role: str, computed: object) -> None:
    client = visitor(role)

    opened = [path for path in RFM + SALES + ROTATION if client.get(path).status_code == 200]

    assert opened == MAY[role]


@pytest.mark.parametrize("role", MAY)
def test_each_role_has_a_home_of_work(role: str, computed: object) -> None:
    page = visitor(role).get("/", follow=True)

    assert page.status_code == 200
    assert "Semana 46" in page.content.decode() if role == "gestor" else "Hoy" in page.content.decode()


def test_a_wrong_address_falls_back_to_the_newest_week(computed: object) -> None:
    client = visitor("gestor")

    page = client.get("/analitica/rfm/?week=2026-W99&against=nada&r=9&fm=x")

    assert page.status_code == 200
    assert page.context["page"].week == WEEK
    assert page.context["page"].against == BEFORE


def test_the_page_says_up_to_when_its_data_go_and_that_late_sales_wait(computed: object) -> None:
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
