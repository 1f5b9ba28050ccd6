"""Pages of redirected orders: who sees which, the day's work by post, the figures behind their links, queries."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from company.models import User
from company.services import sales_tree
from core.clock import now, week_of
from inventory.models import StockBalance
from sales.models import Order, Recovery, RedirectCause, RedirectedOrder
from sales.queries import recovered_in
from sales.queries.redirected_report import outcomes
from sales.services import TriedLine, cancel_order, contact, convert, link_recovery
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import product, warehouse
from tests.factories.redirected import line, redirected, sold, tried, waiting
from tests.factories.sales import plain_order

pytestmark = pytest.mark.django_db
CANARY = "Canario Deotroequipo"


def _as(client: Client, user: User) -> Client:
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _rows(client: Client, address: str = "/redirecciones/") -> list[str]:
    return sorted(row.name.split(",")[0] for row in client.get(address).context["list"].rows)


@pytest.fixture
def teams() -> dict[str, User]:
    """Jefa leads Ana; Luis is of another team."""
    jefa, ana, luis = person("jefa", "supervisor"), person("ana", "ventas"), person("luis", "ventas")
    head = sales_tree.place(person=jefa, level=3, parent=None, actor=None)
    sales_tree.place(person=ana, level=4, parent=head, actor=None)
    waiting("R-ANA", seller=ana, status="assigned")
    waiting("R-LUIS", seller=luis, status="assigned", name=CANARY, phone="+51999888777")
    waiting("R-LIBRE")
    return {"jefa": jefa, "ana": ana, "luis": luis, "gestor": person("g", "gestor"), "serv": person("s", "servicio")}


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("ana", ["R-ANA", "R-LIBRE"]),
        ("jefa", ["R-ANA", "R-LIBRE"]),
        ("serv", ["R-LIBRE"]),
        ("gestor", ["R-ANA", "R-LIBRE", "R-LUIS"]),
    ],
)
def test_each_sees_his_own_his_teams_and_those_of_nobody(
    client: Client, teams: dict[str, User], who: str, seen: list[str]
) -> None:
    _as(client, teams[who])

    assert _rows(client) == seen


def test_of_another_team_nothing_shows_anywhere(client: Client, teams: dict[str, User]) -> None:
    """A canary in list, file, search, counts, detail, acts and bulk."""
    _as(client, teams["ana"])
    theirs = RedirectedOrder.objects.get(number="R-LUIS")
    before = RedirectedOrder.objects.filter(pk=theirs.pk).values().get()

    texts = [
        client.get("/redirecciones/").content.decode(),
        b"".join(client.get("/redirecciones/?format=csv")).decode(),
        client.get("/buscar/?q=R-LUIS").content.decode(),
        client.get("/redirecciones/?q=Canario").content.decode(),
        client.get("/hoy/").content.decode(),
    ]
    statuses = [client.get(f"/redirecciones/{theirs.pk}/").status_code]
    acts = ("atender", "contactado", "cola", "perdido", "descartado", "cliente", "convertir")
    statuses += [client.post(f"/redirecciones/{theirs.pk}/{act}/", {"reason": "price"}).status_code for act in acts]
    _as(client, teams["jefa"])
    client.post("/redirecciones/", {"do": "bulk", "act": "assign", "id": theirs.pk, "seller": teams["ana"].pk})
    statuses.append(client.post(f"/redirecciones/{theirs.pk}/asignar/", {"seller": teams["ana"].pk}).status_code)

    assert statuses == [404] * 9
    assert [CANARY in text for text in texts] == [False] * 5
    assert RedirectedOrder.objects.filter(pk=theirs.pk).values().get() == before


def test_closed_ones_stay_out_until_asked_for(client: Client) -> None:
    _as(client, person("g", "gestor"))
    waiting("R-1")
    waiting("R-2", status="lost", reason="price", closed_at=now())

    assert _rows(client) == ["R-1"]
    assert _rows(client, "/redirecciones/?q=R-2") == ["R-2"]
    assert _rows(client, "/redirecciones/?status=lost&status=discarded") == ["R-2"]


def test_the_list_costs_the_same_with_one_row_and_with_many(client: Client) -> None:
    ana = person("ana", "ventas")
    _as(client, ana)
    cause = RedirectCause.objects.get(code="pago")
    waiting("R-1", seller=ana, status="assigned", customer=customer("C-0"), cause=cause)
    client.get("/redirecciones/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/redirecciones/")
    for n in range(2, 40):
        waiting(f"R-{n}", seller=ana, status="assigned", customer=customer(f"C-{n}"), cause=cause)
    with CaptureQueriesContext(connection) as many:
        client.get("/redirecciones/")

    assert len(few) == len(many)


def test_the_page_costs_the_same_with_one_line_and_with_many(client: Client) -> None:
    ana = person("ana", "ventas")
    _as(client, ana)
    one = waiting("R-1", seller=ana, status="assigned", customer=customer("C-1"))
    line(one, product())
    client.get(f"/redirecciones/{one.pk}/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/redirecciones/{one.pk}/")
    many_lines = redirected(customer("C-2"), lines=[tried(product(f"P-{n}")) for n in range(20)])
    RedirectedOrder.objects.filter(pk=many_lines.pk).update(seller=ana)
    with CaptureQueriesContext(connection) as many:
        client.get(f"/redirecciones/{many_lines.pk}/")

    assert len(few) == len(many)


def test_noted_by_telephone_it_is_recognised_and_assigned(client: Client) -> None:
    ana = person("ana", "ventas")
    rosa = customer("C-1", phone="+51987654321", owner=ana)
    cup = product("TAZA-1")
    _as(client, person("s", "servicio"))

    answer = client.post(
        "/redirecciones/nuevo/",
        {
            "phone": "987654321",
            "source": "phone",
            "cause": "pago",
            "line-TOTAL_FORMS": "3",
            "line-INITIAL_FORMS": "0",
            "line-0-product": "taza-1",
            "line-0-quantity": "2",
            "line-1-product": "algo azul que vio",
            "line-1-quantity": "1",
            "line-2-quantity": "1",
        },
    )
    made = RedirectedOrder.objects.get()

    assert answer.status_code == 302, answer.context["form"].errors
    assert (made.customer, made.seller, made.amount) == (rosa, ana, Decimal("25.00"))
    assert [(one.product, one.name) for one in made.lines.all()] == [(cup, cup.name), (None, "algo azul que vio")]


def test_nobody_to_call_is_said_beside_the_field(client: Client) -> None:
    _as(client, person("ana", "ventas"))

    answer = client.post(
        "/redirecciones/nuevo/",
        {"source": "phone", "cause": "pago", "line-TOTAL_FORMS": "0", "line-INITIAL_FORMS": "0"},
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"phone": ["Escribe quién es, o al menos su teléfono."]}


def test_from_the_page_to_the_order_in_two_posts(client: Client) -> None:
    ana = person("ana", "ventas")
    _as(client, ana)
    made = redirected(customer("C-1", owner=ana), lines=[tried(product("TAZA-1"), 3)])
    page = client.get(f"/redirecciones/{made.pk}/convertir/").context["rows"]
    posted = {
        "line-TOTAL_FORMS": "4",
        "line-INITIAL_FORMS": "1",
        "line-0-product": page[0].form.initial["product"],
        "line-0-quantity": "2",
        "line-0-unit_price": "10.00",
    }

    first = client.post(f"/redirecciones/{made.pk}/convertir/", posted)
    again = client.post(f"/redirecciones/{made.pk}/convertir/", posted)
    order = Order.objects.get()

    assert (first.url, again.url) == (f"/pedidos/{order.pk}/", f"/pedidos/{order.pk}/")
    assert (order.total, order.customer.code, Recovery.objects.count()) == (Decimal("20.00"), "C-1", 1)


def test_the_order_he_could_not_place_is_corrected_in_the_editor_of_lines(client: Client) -> None:
    """Stock and today's price stand beside; a button of a row saves nothing and keeps what was typed."""
    ana = person("ana", "ventas")
    _as(client, ana)
    cup = product("TAZA-1", price=Decimal(12))
    StockBalance.objects.create(product=cup, warehouse=warehouse(), on_hand=Decimal(7))
    customer("C-1", owner=ana)
    words = TriedLine(product=None, quantity=Decimal(1), name="algo rojo")
    wanted = TriedLine(product=cup, quantity=Decimal(3), unit_price=Decimal(10))
    made = redirected(lines=[wanted, words])
    address = f"/redirecciones/{made.pk}/convertir/"
    posted = {
        "customer": "C-1",
        "line-TOTAL_FORMS": "2",
        "line-INITIAL_FORMS": "2",
        "line-0-product": "TAZA-1",
        "line-0-quantity": "2",
        "line-0-unit_price": "10",
        "line-0-discount_percent": "50",
        "line-0-detail": "con su nombre",
        "line-1-product": "algo rojo",
        "line-1-quantity": "1",
        "line-1-unit_price": "4",
    }

    first = client.get(address).context["rows"]
    refused = client.post(address, posted)
    cut = client.post(address, {**posted, "linea": "remove-2"})
    kept = (cut.status_code, cut.context["form"]["customer"].value(), Order.objects.count())
    client.post(address, {**posted, "line-TOTAL_FORMS": "1", "line-INITIAL_FORMS": "1"})
    line = Order.objects.get().lines.get()

    assert (first[0].beside.available, first[0].today_price, first[1].beside) == (Decimal(7), Decimal(12), None)
    assert (refused.status_code, "product" in refused.context["rows"][1].form.errors) == (422, True)
    assert kept == (200, "C-1", 0)
    assert (line.total, line.name) == (Decimal(10), "Taza de corazones · con su nombre")


def test_the_script_speaks_to_him_and_the_guide_goes_by_whatsapp(client: Client) -> None:
    ana = person("ana", "ventas")
    _as(client, ana)
    made = redirected(customer("C-1", owner=ana, phone="+51987654321"), phone="987654321")

    page = client.get(f"/redirecciones/{made.pk}/").context

    assert page["script"].startswith("Hola, Rosa, soy Ana, de")
    assert page["whatsapp_url"].startswith("https://wa.me/51987654321?text=Hola%2C%20Rosa")


def test_the_figure_of_the_week_is_the_sum_of_its_orders(client: Client) -> None:
    """Annulled ones leave it; an order that recovered a call is not of the redirected; the link shows those rows."""
    ana, gestor = person("ana", "ventas"), person("g", "gestor")
    cup, moment = product(), now()
    for n, units in enumerate((2, 3, 4)):
        made = redirected(customer(f"C-{n}", owner=ana), lines=[tried(cup)], at=moment, happened_at=moment)
        order, _ = convert(redirected=made, lines=[sold(cup, units)], actor=ana)
        if units == 4:
            cancel_order(order=order, actor=ana, reason="se arrepintió")
    plain_order("P-9", customer("C-9"), total="999.00", day=now().date())
    week = week_of(Order.objects.earliest("pk").placed_on)
    _as(client, gestor)

    found = recovered_in(week, user=gestor, kind="redirected")
    page = client.get(f"/pedidos/?recovered=redirected&week={week}").context["list"]
    report = outcomes(
        by="all", first=now().date() - timedelta(days=8), last=now().date() + timedelta(days=1), user=gestor
    )

    assert (found.orders, found.money) == (2, Decimal("62.50"))
    assert (page.count, page.summary.sums[0]) == (2, Decimal("62.50"))
    assert report[0].money == Decimal("62.50")


def test_every_figure_of_the_report_opens_exactly_its_rows(client: Client) -> None:
    ana, gestor = person("ana", "ventas"), person("g", "gestor")
    cup = product()
    stock = RedirectCause.objects.get(code="sin-stock-web")
    for n, cause in enumerate((stock, stock, None)):
        made = redirected(customer(f"C-{n}", owner=ana), cause=cause, lines=[tried(cup)])
        if n == 0:
            convert(redirected=made, lines=[sold(cup)], actor=ana, at=made.happened_at + timedelta(minutes=12))
        if n == 1:
            contact(redirected=made, actor=ana, at=made.happened_at + timedelta(minutes=20))
    redirected(name="Otra semana", happened_at=made.happened_at - timedelta(days=7))
    _as(client, gestor)

    page = client.get("/redirecciones/informe/?week=2026-W47").context
    shown = [(row.label, row.of.count, row.of.recovered, row.of.median) for row in page["parts"][0].rows]
    behind = [client.get(row.url).context["list"].count for part in page["parts"] for row in part.rows]

    assert shown == [("La web decía que no había", 2, 1, Decimal(16)), ("Sin decir", 1, 0, None)]
    assert behind == [row.of.count for part in page["parts"] for row in part.rows]
    assert [client.get(row.url).context["list"].count for row in page["trend"].rows] == [3, 1]


def test_an_order_offers_what_it_may_have_recovered(client: Client) -> None:
    gestor = person("g", "gestor")
    _as(client, gestor)
    rosa = customer("C-1")
    made = redirected(rosa)
    order = plain_order("P-1", rosa, day=made.happened_at.date() + timedelta(days=1))

    offered = client.get(f"/pedidos/{order.pk}/").context["recoverable"]
    client.post(f"/pedidos/{order.pk}/recupera/", {"what": offered[0][0]})
    made.refresh_from_db()

    assert [what for _, what, _ in offered] == [f"el pedido redirigido {made.number}"]
    assert (made.status, Recovery.objects.get().order) == ("recovered", order)


def test_an_order_that_recovered_a_call_counts_among_the_calls() -> None:
    from activities.models import PhoneCall

    ana = person("ana", "ventas")
    rosa = customer("C-1")
    call = PhoneCall.objects.create(
        number="987", direction="in", answered=False, started_at=now(), customer=rosa, treatment="pending"
    )
    order = plain_order("P-1", rosa, total="80.00", seller=ana)

    link_recovery(order=order, phone_call=call, actor=ana)

    week = week_of(order.placed_on)
    figures: dict[str, Any] = {kind: recovered_in(week, user=ana, kind=kind).money for kind in ("calls", "redirected")}
    call.refresh_from_db()
    assert call.treatment == "recovered"
    assert figures == {"calls": Decimal("80.00"), "redirected": Decimal(0)}
