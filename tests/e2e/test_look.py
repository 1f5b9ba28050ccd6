"""The look in a real browser: both themes, both widths, keys, palette, drawer, and what the content policy says.

The fixtures fail a test on any console error, so each of these also proves that nothing is blocked.
"""

import pytest
from playwright.sync_api import Page, expect

from core import slots
from tests.factories.company import person

from .browser import axe, login
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)
THEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
WIDTHS = pytest.mark.parametrize("width", [1440, 390])


def come_in(page: Page) -> None:
    person("rocio", "gestor", first_name="Rocío", last_name="Valdivia", job_title="Gestora CRM")
    login(page, "rocio")


@THEMES
@WIDTHS
def test_every_piece_is_accessible_and_fits_its_width(open_page: OpenPage, width: int, dark: bool) -> None:
    page = open_page(width=width, dark=dark)
    come_in(page)
    page.goto("/estilo/")
    expect(page.locator(".chart-box.is-drawn")).to_be_visible()

    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_charts_of_plotly_obey_the_content_policy_and_follow_the_theme(open_page: OpenPage) -> None:
    page = open_page()
    come_in(page)
    page.goto("/estilo/")
    line = page.locator(".chart-box .scatterlayer .js-line").first
    before = line.evaluate("node => getComputedStyle(node).stroke")

    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")

    expect(line).not_to_have_css("stroke", before)
    assert page.locator(".chart-box .main-svg").first.evaluate("node => getComputedStyle(node).position") == "absolute"


def test_the_chosen_theme_comes_from_the_server_without_a_flash(open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    come_in(page)
    page.goto("/estilo/?tema=dark")

    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(23, 22, 20)")


@pytest.fixture
def two_customers() -> object:
    def find(user: object, text: str, limit: int) -> list[slots.SearchHit]:
        names = [("Ana Lucía Torres", "Jesús María"), ("Galería Anahuarque", "Cusco")]
        return [slots.SearchHit(name, place, "/estilo/") for name, place in names if text in name.lower()][:limit]

    slots.SEARCH.add("test.customers", slots.SearchSource("Gente de prueba", "user", find))
    yield
    slots.SEARCH._entries.pop("test.customers")


def test_the_palette_finds_by_keys_alone(page: Page, two_customers: object) -> None:
    come_in(page)
    page.goto("/estilo/?tema=light")

    page.keyboard.press("Control+k")
    page.keyboard.type("ana")

    hits = page.locator("#palette .hit")
    expect(hits.filter(has_text="Ana Lucía").first).to_be_visible()
    expect(page.locator("#palette mark").first).to_have_text("Ana")
    assert axe(page) == []
    page.keyboard.press("ArrowDown")
    expect(page.locator("#palette .hit[aria-selected=true]")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/estilo/")


def test_the_search_page_does_the_same_without_script(open_page: OpenPage, two_customers: object) -> None:
    page = open_page(javascript=False)
    come_in(page)
    page.goto("/buscar/")

    page.fill("#q", "ana")
    page.get_by_role("button", name="Buscar").click()

    expect(page.get_by_role("link", name="Ana Lucía Torres")).to_be_visible()


def test_a_search_that_finds_nothing_says_what_to_try(page: Page) -> None:
    come_in(page)
    page.goto("/buscar/?q=xyzzy%3Cb%3E")

    expect(page.locator("main")).to_contain_text("Nada con «xyzzy<b>»")


def test_the_sheet_of_keys_opens_and_closes(page: Page) -> None:
    come_in(page)
    page.goto("/estilo/")

    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_j_and_k_walk_through_the_rows(page: Page) -> None:
    come_in(page)
    page.goto("/estilo/")
    rows = page.locator("[data-row]")

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(rows.nth(1)).to_have_class("work is-here")
    page.keyboard.press("k")
    expect(rows.nth(0)).to_have_class("work is-here")


def test_the_drawer_opens_beside_the_page_and_is_a_page_without_script(open_page: OpenPage) -> None:
    page = open_page()
    come_in(page)
    page.goto("/estilo/")
    page.get_by_role("link", name="Abrir el cajón").click()
    drawer = page.locator("dialog.drawer")
    expect(drawer).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)

    plain = open_page(javascript=False)
    login(plain, "rocio")
    plain.goto("/estilo/cajon/")

    expect(plain.get_by_role("heading", name="Registrar llamada")).to_be_visible()


def test_an_explanation_opens_by_the_keyboard(page: Page) -> None:
    come_in(page)
    page.goto("/estilo/")
    why = page.get_by_role("button", name="Por qué").first

    why.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Suma de los pedidos de lunes a domingo")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Suma de los pedidos de lunes a domingo")).to_be_hidden()


def test_the_menu_of_the_telephone_holds_the_same_entries(phone: Page) -> None:
    come_in(phone)
    phone.goto("/estilo/")
    expect(phone.locator("#menu")).to_be_hidden()

    phone.get_by_role("link", name="Más", exact=True).click()

    expect(phone.locator("#menu")).to_be_visible()
    assert axe(phone) == []
    phone.keyboard.press("Escape")
    expect(phone.locator("#menu")).to_be_hidden()


def test_targets_on_the_telephone_are_big_enough_for_a_thumb(phone: Page) -> None:
    come_in(phone)
    phone.goto("/estilo/")

    small = phone.evaluate(
        """[...document.querySelectorAll('.btn, .tab-bar a, .chip, .form-control, .form-select')]
        .map(node => [node.textContent.trim(), node.getBoundingClientRect()])
        .filter(([, box]) => box.height > 0 && box.height < 44).map(([text, box]) => text + ' ' + box.height)"""
    )

    assert small == []


@pytest.mark.parametrize("path", ["/entrar/", "/clave/olvidada/", "/no-existe/"])
@THEMES
@WIDTHS
def test_the_calm_pages_are_accessible(open_page: OpenPage, path: str, width: int, dark: bool) -> None:
    page = open_page(width=width, dark=dark, allow=("404",))
    page.goto(path)

    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_mistake_leads_to_its_field(page: Page) -> None:
    come_in(page)
    page.goto("/estilo/")

    page.locator(".error-summary a").first.click()

    expect(page.locator("#id_ruc")).to_be_focused()
    expect(page.locator("#id_ruc")).to_have_attribute("aria-invalid", "true")


def test_what_was_done_is_said_and_can_be_undone(page: Page) -> None:
    come_in(page)
    page.goto("/estilo/aviso/")

    notice = page.locator("#notices [data-notice]")
    expect(notice).to_contain_text("Guardado")
    expect(notice.get_by_role("button", name="Deshacer")).to_be_visible()
    assert axe(page) == []
    notice.get_by_role("button", name="Deshacer").click()

    expect(page.locator("#notices [data-notice]")).to_contain_text("Deshecho")
