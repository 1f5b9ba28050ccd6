"""The day to close a deal in the agenda, in a browser: dragged, moved by the arrows, taken back."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from company.queries import today
from sales.models import Opportunity
from tests.factories.company import person
from tests.factories.opportunities import opportunity

from .browser import login

pytestmark = pytest.mark.django_db(transaction=True)


def _day(row: Opportunity) -> date | None:
    row.refresh_from_db()
    return row.expected_on


def test_a_closing_is_dragged_and_moved_by_the_arrows(page: Page) -> None:
    tuesday = today() - timedelta(days=today().weekday()) + timedelta(days=1)
    deal = opportunity(person("ana", "ventas"), name="Tazas del aniversario", expected_on=tuesday)
    login(page, "ana")
    page.goto("/agenda/")
    event = page.locator(f'[data-cal-move][data-source="oportunidades"][data-id="{deal.pk}"]')

    event.locator(".cal-detail").hover()
    page.mouse.down()
    box = page.locator(f'[data-cal-whole="{tuesday + timedelta(days=2)}"]').bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 10, steps=8)
    page.mouse.up()
    expect(page.locator("#notices [data-notice]")).to_contain_text("Cierra Tazas del aniversario")
    assert _day(deal) == tuesday + timedelta(days=2)

    event.locator("a").first.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")  # it has no hour: nothing
    expect(page.locator(f'[data-cal-whole="{tuesday + timedelta(days=1)}"] [data-id="{deal.pk}"]')).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(f'[data-cal-whole="{tuesday + timedelta(days=2)}"] [data-id="{deal.pk}"]')).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator(f'[data-from="{tuesday + timedelta(days=1)}"][data-id="{deal.pk}"]')).to_be_visible()
    assert _day(deal) == tuesday + timedelta(days=1)

    page.get_by_role("button", name="Deshacer").click()
    expect(page.locator(f'[data-from="{tuesday + timedelta(days=2)}"][data-id="{deal.pk}"]')).to_be_visible()
    assert _day(deal) == tuesday + timedelta(days=2)
