"""The dashboards in a browser: from a figure to its rows, at the desk and on the telephone, in both themes."""

import re

import pytest
from playwright.sync_api import Page, expect

from analytics.services import weekly
from company.models import User
from crm_project.demo.load import load
from tests.demo import TODAY
from tests.factories.company import person
from tests.photographs import once

from .browser import axe, login
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ["/", "/analitica/rfm/", "/analitica/rfm/movimiento/", "/analitica/ventas/", "/analitica/rotacion/", "/ayuda/"]


@pytest.fixture
def week(transactional_db: None) -> None:
    """The tiny company with its last weeks computed, and Rocío, who decides."""
    once("two weeks", _compute)


def _compute() -> None:
    once("tiny", lambda: load(today=TODAY, tiny=True))
    weekly.compute_week(week="2026-W45", today=TODAY)
    weekly.compute_week(week="2026-W46", today=TODAY)
    if not User.objects.filter(username="rocio").exists():
        person("rocio", "gestor", first_name="Rocío", last_name="Valdivia")


def come_in(page: Page) -> Page:
    login(page, "rocio")
    return page


@pytest.mark.parametrize("width", [1440, 390])
def test_from_a_cell_of_the_map_to_its_customers(open_page: OpenPage, week: None, width: int) -> None:
    page = come_in(open_page(width=width))
    page.goto("/analitica/rfm/")
    cell = page.locator("a.rfm-cell").filter(has_not=page.locator("b", has_text=re.compile(r"^0$"))).first
    count = cell.locator("b").inner_text()

    cell.click()
    said = page.locator(".rfm-said")
    expect(said).to_contain_text(f"{count} cliente")
    expect(page.locator("a.rfm-cell[aria-current=true] b")).to_have_text(count)
    said.get_by_role("link").click()

    expect(page).to_have_url(re.compile(r"[?&]r=\d.*fm=\d|fm=\d"))


@pytest.mark.parametrize("width", [1440, 390])
def test_from_the_sale_of_the_week_to_orders_that_add_up_to_it(open_page: OpenPage, week: None, width: int) -> None:
    page = come_in(open_page(width=width))
    page.goto("/")
    figure = page.locator(".figure-line a.figure").first
    money = figure.inner_text()

    figure.click()

    expect(page.locator(".findings")).to_contain_text(money)
    expect(page.locator("tfoot")).to_contain_text(money)


def test_choosing_rows_turns_the_sales_table_without_a_button(open_page: OpenPage, week: None) -> None:
    page = come_in(open_page())
    page.goto("/analitica/ventas/")

    page.get_by_label("Filas", exact=True).select_option("channel")

    expect(page).to_have_url(re.compile("rows=channel"))
    expect(page.get_by_role("heading", name="Venta por canal")).to_be_visible()
    expect(page.locator(".chart-box.is-drawn").first).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_dashboards_are_accessible_and_fit(open_page: OpenPage, week: None, width: int, dark: bool) -> None:
    page = come_in(open_page(width=width, dark=dark))
    faults = {}
    for path in PAGES:
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        found = axe(page) + ([f"{wide} px de ancho"] if wide > width else [])
        faults |= {path: found} if found else {}

    assert faults == {}


def test_without_script_the_week_is_chosen_by_a_button(open_page: OpenPage, week: None) -> None:
    page = come_in(open_page(javascript=False))
    page.goto("/analitica/rfm/")

    page.get_by_label("Semana", exact=True).select_option("2026-W45")
    page.get_by_role("button", name="Ver").click()

    expect(page.get_by_label("Semana", exact=True)).to_have_value("2026-W45")
