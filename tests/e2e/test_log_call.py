"""A call in three clicks: from the customer's page, from anywhere by key or plus, without script, with axe."""

import re

import pytest
from playwright.sync_api import Page, expect

from activities.models import Interaction, Task
from customers.models import Customer
from tests.factories.company import person
from tests.factories.customers import customer, standing

from .browser import axe, login
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


def _house() -> Customer:
    person("ana", "ventas", first_name="Ana", last_name="Paz")
    customer("OTRO", first_name="Otro", last_name="Nombre")
    rosa = customer("ROSA", first_name="Rosa", last_name="Quispe", document_number="45231876", phone="+51987654321")
    return standing(rosa, money="90")


class Hand:
    """Counts what a hand does: clicks, fields, posts."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.posts = page, 0, 0
        page.on("request", lambda request: self._sent(request.method, request.url))

    def _sent(self, method: str, url: str) -> None:
        self.posts += method == "POST" and url.endswith("/actividades/llamada/")

    def click(self, role: str, name: str) -> None:
        self.clicks += 1
        target = self.page.get_by_role(role, name=name).filter(visible=True).first
        target.check() if role == "radio" else target.click()


@pytest.mark.parametrize("width", [1440, 390])
def test_from_the_customer_a_call_and_its_follow_up_take_three_clicks(open_page: OpenPage, width: int) -> None:
    rosa, page = _house(), open_page(width=width)
    login(page, "ana")
    page.goto(f"/clientes/{rosa.pk}/")
    hand = Hand(page)

    hand.click("button", "Llamada")
    expect(page.get_by_role("dialog")).to_be_visible()
    opened = hand.posts
    hand.click("radio", "Va a comprar")
    expect(page.locator("[data-next-said]")).to_have_text("Llamar a Rosa a las 10:00.")
    assert axe(page) == []
    hand.click("button", "Guardar llamada")

    expect(page.locator("[data-notice]")).to_contain_text("Deshacer")
    assert (hand.clicks, hand.posts - opened) == (3, 1)
    assert (Interaction.objects.get().outcome, Task.objects.get().title) == ("will_buy", "Llamar a Rosa")
    page.get_by_role("button", name="Deshacer").click()
    expect(page.locator("[data-notice]").last).to_contain_text("Deshecho")
    assert (Interaction.objects.count(), Task.objects.count()) == (0, 0)


@pytest.mark.parametrize("width", [1440, 390])
def test_from_anywhere_three_clicks_and_one_field(open_page: OpenPage, width: int) -> None:
    _house()
    page = open_page(width=width)
    login(page, "ana")
    page.goto("/tareas/")
    hand = Hand(page)

    if width == 390:
        hand.click("link", "Registrar llamada")
    else:
        hand.clicks += 1
        page.keyboard.press("c")
    page.locator("#picker-q").fill("987 654")
    expect(page.locator("#picker-hits [aria-selected=true]")).to_contain_text("Rosa")
    page.locator("#picker-q").press("Enter")
    expect(page.locator(".who-card")).to_contain_text("Rosa Quispe")
    hand.click("radio", "Pide cotización")
    expect(page.locator("[data-next-said]")).to_have_text("Mandar la cotización a Rosa a las 10:00.")
    hand.click("button", "Guardar llamada")

    expect(page.locator("[data-notice]")).to_contain_text("Deshacer")
    assert (hand.clicks, hand.posts) == (3, 1)
    expect(page).to_have_url(re.compile("/tareas/$"))
    assert Task.objects.get().title == "Mandar la cotización a Rosa"


def test_without_script_the_same_form_saves_the_call(open_page: OpenPage) -> None:
    _house()
    page = open_page(javascript=False)
    login(page, "ana")
    page.goto("/actividades/llamada/")

    page.locator("#picker-q").fill("quispe")
    page.get_by_role("button", name="Buscar").click()
    page.locator("#picker-hits a").first.click()
    page.get_by_role("radio", name="Lo piensa").check()
    page.get_by_role("button", name="Guardar llamada").click()

    expect(page).to_have_url(re.compile("/clientes/"))
    assert Interaction.objects.get().outcome == "thinking"
    assert Task.objects.get().title == "Llamar a Rosa"


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)])
def test_pages_of_tasks_are_clean(open_page: OpenPage, width: int, dark: bool) -> None:
    _house()
    page = open_page(width=width, dark=dark)
    login(page, "ana")
    for address in ("/tareas/", "/tareas/nueva/", "/actividades/visita/"):
        page.goto(address)
        assert axe(page) == [], address
