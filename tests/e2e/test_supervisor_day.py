"""The supervisor's day: home, who needs help, the rows behind a figure, a target. Desk and telephone."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from activities.models import Task
from company.models import User
from company.queries import today
from core.clock import now
from customers.services import update_customer
from sales.models import HandOver, Target
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.sales import plain_order
from tests.factories.work import interaction, place

from .browser import axe, login
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


def _team() -> None:
    oscar = person("oscar", "supervisor", first_name="Óscar", last_name="Paz")
    luz = person("luz", "ventas", first_name="Luz", last_name="Rojas")
    jhon = person("jhon", "ventas", first_name="Jhon", last_name="Soto")
    teresa = person("teresa", "supervisor", first_name="Teresa", last_name="Ajena")
    place(oscar, level=3)
    place(teresa, level=3)
    place(luz, under=oscar)
    place(jhon, under=oscar)
    rosa = customer("ROSA", first_name="Rosa", last_name="Quispe")
    for user in (luz, luz, jhon):
        interaction(user, rosa, code="visita", at=now() - timedelta(minutes=5))
    Task.objects.create(title="Llamar a Rosa", owner=luz, customer=rosa, due_at=now() - timedelta(days=2))


@pytest.mark.parametrize("width", [1440, 390])
def test_from_home_to_the_rows_and_a_target(open_page: OpenPage, width: int) -> None:
    _team()
    page = open_page(width=width)
    login(page, "oscar")

    page.goto("/")
    expect(page.get_by_role("heading", name="Quién necesita ayuda")).to_be_visible()
    expect(page.get_by_text("1 tarea atrasada").first).to_be_visible()
    page.get_by_role("link", name="Ver el equipo").first.click()

    expect(page.get_by_role("heading", name="Equipo", exact=True)).to_be_visible()
    expect(page.get_by_text("Teresa Ajena")).to_have_count(0)
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="Luz Rojas"))
    row.get_by_role("link", name="2", exact=True).first.click()
    expect(page.get_by_role("heading", name="Visitas")).to_be_visible()
    expect(page.get_by_role("link", name="Rosa Quispe")).to_have_count(2)

    page.goto("/equipo/metas/")
    page.get_by_label("Visitas, Luz Rojas").fill("12")
    page.get_by_role("button", name="Guardar metas").click()
    expect(page.get_by_text("Guardado")).to_be_visible()
    assert Target.objects.get().amount == Decimal("12")

    login(page, "luz")
    page.goto("/hoy/")
    expect(page.get_by_text("de 12")).to_be_visible()


def _received() -> HandOver:
    """Luz got a customer with a late order from Karla: his dossier has links inside its sentences."""
    karla, oscar = person("karla", "ventas"), User.objects.get(username="oscar")
    place(karla, under=oscar)
    rosa = customer("C-ROSA", owner=karla)
    plain_order("P-7", rosa, day=today() - timedelta(days=60), due_on=today() - timedelta(days=30))
    luz = User.objects.get(username="luz")
    update_customer(customer=rosa, version=rosa.version, actor=oscar, owner=luz)
    return HandOver.objects.get()


PAGES = (
    "/", "/equipo/", "/equipo/metas/", "/equipo/costo/", "/equipo/posventa/", "/equipo/posventa/nueva/",
    "/equipo/entregas/", "/cotizaciones/biblioteca/", "/cotizaciones/plantillas/",
)  # fmt: skip


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)])
def test_axe_finds_nothing(open_page: OpenPage, width: int, dark: bool) -> None:
    _team()
    page = open_page(width=width, dark=dark)
    login(page, "oscar")
    for url in PAGES:
        page.goto(url)
        assert axe(page) == [], url
    page.goto(reverse("sales:hand_over", args=[_received().pk]))
    expect(page.get_by_role("heading", name="Qué hacer ahora")).to_be_visible()
    assert axe(page) == []
