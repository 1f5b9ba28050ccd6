"""Pages of quotes: writing one, what is said beside its cell, whose they are, the library, queries."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from company.enums import SalesLevel
from company.models import User
from company.queries import today
from company.services import sales_tree
from core.clock import now
from core.slots import SEARCH
from sales.enums import QuoteState
from sales.models import Quote
from sales.queries import ciiu
from sales.queries.library import library_activities
from sales.queries.quotes import quotes_listed
from sales.services import quotes
from sales.tables.quotes import margin_of
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import product
from tests.factories.quotes import line, quote, sent

pytestmark = pytest.mark.django_db

CANARY = "Zarzamora"


def _login(client: Client, user: User) -> None:
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")


def _teams() -> dict[str, User]:
    """Two teams under a national supervisor, a manager beside them."""
    people = {
        "nacional": person("nora", "supervisor"),
        "omar": person("omar", "supervisor"),
        "luz": person("luz", "ventas"),
        "olga": person("olga", "supervisor"),
        "karla": person("karla", "ventas"),
        "gema": person("gema", "gestor"),
    }
    top = sales_tree.place(person=people["nacional"], level=SalesLevel.NATIONAL, parent=None, actor=None)
    one = sales_tree.place(person=people["omar"], level=SalesLevel.SUPERVISOR, parent=top, actor=None)
    two = sales_tree.place(person=people["olga"], level=SalesLevel.SUPERVISOR, parent=top, actor=None)
    sales_tree.place(person=people["luz"], level=SalesLevel.SELLER, parent=one, actor=None)
    sales_tree.place(person=people["karla"], level=SalesLevel.SELLER, parent=two, actor=None)
    return people


def _post(*rows: dict[str, str], **head: str) -> dict[str, str]:
    data = {"line-TOTAL_FORMS": str(len(rows)), "line-INITIAL_FORMS": "0", "next": "draft", **head}
    for number, row in enumerate(rows):
        for name in ("product", "quantity", "unit_price", "discount_percent", "tax_rate", "detail"):
            data[f"line-{number}-{name}"] = row.get(name, "")
    data.setdefault("title", "")
    data.setdefault("intro", "Buenos días")
    data.setdefault("terms", "Al contado")
    return data


def test_a_quote_is_written_and_goes_on_to_be_sent(client: Client) -> None:
    luz, cup = person("luz", "ventas"), product("TAZA-1", price=Decimal("12.50"))
    rosa = customer("C-1")
    _login(client, luz)
    data = _post({"product": "taza-1", "quantity": "2,5"}, {}, {"product": "Flete", "unit_price": "1,000.50"})

    answer = client.post(f"/cotizaciones/nueva/?customer={rosa.pk}", data | {"next": "send"})

    made = Quote.objects.get()
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"/cotizaciones/{made.pk}/")
    assert (made.title, made.customer, made.state) == ("Taza de corazones y 1 más", rosa, QuoteState.READY)
    assert made.total == Decimal("31.25") + Decimal("1000.50")
    assert made.versions.get().lines.first().product == cup


@pytest.mark.parametrize(
    "row, cell, said",
    [
        ({"quantity": "0"}, "quantity", "Debe ser mayor que cero."),
        ({"quantity": "-2"}, "quantity", "Debe ser mayor que cero."),
        ({"quantity": "dos"}, "quantity", "Escribe un número."),
        ({"discount_percent": "100.5"}, "discount_percent", "El descuento va de 0 a 100."),
        ({"discount_percent": "-1"}, "discount_percent", "El descuento va de 0 a 100."),
        ({"tax_rate": "180"}, "tax_rate", "El impuesto va de 0 a 100."),
        ({"unit_price": "0"}, "unit_price", "No tiene precio: escríbelo o marca «sin costo»."),
        ({"product": "Flete"}, "unit_price", "No tiene precio: escríbelo o marca «sin costo»."),
        ({"product": "", "unit_price": "9"}, "product", "Falta el producto: escribe su código o su nombre."),
    ],
)
def test_what_is_wrong_is_said_in_its_cell_and_nothing_typed_is_lost(
    client: Client, row: dict[str, str], cell: str, said: str
) -> None:
    _login(client, person("luz", "ventas"))
    product("TAZA-1")
    rosa = customer("C-1")
    typed = {"product": "TAZA-1", "detail": "Con lazo", **row}

    answer = client.post(f"/cotizaciones/nueva/?customer={rosa.pk}", _post(typed, title="Mi asunto"))

    assert answer.status_code == 422
    form = answer.context["editor"].formset.forms[0]
    assert form.errors[cell] == [said]
    page = answer.content.decode()
    assert "Mi asunto" in page
    for value in typed.values():
        assert value in page
    assert not Quote.objects.exists()


def test_no_lines_no_customer_no_past(client: Client) -> None:
    _login(client, person("luz", "ventas"))
    customer("C-9", is_active=False, first_name="Dormida")
    day = (today() - timedelta(days=1)).isoformat()

    answer = client.post("/cotizaciones/nueva/", _post({}, customer="C-9", valid_until=day))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Añade al menos un producto." in page
    assert "está desactivado: actívalo antes de cotizarle." in page
    assert "Esa fecha ya pasó" in page


def test_without_script_rows_are_added_moved_and_taken_away(client: Client) -> None:
    _login(client, person("luz", "ventas"))
    rows = [{"product": "Uno", "unit_price": "x"}, {"product": "Dos"}, {"product": "Tres"}]

    def names(button: str) -> list[str]:
        answer = client.post("/cotizaciones/nueva/", _post(*rows, linea=button, title="Queda", customer="nadie"))
        assert answer.status_code == 200
        assert answer.context["form"]["title"].value() == "Queda"
        return [str(form["product"].value() or "") for form in answer.context["editor"].formset.forms]

    assert names("add") == ["Uno", "Dos", "Tres", "", "", ""]
    assert names("up-2") == ["Dos", "Uno", "Tres", ""]
    assert names("down-2") == ["Uno", "Tres", "Dos", ""]
    assert names("remove-1") == ["Dos", "Tres", ""]
    assert not Quote.objects.exists()


def test_two_people_at_one_quote(client: Client) -> None:
    luz = person("luz", "ventas")
    made = quote(customer(), luz, at=now())
    _login(client, luz)
    quotes.save(quote=made, version=1, lines=[line(price="80.00")], actor=luz, title="Otro asunto")

    answer = client.post(f"/cotizaciones/{made.pk}/cambiar/", _post({"product": "Mía", "unit_price": "7"}, version="1"))

    assert answer.status_code == 422
    assert "cambió esta cotización mientras la editabas" in answer.content.decode()
    assert "Otro asunto" in answer.content.decode()
    assert answer.context["editor"].formset.forms[0]["product"].value() == "Mía"
    again = _post({"product": "Mía", "unit_price": "7"}, version=str(answer.context["form"]["version"].value()))
    assert client.post(f"/cotizaciones/{made.pk}/cambiar/", again).status_code == 302


def test_whose_quotes_one_sees(client: Client) -> None:
    """Detail, acts, list, search and file over the sales tree: another team's is 404 everywhere."""
    people = _teams()
    made = sent(customer("C-1"), people["luz"], title="Globos de feria", at=now())
    sees = {"luz": True, "omar": True, "nacional": True, "gema": True, "olga": False, "karla": False}
    for name, may in sees.items():
        _login(client, people[name])
        assert client.get(f"/cotizaciones/{made.pk}/").status_code == (200 if may else 404), name
        assert client.get(f"/cotizaciones/{made.pk}/cambiar/").status_code == (302 if may else 404), name
        if not may:
            for act in ("terminar", "aprobar", "devolver", "version", "retirar"):
                assert client.post(f"/cotizaciones/{made.pk}/{act}/").status_code == 404, (name, act)
        assert ("Globos de feria" in client.get("/cotizaciones/").content.decode()) is may, name
        assert (made.customer.name in b"".join(client.get("/cotizaciones/?format=csv")).decode("utf-8-sig")) is may, (
            name
        )
        panel = client.get(f"/clientes/{made.customer_id}/").content.decode()
        assert ("Globos de feria" in panel) is may, name
        assert f"/cotizaciones/nueva/?customer={made.customer_id}" in panel, name
        found = SEARCH.get("sales.quotes").find(people[name], "globos", 5)
        assert bool(found) is may, name
    made.refresh_from_db()
    assert made.state == QuoteState.SENT


def test_the_library_tells_every_seller_what_was_offered_and_not_to_whom(client: Client) -> None:
    people = _teams()
    company = customer(
        "C-7", first_name=CANARY, last_name="Del Campo", legal_name=f"{CANARY} SAC", activity_code="4773",
        phone="+51987654321", email="z@zarzamora.example", document_number="20600000001",
    )  # fmt: skip
    cup = product("TAZA-1", price=Decimal("100.00"))
    made = sent(
        company, people["karla"], line(cup, "2", detail=f"Logo de {CANARY}"),
        title=f"Tazas para {CANARY} Del Campo", intro=f"Estimada {CANARY}", terms=f"Entrega en {CANARY}", at=now(),
    )  # fmt: skip
    _login(client, people["luz"])
    assert client.get(f"/cotizaciones/{made.pk}/").status_code == 404

    for address in (
        "/cotizaciones/biblioteca/",
        f"/cotizaciones/biblioteca/{made.pk}/",
        "/cotizaciones/biblioteca/?q=tazas",
        "/cotizaciones/biblioteca/?activity=47&result=open",
        f"/cotizaciones/nueva/?from={made.pk}",
    ):
        page = client.get(address).content.decode()
        assert "Taza de corazones" in page, address
        for secret in (CANARY, "Del Campo", "C-7", "987654321", "zarzamora", "20600000001"):
            assert secret.lower() not in page.lower().replace("?q=", ""), (address, secret)
    sheet = b"".join(client.get("/cotizaciones/biblioteca/?format=csv")).decode("utf-8-sig")
    assert CANARY.lower() not in sheet.lower()
    assert "Tazas para" not in client.get(f"/cotizaciones/biblioteca/?q={CANARY}").content.decode()


def test_who_does_not_sell_has_no_library(client: Client) -> None:
    _login(client, person("marta", "marketing"))
    assert client.get("/cotizaciones/biblioteca/").status_code == 403
    assert client.get("/cotizaciones/").status_code == 403


def test_costs_are_for_who_sees_them(client: Client) -> None:
    people = _teams()
    made = sent(
        customer(), people["luz"], line(product(price=Decimal("50"), cost=Decimal("31.37")), price="50"), at=now()
    )
    for name, sees in (("luz", False), ("omar", True)):
        _login(client, people[name])
        for address in (f"/cotizaciones/{made.pk}/", f"/cotizaciones/nueva/?from={made.pk}"):
            page = client.get(address).content.decode()
            assert ("18.63" in page) is sees, (name, address)
            assert "31.37" in page or not sees
        assert client.get("/lineas/productos/?code=TAZA-1").json()["cost"] == ("31.37" if sees else "")


def _counted(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_queries_do_not_grow_with_the_rows(client: Client) -> None:
    boss = person("gema", "gestor")
    _login(client, boss)
    rosa = customer("C-0")
    cups = [product(f"T-{n}", name=f"Taza {n}") for n in range(12)]
    first = sent(rosa, boss, line(cups[0]), at=now())
    draft = quote(rosa, boss, line(cups[0]), at=now())
    asked = (
        "/cotizaciones/",
        "/cotizaciones/biblioteca/",
        f"/cotizaciones/{first.pk}/",
        f"/cotizaciones/{draft.pk}/cambiar/",
        f"/cotizaciones/biblioteca/{first.pk}/",
    )
    before = [_counted(client, address) for address in asked]

    for number in range(11):
        sent(customer(f"C-{number + 1}"), boss, line(cups[number]), line(cups[0]), at=now())
    many = [line(cup) for cup in cups]
    second = quotes.new_version(quote=first, actor=boss, adjustment="Más", at=now())
    second = quotes.save(quote=second, version=second.version, lines=many, actor=boss)
    quotes.mark_sent(quote=second, actor=boss)
    quotes.save(quote=draft, version=draft.version, lines=many, actor=boss)
    after = [_counted(client, address) for address in asked]

    assert dict(zip(asked, after, strict=True)) == dict(zip(asked, before, strict=True))
    assert max(after) <= 25


def test_a_quote_says_of_which_part_of_it_the_cost_is_known(client: Client) -> None:
    gema, rosa = person("gema", "gestor"), customer("C-1")
    cup, bare = product("TAZA-1", cost=Decimal("40.00")), product("FLOR-1", cost=None)
    half = quote(rosa, gema, line(cup, price="75.00"), line(bare, price="25.00"))
    none = quote(rosa, gema, line(bare, price="25.00"))
    _login(client, gema)

    listed = {one.pk: margin_of(one) for one in quotes_listed(gema)}
    pages = [" ".join(client.get(f"/cotizaciones/{one.pk}/").content.decode().split()) for one in (half, none)]

    assert listed == {half.pk: Decimal("35.00"), none.pk: None}
    assert "35.00" in pages[0] and "del 75" in pages[0] and "no se conoce el costo" in pages[0]
    assert "Sin costo: no se conoce el de ninguna línea." in pages[1]


def test_an_activity_is_chosen_by_its_name(client: Client) -> None:
    luz = person("luz", "ventas")
    for code, activity, title in (("C-1", "4773", "Tazas"), ("C-2", "G4711", "Globos"), ("C-3", "5510", "Llaveros")):
        sent(customer(code, activity_code=activity), luz, title=title, at=now())
    quote(customer("C-4", activity_code="8510"), luz, at=now())  # never left the house
    _login(client, luz)

    page = client.get("/cotizaciones/biblioteca/?activity=47")
    choices = [label for _, label in ciiu.choices(library_activities())]
    names = {row.name for row in page.context["list"].rows}

    assert names == {"Tazas", "Globos"}
    assert choices == [
        "Comercio al por menor", "Comercio al por menor, 4773", "Comercio al por menor, G4711",
        "Hoteles", "Hoteles, 5510",
    ]  # fmt: skip
    assert "Comercio al por menor (47)" in page.content.decode()
    assert "Hoteles (5510)" in client.get("/cotizaciones/biblioteca/?activity=5510").content.decode()
    assert 'href="/cotizaciones/plantillas/"' not in page.content.decode()
    _login(client, person("gema", "gestor"))
    assert 'href="/cotizaciones/plantillas/"' in client.get("/cotizaciones/").content.decode()
