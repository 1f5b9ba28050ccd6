"""The customer on his telephone: opens the link of the mail, reads, accepts with his name; with script and without."""

import re

import pytest
from playwright.sync_api import Page

from sales.models import Order, QuoteAnswer, QuoteQuestion
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import product
from tests.factories.offers import handed, run_out
from tests.factories.quotes import line

from .browser import axe
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


def offer() -> str:
    """A quote in the hands of Rosa; gives the address of its page."""
    ana = person("ana", "ventas", last_name="Torres", phone="+51984111222")
    lines = [
        line(product(name="Taza de corazones con nombre grabado a dos tintas"), "40", "12.50", tax_rate="18"),
        line(None, "1", "35", tax_rate="18", name="Entrega en Cusco", detail="Antes del 20 de diciembre"),
    ]
    return f"/c/{handed(customer('C-ROSA'), ana, *lines)[1]}/"


def accept(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Su nombre y apellido").fill("Rosa Quispe Mamani")
    page.get_by_label("Puedo decidir esta compra").check()
    page.get_by_role("button", name="Acepto").click()
    page.get_by_role("heading", name="Gracias, Rosa Quispe Mamani").wait_for()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_customer_accepts_on_an_old_telephone(open_page: OpenPage, javascript: bool) -> None:
    phone = open_page(width=360, javascript=javascript)

    accept(phone, offer())

    order, answer = Order.objects.get(), QuoteAnswer.objects.get()
    assert order.number in phone.inner_text("main")
    assert (answer.name, answer.accepted, answer.source) == ("Rosa Quispe Mamani", True, "link")
    phone.reload()  # the answer was a redirect: nothing is posted again
    assert (Order.objects.count(), QuoteAnswer.objects.count()) == (1, 1)


def test_the_page_fits_an_old_telephone_and_its_fields_do_not_zoom(open_page: OpenPage) -> None:
    phone = open_page(width=360)
    phone.goto(offer())

    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    phone.get_by_text("No por ahora").first.click()
    sizes = phone.eval_on_selector_all(
        "input:not([type=hidden]):not([type=checkbox]), select, textarea",
        "all => all.map(one => getComputedStyle(one).fontSize)",
    )
    assert set(sizes) == {"16px"}
    heights = phone.eval_on_selector_all(
        "main button, main .btn, main select", "all => all.filter(one => one.offsetParent).map(one => one.offsetHeight)"
    )
    assert min(heights) >= 44


def test_a_no_and_a_question_reach_the_house(open_page: OpenPage) -> None:
    phone = open_page(width=390)
    address = offer()

    phone.goto(address)
    phone.get_by_text("Tengo una pregunta").click()
    phone.locator("#id_pregunta-text").fill("¿Llega el viernes?")
    phone.locator("#id_pregunta-name").fill("Rosa")
    phone.get_by_role("button", name="Enviar pregunta").click()
    phone.get_by_text(re.compile("Su pregunta llegó a Ana Torres")).wait_for()
    phone.get_by_text("No por ahora").first.click()
    phone.get_by_label("¿Por qué?").select_option(label="El precio")
    phone.locator("#id_no-name").fill("Rosa")
    phone.get_by_role("button", name="No por ahora").click()
    phone.get_by_role("heading", name="Gracias por decírnoslo").wait_for()

    assert QuoteQuestion.objects.get().text == "¿Llega el viernes?"
    assert QuoteAnswer.objects.get().reason.code == "precio"


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_on_offer_thanks_and_old_link(open_page: OpenPage, dark: bool) -> None:
    from sales.models import Quote

    phone = open_page(width=390, dark=dark)
    address = offer()

    phone.goto(address)
    for summary in phone.locator("summary").all():
        summary.click()
    found = axe(phone)
    run_out(Quote.objects.get())
    phone.goto(address)
    found += axe(phone)

    assert found == []
