"""The forms of the three kinds, with the company's own fields and what may be kept though it is odd."""

from typing import Any

import pytest
from django.test import Client

from customers import services
from customers.models import Customer
from tests.factories.company import person
from tests.factories.customers import customer, own_field
from tests.factories.inventory import product

pytestmark = pytest.mark.django_db
NEW = "/clientes/nuevo/"


@pytest.fixture(autouse=True)
def gestor(client: Client) -> Any:
    user = person("rocio", "gestor")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def _titles(client: Client, kind: str) -> list[str]:
    return [section.title for section in client.get(f"{NEW}?kind={kind}").context["form"].sections]


def test_each_kind_has_its_form_with_its_groups(client: Client) -> None:
    own_field("hijos", "number", kinds=["natural"], group="Hogar")
    own_field("locales", "number", kinds=["juridica", "corporativa"], group="Negocio")

    assert _titles(client, "natural") == ["Quién es", "Cómo se le encuentra", "Hogar", "Con nosotros"]
    assert _titles(client, "corporativa") == [
        "Quién es",
        "Ficha de empresa",
        "Cómo se le encuentra",
        "Negocio",
        "Con nosotros",
    ]


def test_own_fields_are_saved_typed_and_kept_where_the_form_does_not_ask(client: Client) -> None:
    product("A-1", name="Taza azul")
    own_field("socio", "boolean")
    own_field("canales", "choices")
    own_field("tiene", "products")
    held = customer("C-1", custom={"viejo": "x", "socio": True})

    answer = client.post(
        f"/clientes/{held.pk}/editar/",
        {
            "first_name": "Rosa",
            "shown_version": "1",
            "custom.socio": "no",
            "custom.canales": ["Chico", "Grande"],
            "custom.tiene": ["", "Taza azul"],
        },
    )

    assert answer.status_code == 302
    stored = Customer.objects.get(pk=held.pk).custom
    assert stored == {"viejo": "x", "socio": False, "canales": ["Chico", "Grande"], "tiene": ["A-1"]}


def test_a_required_own_field_and_a_wrong_one_are_said_beside_their_field(client: Client) -> None:
    own_field("hijos", "number", required_for=["natural"])
    own_field("cupo", "money")

    errors = client.post(NEW, {"first_name": "Ana", "custom.cupo": "mucho"}).context["form"].errors

    assert errors["custom.hijos"] == ["Falta «Hijos»."]
    assert errors["custom.cupo"] == ["«mucho» no es un número."]


def test_an_odd_phone_may_be_kept_and_is_marked(client: Client) -> None:
    form = {"first_name": "Ana", "phone": "187654321"}

    refused = client.post(NEW, form)
    kept = client.post(NEW, {**form, "keep_phone": "on"})

    assert "un celular tiene 9 cifras" in refused.context["form"].errors["phone"][0]
    assert "keep_phone" in refused.content.decode()
    assert kept.status_code == 302
    ana = Customer.objects.get()
    assert (ana.phone, ana.phone_verified) == ("+51187654321", False)


@pytest.mark.parametrize(("kind", "number", "may"), [("dni", "1011741", True), ("ruc", "20512333798", False)])
def test_only_what_the_law_leaves_open_may_be_kept(client: Client, kind: str, number: str, may: bool) -> None:
    form = {"first_name": "Ana", "document_kind": kind, "document_number": number, "keep_document": "on"}

    answer = client.post(NEW, form)

    assert (answer.status_code == 302) is may
    assert list(Customer.objects.values_list("document_number", "document_verified")) == (
        [(number, False)] if may else []
    )


def test_what_was_kept_unchecked_does_not_hold_up_the_next_edit(client: Client) -> None:
    ana = services.create_customer(
        actor=None, first_name="Ana", document_kind="dni", document_number="1011741", document_verified=False
    )

    form = {"first_name": "Ana María", "document_kind": "dni", "document_number": "1011741", "shown_version": "1"}
    answer = client.post(f"/clientes/{ana.pk}/editar/", form)

    assert answer.status_code == 302
    assert Customer.objects.get().document_verified is False


@pytest.mark.parametrize(
    ("country", "code", "fine"), [("ES", "28013", True), ("ES", "99000", False), ("CO", "11001", False)]
)
def test_postal_codes_by_country(client: Client, country: str, code: str, fine: bool) -> None:
    answer = client.post(NEW, {"first_name": "Ana", "country": country, "postal_code": code})

    assert (answer.status_code == 302) is fine


def test_places_of_peru_are_spelt_and_contradictions_are_asked(client: Client) -> None:
    place = {"region": "cusco", "city": "CUSCO", "district": "Miraflores"}

    asked = client.post(NEW, {"first_name": "Ana", **place})
    client.post(NEW, {"first_name": "Ana", **place, "keep_place": "on"})

    assert asked.context["form"].errors["district"] == ["No hay distrito «Miraflores» en Cusco."]
    assert (Customer.objects.get().region, Customer.objects.get().city) == ("Cusco", "Cusco")


def test_places_and_products_are_suggested(client: Client) -> None:
    product("A-1", name="Taza azul")

    places = client.get("/clientes/lugares/?level=district&district=wanch&region=Cusco").content.decode()
    products = client.get("/clientes/productos/?field=custom.tiene&custom.tiene=taza").content.decode()

    assert 'value="Wanchaq"' in places
    assert 'value="A-1">Taza azul' in products
