"""Lists in the browser: search as one types, filters, choosing rows, acting on them, without script, with axe."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from customers.models import Customer
from tests.factories.company import person
from tests.factories.customers import customer, customers, standing
from tests.factories.sales import payment, plain_order

from .browser import axe, login
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


def _house(count: int = 60) -> None:
    person("rocio", "gestor", first_name="Rocío", last_name="Valdivia")
    person("luz", "ventas", first_name="Luz", last_name="Aguilar")
    for n, row in enumerate(customers(count, city="Cusco")):
        standing(row, money=f"{1000 - n}.50", last=date(2026, 10, 1), segment="en_riesgo", r=2, f=4, m=5)
    ana = customer("ANA", first_name="Ana Lucía", last_name="Torres", phone="+51958204771")
    standing(ana, money="5", last=date(2026, 10, 1), segment="campeones", r=5, f=5, m=5)
    made = plain_order("P-1", ana, day=date(2026, 10, 1))
    payment("C-1", ana, order=made)


def test_rows_are_found_while_one_types_and_the_address_keeps_the_search(page: Page) -> None:
    _house()
    login(page, "rocio")
    page.goto("/clientes/")

    page.keyboard.press("/")
    page.keyboard.type("lucia torres", delay=20)

    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr .cell-link")).to_have_text("Ana Lucía Torres")
    expect(page).to_have_url(re.compile(r"/clientes/\?q=lucia(\+|%20)torres$"))
    page.fill("#list-q", "")
    expect(page.locator("tbody tr")).to_have_count(50)


def test_a_filter_is_set_in_the_drawer_and_taken_away_by_its_chip(page: Page) -> None:
    _house()
    login(page, "rocio")
    page.goto("/clientes/")

    page.get_by_role("link", name="Filtro").click()
    page.locator("dialog").get_by_label("Campeones").check()
    page.locator("dialog").get_by_role("button", name="Aplicar").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Quitar campeones").click()

    expect(page.locator("tbody tr")).to_have_count(50)
    expect(page).to_have_url("/clientes/")


def test_pages_follow_each_other_and_come_back(page: Page) -> None:
    _house()
    login(page, "rocio")
    page.goto("/clientes/")
    first = page.locator("tbody tr .cell-link").all_inner_texts()

    page.get_by_role("link", name="Siguiente").click()
    expect(page.locator(".pager")).to_contain_text("51 a 61 de 61")
    page.get_by_role("link", name="Anterior").click()
    expect(page.locator(".pager")).to_contain_text("1 a 50 de 61")

    assert page.locator("tbody tr .cell-link").all_inner_texts() == first


def test_a_range_is_chosen_with_shift_assigned_and_taken_back(page: Page) -> None:
    _house()
    login(page, "rocio")
    page.goto("/clientes/")

    page.locator("tbody tr:nth-child(2) input").click()
    page.locator("tbody tr:nth-child(5) input").click(modifiers=["Shift"])
    expect(page.locator("[data-bulk-said]")).to_have_text("4 clientes, S/\u00a03,992.00")
    page.get_by_role("button", name="Asignar").click()
    expect(page.get_by_role("heading", name="Asignar: 4 clientes")).to_be_visible()
    page.get_by_label("A cargo de").select_option(label="Luz Aguilar")
    page.get_by_role("button", name="Asignar").click()
    expect(page.locator(".notice")).to_contain_text("4 clientes: a cargo de Luz Aguilar")
    assert Customer.objects.filter(owner__username="luz").count() == 4
    page.get_by_role("button", name="Deshacer").click()
    expect(page.locator(".notice")).to_contain_text("Deshecho")

    assert Customer.objects.filter(owner=None).count() == 61


def test_a_view_is_saved_as_a_tab(page: Page) -> None:
    _house()
    login(page, "rocio")
    page.goto("/clientes/?segment=campeones")

    page.get_by_role("link", name="Guardar vista").click()
    page.get_by_label("Nombre").fill("Los mejores")
    page.get_by_role("button", name="Guardar vista").click()

    expect(page.locator(".tabs [aria-current]")).to_have_text("Los mejores 1")


def test_without_script_search_filter_columns_and_acts_work(open_page: OpenPage) -> None:
    _house()
    page = open_page(javascript=False)
    login(page, "rocio")

    page.goto("/clientes/")
    page.fill("#list-q", "torres")
    page.get_by_role("button", name="Buscar", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator("tbody tr input").check()
    page.get_by_role("button", name="Etapa").click()
    page.get_by_label("Nueva etapa").select_option("customer")
    page.get_by_role("button", name="Cambiar etapa").click()
    assert Customer.objects.get(code="ANA").lifecycle == "customer"
    page.goto("/clientes/")
    page.get_by_role("link", name="Columnas").click()
    page.get_by_role("checkbox", name="Teléfono").check()
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.locator("thead")).to_contain_text("Teléfono")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_lists_and_pages_are_accessible(open_page: OpenPage, width: int, dark: bool) -> None:
    _house()
    ana = Customer.objects.get(code="ANA")
    made = ana.orders.get()
    page = open_page(width=width, dark=dark)
    login(page, "rocio")
    found = {}
    for address in (
        "/clientes/?segment=en_riesgo&money_min=10",
        "/clientes/?panel=filters",
        f"/clientes/{ana.pk}/",
        f"/clientes/{ana.pk}/editar/",
        "/pedidos/",
        f"/pedidos/{made.pk}/",
        "/productos/",
    ):
        page.goto(address)
        sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found[address] = [*axe(page), *(["scrolls sideways"] if sideways > 0 else [])]

    assert {address: faults for address, faults in found.items() if faults} == {}
