"""The short rows of a deal in a browser: the price comes, the sum follows, rows come and go."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from sales.models import Opportunity
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import product

from .browser import axe, login

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_products_of_a_deal_are_written_by_keyboard(page: Page) -> None:
    ana = person("ana", "ventas")
    customer("C-1", owner=ana)
    product("TAZA-1", price=Decimal("12.50"))
    login(page, "ana")
    page.goto("/oportunidades/nueva/")
    page.locator("[name=customer]").fill("C-1")
    page.locator("[name=name]").fill("40 tazas")

    page.locator("[name=line-0-product]").fill("TAZA-1")
    page.keyboard.press("Enter")
    expect(page.locator("[name=line-0-unit_price]")).to_have_value("12.50")
    page.locator("[name=line-0-quantity]").fill("40")
    expect(page.locator("[data-sum=total]")).to_contain_text("500.00")
    page.locator("[name=line-1-product]").fill("una cinta")
    page.locator("[name=line-1-unit_price]").fill("3")
    expect(page.locator("[data-sum=total]")).to_contain_text("503.00")
    page.locator("[name=line-1-product]").press("Alt+ArrowUp")
    expect(page.locator("[name=line-0-product]")).to_have_value("una cinta")
    assert axe(page) == []
    page.get_by_role("button", name="Abrir la oportunidad").click()
    expect(page.get_by_role("heading", name="40 tazas").first).to_be_visible()

    made = Opportunity.objects.get()
    assert list(made.products.order_by("position").values_list("name", flat=True)) == ["una cinta", "Taza de corazones"]
    assert made.amount == Decimal(503)
