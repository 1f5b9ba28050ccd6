"""The cartera by hand: find who owes, note what he paid, remind him; on the telephone and without script too."""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from company.queries import today
from customers.models import Customer
from messaging.models import Message
from sales.models import Order
from sales.services import record_payment
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.sales import plain_order

from .browser import axe, login
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


def _house() -> Customer:
    """Luz sells; Rosa owes two orders, Julio one that is very late."""
    luz = person("luz", "ventas", first_name="Luz")
    person("rocio", "gestor", first_name="Rocío")
    rosa = customer("ROSA", first_name="Rosa", last_name="Quispe Mamani", email="rosa@correo.example", owner=luz)
    julio = customer("JULIO", first_name="Julio", last_name="Ttito Rojas", phone="+51987654321", owner=luz)
    for number, who, days, total in (
        ("P-2026-000101", rosa, 40, "830.00"),
        ("P-2026-000115", rosa, -5, "1250.50"),
        ("P-2026-000042", julio, 101, "2310.00"),
        ("P-2026-000120", julio, 12, "96.40"),
    ):
        due = today() - timedelta(days=days)
        plain_order(number, who, total=total, due_on=due, day=due - timedelta(days=30), seller=luz)
    record_payment(amount=Decimal(310), order=Order.objects.get(number="P-2026-000042"), actor=luz)
    return rosa


def test_a_payment_is_divided_while_it_is_typed_and_taken_back(page: Page) -> None:
    _house()
    login(page, "luz")
    page.goto("/cartera/")
    expect(page.locator(".page-lead")).to_contain_text("4,176.90")
    page.get_by_role("link", name="Rosa Quispe Mamani").first.click()
    page.get_by_role("link", name="Anotar un pago").click()
    page.get_by_label("Importe").fill("1000")
    expect(page.get_by_label("Para el pedido P-2026-000101")).to_have_value("830.00")
    expect(page.get_by_label("Para el pedido P-2026-000115")).to_have_value("170.00")
    page.get_by_role("button", name="Anotar el pago").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Pago C-")
    assert Order.objects.get(number="P-2026-000115").paid == Decimal(170)
    page.get_by_role("row", name="P-2026-000115").get_by_role("button", name="Quitar").click()
    expect(page.get_by_text("vuelven a su favor")).to_be_visible()
    page.get_by_role("button", name="Deshacer").click()
    expect(page.get_by_text("El dinero vuelve a pagar el pedido")).to_be_visible()
    assert Order.objects.get(number="P-2026-000115").paid == Decimal(170)


def test_without_script_the_server_divides(open_page: OpenPage) -> None:
    rosa = _house()
    page = open_page(javascript=False)
    login(page, "luz")
    page.goto(f"/pedidos/pagos/nuevo/?customer={rosa.pk}")
    page.get_by_label("Importe").fill("900")
    page.get_by_role("button", name="Repartir, lo más antiguo primero").click()
    expect(page.get_by_label("Para el pedido P-2026-000115")).to_have_value("70.00")
    page.get_by_role("button", name="Anotar el pago").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pago C-")
    assert Order.objects.get(number="P-2026-000101").paid == Decimal(830)


def test_a_debtor_is_reminded_from_the_telephone(phone: Page) -> None:
    _house()
    login(phone, "luz")
    phone.goto("/cartera/?bucket=31-60")
    phone.get_by_role("link", name="Recordar").click()
    expect(phone.locator(".letter")).to_contain_text("830.00")
    phone.get_by_role("button", name="Enviar recordatorio").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Rosa Quispe Mamani")
    assert Message.objects.get().purpose == "collection"


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (1440, True), (390, False)])
def test_axe_finds_nothing(open_page: OpenPage, width: int, dark: bool) -> None:
    rosa = _house()
    order = Order.objects.get(number="P-2026-000101")
    payment = order.customer and record_payment(amount=Decimal(900), customer=rosa, actor=None)
    assert payment is not None
    page = open_page(width=width, dark=dark)
    login(page, "rocio")
    for address in (
        "/cartera/",
        "/cartera/previsto/",
        "/cartera/recordatorios/",
        f"/cartera/recordar/{order.pk}/",
        f"/cartera/{rosa.pk}/",
        f"/cartera/{rosa.pk}/estado/",
        "/pedidos/pagos/nuevo/",
        f"/pedidos/pagos/nuevo/?customer={rosa.pk}",
        f"/pedidos/pagos/{payment.pk}/",
    ):
        page.goto(address)
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
