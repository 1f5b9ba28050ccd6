"""The page of an opportunity on desk and telephone: accessible, nothing overflows, moved with its reason."""

import os
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from core.clock import now
from sales.models import Opportunity
from sales.services import TriedLine, opportunities, opportunity_parts
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import product
from tests.factories.opportunities import opportunity, stage, touched

from .browser import axe, login
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


def _deal() -> Opportunity:
    ana = person("ana", "ventas", first_name="Ana", last_name="Paz")
    hotel = customer("HOTEL", kind="juridica", legal_name="Hotel Mirador del Valle S.A.C.", first_name="", last_name="",
                     owner=ana)  # fmt: skip
    cup = product(price=Decimal("12.50"))
    deal = opportunity(
        ana, hotel, name="Kits de bienvenida para huéspedes", products=[TriedLine(cup, Decimal(240))],
        at=now() - timedelta(days=40), expected_on=(now() + timedelta(days=9)).date(),
    )  # fmt: skip
    touched(deal, "llamada", at=now() - timedelta(days=38), text="Contó qué necesita y para cuándo.")
    opportunities.move(
        opportunity=deal, stage=stage("visita"), version=None, actor=ana, at=now() - timedelta(days=33),
        reason="Ya lo conocíamos",
    )  # fmt: skip
    touched(deal, "visita", at=now() - timedelta(days=20), text="Le gustó el empaque de tela.")
    elsa = hotel.contacts.create(first_name="Elsa", last_name="Ríos", role="Jefa de compras", phone="+51987654321")
    opportunity_parts.name_contact(opportunity=deal, contact=elsa, actor=ana, role="Decide")
    opportunity_parts.name_competitor(
        opportunity=deal, competitor="Promoregalos Lima", actor=ana, price=Decimal(2800), note="Cobra el flete aparte."
    )
    opportunity_parts.note(opportunity=deal, text="Le importa más el plazo que el precio.", actor=ana)
    opportunity_parts.promise(
        opportunity=deal, title="Llevar las muestras", due_at=now() - timedelta(days=1), actor=ana
    )
    return deal


def _look(page: Page, name: str) -> None:
    """A picture, where somebody wants to look: SHOTS names the folder."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)])
def test_its_page_is_accessible_and_moves_it(open_page: OpenPage, width: int, dark: bool) -> None:
    deal, page = _deal(), open_page(width=width, dark=dark, allow=("422",))
    login(page, "ana")
    page.goto(f"/oportunidades/{deal.pk}/")
    _look(page, f"deal-{width}")

    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name=re.compile("Hecho.*Mostrar")).click()
    expect(page.locator("[data-notice]").first).to_contain_text("Hecho")
    page.get_by_role("link", name="Mover", exact=True).click()
    page.get_by_label("A qué etapa").select_option(label="Primer contacto")
    page.get_by_role("button", name="Mover").click()
    expect(page.locator(".error-summary")).to_contain_text("Vuelve atrás")
    _look(page, f"move-{width}")
    assert axe(page) == []
    page.get_by_label("Por qué").fill("Cambió quien decide")
    page.get_by_role("button", name="Mover").click()

    expect(page.locator(".is-now")).to_contain_text("Primer contacto")
    page.goto("/oportunidades/nueva/")
    _look(page, f"new-{width}")
    assert axe(page) == []
    page.goto(f"/oportunidades/{deal.pk}/perdida/")
    _look(page, f"lose-{width}")
    assert axe(page) == []


def test_without_script_a_note_and_a_loss(open_page: OpenPage) -> None:
    deal, page = _deal(), open_page(javascript=False)
    login(page, "ana")
    page.goto(f"/oportunidades/{deal.pk}/")

    page.get_by_label("Nota", exact=True).fill("Vuelve en enero")
    page.get_by_role("button", name="Guardar nota").click()
    expect(page.locator(".story")).to_contain_text("Vuelve en enero")
    page.get_by_role("link", name="Perdida").click()
    page.get_by_label("Por qué se perdió").select_option(label="El precio")
    page.get_by_role("button", name="Marcar como perdida").click()

    expect(page.locator(".page-lead")).to_contain_text("Perdida")
    assert Opportunity.objects.get(pk=deal.pk).state == "lost"
