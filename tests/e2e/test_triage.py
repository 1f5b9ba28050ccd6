"""The inbox of comments by keyboard, and without script; the queue of calls on a telephone."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from activities.models import Comment, PhoneCall, Topic
from tests.factories.company import person
from tests.factories.customers import customer, standing
from tests.factories.voices import NOON, comment, missed

from .browser import axe, login
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


def _inbox() -> list[Comment]:
    person("rocio", "gestor", first_name="Rocío")
    texts = ("La taza llegó rota", "Muy amable la vendedora", "Ok", "Falta variedad")
    return [comment(text, at=NOON - timedelta(hours=n)) for n, text in enumerate(texts)]


def _state(row: Comment) -> tuple[str, str, str]:
    row.refresh_from_db()
    return row.relevance, row.kind, row.sentiment


def test_comments_are_read_by_keyboard(page: Page) -> None:
    first, second, third, fourth = _inbox()
    login(page, "rocio")
    page.goto("/comentarios/")
    text, left = page.locator(".desk-text"), page.locator(".desk-line strong")
    expect(left).to_have_text("4 por leer")

    page.keyboard.press("3")
    expect(page.get_by_role("button", name="En contra")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("t")
    expect(page.locator("#topic")).to_be_focused()
    page.locator("#topic").select_option(label="Calidad")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(text).to_have_text("Muy amable la vendedora")
    expect(left).to_have_text("3 por leer")
    page.keyboard.press("w")
    expect(text).to_have_text("Ok")
    page.keyboard.press("j")
    expect(text).to_have_text("Falta variedad")
    page.keyboard.press("k")
    expect(text).to_have_text("Ok")
    page.keyboard.press("i")
    expect(text).to_have_text("Falta variedad")
    page.keyboard.press("u")
    expect(text).to_have_text("Ok")
    expect(left).to_have_text("2 por leer")

    assert _state(first) == ("relevant", "need", "negative")
    assert Comment.objects.get(pk=first.pk).topic == Topic.objects.get(code="calidad")
    assert _state(second) == ("relevant", "works", "")
    assert _state(third) == ("unread", "", "")
    assert _state(fourth) == ("unread", "", "")


def test_without_script_the_buttons_do_it(open_page: OpenPage) -> None:
    first, *_ = _inbox()
    page = open_page(javascript=False)
    login(page, "rocio")
    page.goto("/comentarios/")

    page.get_by_role("button", name="No relevante").click()

    expect(page.locator(".desk-text")).to_have_text("Muy amable la vendedora")
    assert _state(first)[0] == "irrelevant"


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (1440, True), (390, False)])
def test_axe_finds_nothing(open_page: OpenPage, width: int, dark: bool) -> None:
    _inbox()
    ana = standing(customer("ANA", first_name="Ana", last_name="Torres", phone="+51987654321"), money="900")
    call = missed(customer=ana)
    missed(at=NOON - timedelta(hours=1), customer=ana)
    page = open_page(width=width, dark=dark)
    login(page, "rocio")
    for address in (
        "/comentarios/",
        "/comentarios/grupos/",
        "/comentarios/ideas/",
        "/llamadas/",
        f"/llamadas/{call.pk}/",
    ):
        page.goto(address)
        assert axe(page) == [], address


def test_a_call_is_treated_on_the_telephone(phone: Page) -> None:
    person("luz", "ventas", first_name="Luz")
    call = missed(customer=standing(customer("ANA", first_name="Ana", last_name="Torres"), money="900"))
    login(phone, "luz")
    phone.goto("/llamadas/")

    phone.get_by_role("link", name="Ana Torres").click()
    phone.get_by_role("button", name="No contesta").click()

    expect(phone.get_by_text("Ana Torres: no contesta")).to_be_visible()
    assert PhoneCall.objects.get(pk=call.pk).treatment == "unreachable"
