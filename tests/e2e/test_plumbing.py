"""The browser itself: that a page comes, that errors are noticed, that axe looks."""

import pytest
from playwright.sync_api import Page

from .browser import axe
from .conftest import OpenPage


def test_the_login_page_comes_in_spanish_without_an_error(page: Page) -> None:
    answer = page.goto("/entrar/")

    assert answer is not None
    assert answer.status == 200
    assert page.locator("html").get_attribute("lang") == "es"


def test_a_script_that_the_content_policy_forbids_is_reported_and_does_not_run(open_page: OpenPage) -> None:
    page = open_page(allow=("Content Security Policy",))
    reports: list[str] = []
    page.on("console", lambda message: reports.append(message.text))
    page.goto("/entrar/")

    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))")

    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in text for text in reports)


def test_axe_sees_an_image_without_text(page: Page) -> None:
    page.goto("/salud/viva")
    page.evaluate("document.body.append(document.createElement('img'))")

    assert [line.split(":")[0] for line in axe(page) if line.startswith("image-alt")] == ["image-alt"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_login_page_is_accessible(open_page: OpenPage, width: int, dark: bool) -> None:
    page = open_page(width=width, dark=dark)
    page.goto("/entrar/")

    assert axe(page) == []
