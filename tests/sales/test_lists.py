"""Lists of orders, payments and products: the drill-down from figures, who sees costs, queries."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inventory.services import save_category
from sales.models import OrderLine
from sales.queries import orders_listed
from sales.services import LineInput, place_order
from sales.tables import margin_of
from tests.factories.company import person
from tests.factories.customers import customer, standing
from tests.factories.inventory import product
from tests.factories.sales import payment, plain_order

pytestmark = pytest.mark.django_db


def _as(client: Client, role: str = "gestor") -> None:
    user = person(f"una-{role}", role)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")


def _shown(client: Client, address: str) -> list[str]:
    return [row.name.split(",")[0] for row in client.get(address).context["list"].rows]


def _line(of: Any, what: Any) -> None:
    OrderLine.objects.create(
        order=of, position=1, product=what, name=what.name, quantity=1, unit_price=Decimal(100), total=Decimal(100)
    )


def test_the_rows_behind_a_figure_of_the_dashboards(client: Client) -> None:
    """Week, channel, city, segment and category in one address give exactly those orders."""
    _as(client)
    champion = standing(customer("C-1"), segment="campeones")
    cups = save_category(actor=None, code="tazas", name="Tazas")
    inner = save_category(actor=None, code="tazas-niños".replace("ñ", "n"), name="De niños", parent=cups)
    cup = product(category=inner)
    monday, sunday = date(2026, 11, 9), date(2026, 11, 15)
    wanted = plain_order("P-1", champion, day=sunday, channel="web", city="Lima")
    others = [
        plain_order("P-2", champion, day=date(2026, 11, 16), channel="web", city="Lima"),
        plain_order("P-3", champion, day=monday, channel="tienda", city="Lima"),
        plain_order("P-4", customer("C-2"), day=monday, channel="web", city="Lima"),
        plain_order("P-5", champion, day=monday, channel="web", city="Cusco"),
    ]
    for one in [wanted, *others]:
        _line(one, cup)
    plain_order("P-6", champion, day=monday, channel="web", city="Lima")

    address = "channel=web&segment=campeones&category=tazas&city=lima"

    assert _shown(client, f"/pedidos/?week=2026-W46&{address}") == ["P-1"]
    assert _shown(client, f"/pedidos/?from=2026-11-09&to=2026-11-15&{address}") == ["P-1"]


def test_a_week_that_is_none_is_said(client: Client) -> None:
    _as(client)
    plain_order("P-1")

    page = client.get("/pedidos/?week=2026-W99").context["list"]

    assert (page.misread, len(page.rows)) == (["Semana"], 1)


def test_orders_are_found_by_number_or_by_customer(client: Client) -> None:
    _as(client)
    plain_order("C536379", customer("C-1", last_name="Ñahui"))
    plain_order("P-2")

    assert _shown(client, "/pedidos/?q=c5363") == ["C536379"]
    assert _shown(client, "/pedidos/?q=nahui") == ["C536379"]


def test_a_margin_is_of_what_has_a_known_cost(client: Client) -> None:
    _as(client, "gestor")
    cup, bare = product("TAZA-1", cost=Decimal("40.00")), product("FLOR-1", cost=None)
    dear, cheap = LineInput(cup, Decimal(1), Decimal(75)), LineInput(bare, Decimal(1), Decimal(25))
    half, none = (place_order(customer=None, lines=lines, actor=None) for lines in ([dear, cheap], [cheap]))

    listed = {one.pk: margin_of(one) for one in orders_listed(person("eva", "gestor"))}
    pages = [" ".join(client.get(f"/pedidos/{one.pk}/").content.decode().split()) for one in (half, none)]

    assert listed == {half.pk: Decimal("35.00"), none.pk: None}
    assert "35.00" in pages[0] and "sin contar" in pages[0] and "25.00 cuyo costo no se conoce" in pages[0]
    assert "Sin costo conocido" in pages[1] and "Margen" not in pages[1]


@pytest.mark.parametrize(
    ("role", "sees"),
    [("ventas", False), ("marketing", False), ("servicio", False), ("gestor", True), ("compras", True)],
)
def test_costs_and_margins_are_for_who_decides_about_them(client: Client, role: str, sees: bool) -> None:
    _as(client, role)
    made = plain_order("P-1", customer("C-1"), total="100", cost=Decimal("37.11"))
    cup = product(cost=Decimal("37.11"))

    text = b"".join(client.get("/pedidos/?format=csv").streaming_content).decode()
    text += b"".join(client.get("/productos/?format=csv").streaming_content).decode()
    pages = "".join(
        client.get(address).content.decode()
        for address in (
            "/pedidos/",
            f"/pedidos/{made.pk}/",
            "/productos/",
            f"/productos/{cup.pk}/",
            "/pedidos/?panel=columns",
        )
    )

    assert ("Margen" in text, "Margen" in pages) == (sees, sees)
    assert ("37.11" in pages or "62.89" in pages) is sees


@pytest.mark.parametrize("address", ["/pedidos/", "/pedidos/pagos/", "/productos/"])
def test_the_number_of_queries_does_not_grow_with_the_rows(client: Client, address: str) -> None:
    _as(client)
    counts = []
    for first, last in ((0, 10), (10, 100)):
        for n in range(first, last):
            who = customer(f"C-{n}")
            payment(f"P-{n}", who, order=plain_order(f"N-{n}", who))
            product(f"SKU-{n}")
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
            counts.append([query["sql"] for query in asked.captured_queries])

    assert len(counts[0]) == len(counts[1]) <= 8
    assert len(set(counts[1])) == len(counts[1])


def test_sums_are_those_of_the_filter(client: Client) -> None:
    _as(client)
    plain_order("P-1", total="100.50", channel="web")
    plain_order("P-2", total="200", channel="tienda")

    assert client.get("/pedidos/?channel=web").context["list"].sums == ["Suman S/\u00a0101 sin impuesto."]


def test_the_csv_of_orders_is_the_list(client: Client) -> None:
    _as(client)
    plain_order("P-1", day=date(2026, 11, 1))
    plain_order("P-2", day=date(2026, 11, 2))

    text = b"".join(client.get("/pedidos/?format=csv").streaming_content).decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert [row[1] for row in rows[1:]] == ["02/11/2026 07:00", "01/11/2026 07:00"]
