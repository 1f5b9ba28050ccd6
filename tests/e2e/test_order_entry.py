"""An order written by keyboard, at the desk and on the telephone: found by name, confirmed by Ctrl-Enter."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from inventory.services import post_movement
from sales.models import Order
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import product, warehouse

from .browser import axe, login
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [1440, 390])
def test_an_order_by_keyboard_and_its_delivery(open_page: OpenPage, width: int) -> None:
    ana = person("ana", "ventas", first_name="Ana", last_name="Paz")
    customer("ROSA", first_name="Rosa", last_name="Quispe", street="Av. Larco 12")
    cup, place = product(), warehouse()
    post_movement(product=cup, warehouse=place, kind="opening", quantity=Decimal(9), key="o", actor=None)
    page = open_page(width=width)
    login(page, "ana")

    page.goto("/pedidos/")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nuevo pedido")
    page.locator("#id_customer").focus()
    page.keyboard.type("ROSA")
    page.locator('[data-cell="product"]').first.focus()
    page.keyboard.type("TAZA-1")
    page.keyboard.press("Enter")
    expect(page.locator("[data-line-beside]").first).to_contain_text("Disponible 9")
    page.keyboard.press("Control+a")
    page.keyboard.type("4")
    expect(page.locator('[data-sum="all"]')).to_contain_text("59.00")
    assert axe(page) == []
    page.keyboard.press("Control+Enter")

    expect(page.locator("[data-notice]").first).to_contain_text("confirmado por")
    order = Order.objects.get()
    assert (order.status, order.seller, order.total + order.tax) == ("confirmed", ana, Decimal("59.00"))
    assert axe(page) == []
    page.keyboard.press("d")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Entregar el pedido")
    assert axe(page) == []
    page.get_by_role("button", name="Entregar").click()
    expect(page.locator("[data-notice]").first).to_contain_text("entregado")
    page.get_by_role("link", name="Devolver").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Devolver del pedido")
    assert axe(page) == []
