"""A quote by keyboard at the desk and by hand on the telephone, without script, with axe."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from customers.models import Customer
from sales.models import Quote
from sales.queries.quotes import current_version
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import product

from .browser import axe, login
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


def _house() -> Customer:
    person("luz", "ventas", first_name="Luz", last_name="Ramos")
    product("TAZA-1", name="Taza de corazones", price=Decimal("12.50"))
    product("GLOBO-1", name="Globo rojo", price=Decimal("3.00"))
    return customer("ROSA", first_name="Rosa", last_name="Quispe", email="rosa@correo.example")


def _cell(page: Page, row: int, name: str) -> str:
    return f"[data-line]:nth-child({row}) [data-cell={name}]"


def test_a_quote_is_written_by_keyboard_alone(open_page: OpenPage) -> None:
    rosa, page = _house(), open_page(width=1440)
    login(page, "luz")
    page.goto(f"/cotizaciones/nueva/?customer={rosa.pk}")
    page.locator(_cell(page, 1, "product")).focus()

    page.keyboard.type("taza-1")
    page.keyboard.press("Enter")
    expect(page.locator(_cell(page, 1, "unit_price"))).to_have_value("12.50")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("7.5")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("globo-1")
    page.keyboard.press("Tab")
    expect(page.locator(_cell(page, 2, "tax_rate"))).to_have_value("18")
    expect(page.locator("[data-sum=total]")).to_have_text("S/\u00a037.69")
    expect(page.locator("[data-sum=all]")).to_have_text("S/\u00a044.47")
    page.locator(_cell(page, 2, "product")).focus()
    page.keyboard.press("Alt+ArrowUp")
    assert axe(page) == []
    page.keyboard.press("ControlOrMeta+Enter")

    page.wait_for_url(re.compile(r"/cotizaciones/\d+/"))
    made = Quote.objects.get()
    assert [line.sku for line in current_version(made).lines.all()] == ["GLOBO-1", "TAZA-1"]
    assert (made.total, made.total + made.tax) == (Decimal("37.69"), Decimal("44.47"))


@pytest.mark.parametrize("width", [1440, 390])
def test_from_the_customer_to_the_page_that_sends_it(open_page: OpenPage, width: int) -> None:
    """Two clicks and the fields; the third, «Enviar», is on that page."""
    rosa, page = _house(), open_page(width=width)
    login(page, "luz")
    page.goto(f"/clientes/{rosa.pk}/")
    page.get_by_role("link", name="Nueva cotización").filter(visible=True).first.click()
    page.locator(_cell(page, 1, "product")).fill("TAZA-1")
    page.locator(_cell(page, 1, "quantity")).fill("2")
    expect(page.locator(_cell(page, 1, "tax_rate"))).to_have_value("18")
    assert axe(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    page.get_by_role("button", name="Guardar y enviar").click()

    page.wait_for_url("**/enviar/")
    made = Quote.objects.get()
    assert (made.title, made.total) == ("Taza de corazones", Decimal("25.00"))
    page.goto(f"/cotizaciones/{made.pk}/")
    assert axe(page) == []


def test_without_script(open_page: OpenPage) -> None:
    rosa, page = _house(), open_page(width=1440, javascript=False)
    login(page, "luz")
    page.goto(f"/cotizaciones/nueva/?customer={rosa.pk}")
    page.locator("[name=line-0-product]").fill("TAZA-1")
    page.locator("[name=line-1-product]").fill("GLOBO-1")
    page.get_by_role("button", name="Bajar la línea 1").click()
    expect(page.locator("[name=line-0-product]")).to_have_value("GLOBO-1")
    page.get_by_role("button", name="Guardar borrador").click()

    made = Quote.objects.get()
    assert made.total == Decimal("15.50")
