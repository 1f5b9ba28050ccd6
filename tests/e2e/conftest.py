"""Chromium against a live server on the real database.

``page`` is a desk (1440 px), ``phone`` a telephone (390 px); both fail the test on any console error, so that a breach
of the content policy is seen where it happens. ``open_page(width=…, dark=True)`` makes others. See ``browser.py``.
"""

import os
from collections.abc import Callable, Iterator

import pytest
from django.urls import get_resolver
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from core.servers.testing import browser as find_chromium

from .browser import FLAGS, watch

# Playwright keeps an event loop in this thread; the ORM is used beside it, never inside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
os.environ.setdefault("DJANGO_LIVE_TEST_SERVER_ADDRESS", "127.0.0.1")

WIDTHS = {1440: 900, 390: 844}
OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/e2e/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip("no hay Chromium en esta máquina (en Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """``open_page(width=1440, dark=False, javascript=True, allow=())``: a fresh browser profile on the live server.

    ``allow``: pieces of text; a console error that holds one of them is expected by the test.
    """
    # The first request of a process imports every view, pandas and Plotly with them: not on the browser's clock.
    _ = get_resolver().url_patterns
    watched: list[tuple[list[str], tuple[str, ...]]] = []
    contexts = []

    def open_one(
        *, width: int = 1440, dark: bool = False, javascript: bool = True, allow: tuple[str, ...] = ()
    ) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": WIDTHS.get(width, 900)},
            has_touch=width < 600,
            locale="es-PE",
            timezone_id="America/Lima",
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            reduced_motion="reduce",
            accept_downloads=True,
        )
        context.set_default_timeout(15_000)
        context.set_default_navigation_timeout(45_000)
        contexts.append(context)
        page = context.new_page()
        watched.append((watch(page), allow))
        return page

    yield open_one
    for context in contexts:
        context.close()
    faults = [fault for found, allow in watched for fault in found if not any(expected in fault for expected in allow)]
    assert faults == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


@pytest.fixture
def phone(open_page: OpenPage) -> Page:
    return open_page(width=390)
