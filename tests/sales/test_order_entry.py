"""Orders by hand: the form, who may do what, and every act on the page of an order."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from company.models import User
from company.queries import today
from company.services import sales_tree
from core.errors import DomainError
from core.slots import ORDER_DISCOUNTS, OrderDiscount, OrderedLine
from inventory.models import StockBalance
from inventory.services import post_movement
from sales.enums import StepBy
from sales.models import Order, Payment, StepDone
from sales.services import LineInput, ReturnInput, deliver_order, enter_order, place_order, return_order
from sales.services.order_discounts import provider
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import product, warehouse
from tests.factories.opportunities import opportunity

pytestmark = pytest.mark.django_db
NEW = "/pedidos/nuevo/"


def _as(client: Client, user: User) -> Client:
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _body(*rows: dict[str, str], act: str = "confirm", **head: str) -> dict[str, str]:
    """What the form posts: rows of the editor and the head."""
    body = {"act": act, "channel": "telefono", "terms": "cash", "line-TOTAL_FORMS": str(len(rows)),
            "line-INITIAL_FORMS": "0", "clave_envio": str(uuid.uuid4()), **head}  # fmt: skip
    for number, row in enumerate(rows):
        body |= {f"line-{number}-{name}": value for name, value in row.items()}
    return body


def _stocked(sku: str = "TAZA-1", units: int = 10, **more: Any) -> Any:
    made = product(sku, **more)
    place = warehouse(f"de-{sku.lower()}")
    post_movement(product=made, warehouse=place, kind="opening", quantity=Decimal(units), key=f"o{sku}", actor=None)
    return made, place


def _draft(item: Any, **more: Any) -> Order:
    return place_order(customer=more.pop("customer", None), lines=[LineInput(item, Decimal(2))], actor=None, **more)


# ── writing one ─────────────────────────────────────────────────────────────────────────────────────────────


def test_an_order_by_hand_is_confirmed_with_its_promise_and_its_day_to_pay(client: Client) -> None:
    ana = person("ana", "ventas")
    rosa = customer(street="Av. Larco 12", district="Miraflores")
    product()
    day = today() + timedelta(days=3)
    rows = {"product": "TAZA-1", "quantity": "3", "discount_percent": "10", "detail": "grabada Rosa"}

    answer = _as(client, ana).post(
        NEW,
        _body(rows, customer="C-1", seller=str(ana.pk), delivery_on=day.isoformat(), terms="credit", credit_days="15"),
    )

    order = Order.objects.get()
    assert answer["Location"] == f"/pedidos/{order.pk}/"
    assert (order.status, order.customer, order.seller, order.channel) == ("confirmed", rosa, ana, "telefono")
    assert (order.total, order.tax) == (Decimal("33.75"), Decimal("6.08"))
    assert (order.delivery_on, order.delivery_address) == (day, "Av. Larco 12, Miraflores, Lima")
    assert order.due_on == today() + timedelta(days=15)
    assert order.lines.get().name == "Taza de corazones · grabada Rosa"


def test_paid_now_notes_the_whole_payment_and_nothing_is_owed(client: Client) -> None:
    customer()
    product()

    _as(client, person("s", "servicio")).post(NEW, _body({"product": "TAZA-1"}, customer="C-1", paid_with="efectivo"))

    order, payment = Order.objects.get(), Payment.objects.get()
    assert (payment.amount, payment.order, payment.method) == (Decimal("14.75"), order, "efectivo")
    assert (order.paid, order.total + order.tax) == (Decimal("14.75"), Decimal("14.75"))


def test_a_counter_sale_needs_nobody(client: Client) -> None:
    product()
    _as(client, person("ana", "ventas")).post(NEW, _body({"product": "TAZA-1"}))
    order = Order.objects.get()
    assert (order.customer, order.due_on, order.status) == (None, None, "confirmed")


@pytest.mark.parametrize(
    ("rows", "head", "said"),
    [
        ([], {}, "Añade al menos un producto."),
        ([{"product": "TAZA-1", "quantity": "0"}], {}, "Debe ser mayor que cero."),
        ([{"product": "TAZA-1", "discount_percent": "101"}], {}, "El descuento va de 0 a 100."),
        ([{"product": "REGALO"}], {}, "No tiene precio: escríbelo o marca «sin costo»."),
        ([{"product": "NADA-9"}], {}, "No encuentro «NADA-9»"),
        ([{"product": "TAZA-1"}], {"terms": "credit", "credit_days": "30"}, "elige al cliente."),
        ([{"product": "TAZA-1"}], {"customer": "C-1", "terms": "credit", "credit_days": ""}, "cuántos días"),
        ([{"product": "TAZA-1"}], {"delivery_on": "2020-01-01"}, "Ese día ya pasó"),
        ([{"product": "TAZA-1"}], {"act": "draft", "paid_with": "efectivo"}, "todavía no se cobra"),
        ([{"product": "TAZA-1"}], {"customer": "Nadie Sellama"}, "No encuentro «Nadie Sellama»"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost(
    client: Client, rows: list[dict[str, str]], head: dict[str, str], said: str
) -> None:
    customer()
    product()
    product("REGALO", name="Bolsa", price=0)

    answer = _as(client, person("ana", "ventas")).post(NEW, _body(*rows, note="Con lazo rojo", **head))

    assert (answer.status_code, Order.objects.count(), Payment.objects.count()) == (422, 0, 0)
    assert said in answer.content.decode()
    assert "Con lazo rojo" in answer.content.decode()


def test_a_button_of_a_row_saves_nothing_and_keeps_what_was_typed(client: Client) -> None:
    product()
    body = _body({"product": "TAZA-1", "quantity": "7"}, note="Con lazo rojo") | {"linea": "add"}

    answer = _as(client, person("ana", "ventas")).post(NEW, body)

    assert (answer.status_code, Order.objects.count()) == (200, 0)
    assert "Con lazo rojo" in answer.content.decode()
    assert 'value="7"' in answer.content.decode()


def test_the_same_post_twice_is_one_order_and_another_body_is_refused(client: Client) -> None:
    product()
    _as(client, person("ana", "ventas"))
    body = _body({"product": "TAZA-1"})

    first, again = client.post(NEW, body), client.post(NEW, body)
    other = client.post(NEW, body | {"line-0-quantity": "5"})

    assert (first.status_code, again["Location"], other.status_code) == (302, first["Location"], 409)
    assert Order.objects.count() == 1


def test_too_little_stock_confirms_with_a_warning(client: Client) -> None:
    _stocked(units=2)
    answer = _as(client, person("ana", "ventas")).post(NEW, _body({"product": "TAZA-1", "quantity": "5"}), follow=True)
    assert Order.objects.get().status == "confirmed"
    assert "falta stock: de «Taza de corazones» se piden 5 y hay 2" in answer.content.decode()


def test_a_draft_goes_on_and_is_confirmed_from_its_form(client: Client) -> None:
    ana = person("ana", "ventas")
    item = product()
    order = _draft(item, seller=ana, note="Vieja")
    address = f"/pedidos/{order.pk}/cambiar/"

    page = _as(client, ana).get(address).content.decode()
    client.post(address, _body({"product": "TAZA-1", "quantity": "4"}, act="draft", version="1", note="Nueva"))
    order.refresh_from_db()
    kept = (order.status, order.total, order.note)
    client.post(address, _body({"product": "TAZA-1", "quantity": "4"}, version=str(order.version)))
    order.refresh_from_db()

    assert "Vieja" in page
    assert kept == ("draft", Decimal("50.00"), "Nueva")
    assert order.status == "confirmed"
    assert client.get(address)["Location"] == f"/pedidos/{order.pk}/"


def test_who_saves_second_sees_what_changed_and_loses_nothing(client: Client) -> None:
    ana = person("ana", "ventas")
    order = _draft(product(), seller=ana)
    address = f"/pedidos/{order.pk}/cambiar/"
    _as(client, ana).post(
        address, _body({"product": "TAZA-1", "quantity": "9"}, act="draft", version="1", note="Primera")
    )

    answer = client.post(
        address, _body({"product": "TAZA-1", "quantity": "4"}, act="draft", version="1", note="Segunda")
    )

    assert answer.status_code == 409
    changed = {one["label"]: (one["now"], one["written"]) for one in answer.context["changed"]}
    assert changed["Nota"] == ("Primera", "Segunda")
    assert changed["Productos"][0].startswith("9 ×") and changed["Productos"][1].startswith("4 ×")
    assert order.lines.get().quantity == 9
    assert 'value="4"' in answer.content.decode()


# ── who may ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def house() -> dict[str, User]:
    """Jefa leads Ana; Luis is of another team."""
    jefa, ana, luis = person("jefa", "supervisor"), person("ana", "ventas"), person("luis", "ventas")
    head = sales_tree.place(person=jefa, level=3, parent=None, actor=None)
    sales_tree.place(person=ana, level=4, parent=head, actor=None)
    return {
        "jefa": jefa, "ana": ana, "luis": luis, "gestor": person("g", "gestor"), "serv": person("s", "servicio"),
        "compras": person("c", "compras"), "mkt": person("m", "marketing"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("who", "theirs", "nobodys"),
    [
        ("ana", 200, 200),
        ("jefa", 200, 200),
        ("gestor", 200, 200),
        ("serv", 200, 200),
        ("luis", 403, 200),
        ("compras", 403, 403),
        ("mkt", 403, 403),
    ],
)
def test_who_annuls_orders_of_ana_and_of_nobody(
    client: Client, house: dict[str, User], who: str, theirs: int, nobodys: int
) -> None:
    item = product()
    orders = [_draft(item, seller=house["ana"]), _draft(item)]
    _as(client, house[who])

    assert [client.get(f"/pedidos/{one.pk}/anular/").status_code for one in orders] == [theirs, nobodys]
    assert [client.get(f"/pedidos/{one.pk}/").status_code for one in orders] == [200, 200]


def test_another_team_changes_nothing_by_post_either(client: Client, house: dict[str, User]) -> None:
    order = _draft(product(), seller=house["ana"])
    before = Order.objects.filter(pk=order.pk).values().get()
    _as(client, house["luis"])

    codes = [
        client.post(f"/pedidos/{order.pk}/{act}/", _body({"product": "TAZA-1"}, version="1", reason="x")).status_code
        for act in ("cambiar", "confirmar", "entregar", "anular", "devolver")
    ]
    page = client.get(f"/pedidos/{order.pk}/").content.decode()
    client.post(NEW, _body({"product": "TAZA-1"}, seller=str(house["ana"].pk)))

    assert codes == [403] * 5
    assert "Confirmar" not in page
    assert Order.objects.filter(pk=order.pk).values().get() == before
    assert Order.objects.count() == 1


def test_purchasing_hands_out_but_writes_nothing(client: Client, house: dict[str, User]) -> None:
    item, place = _stocked()
    order = _draft(item, status="confirmed", seller=house["ana"])
    _as(client, house["compras"])

    assert client.get(NEW).status_code == 403
    client.post(f"/pedidos/{order.pk}/entregar/", {"warehouse": place.pk})
    order.refresh_from_db()
    assert order.status == "delivered"
    assert order.delivered_at is not None


# ── the acts ────────────────────────────────────────────────────────────────────────────────────────────────


def _undo_of(answer: Any) -> str:
    text = answer.content.decode()
    start = text.index("/deshacer/")
    return text[start : text.index('"', start)]


def test_confirming_is_taken_back_and_then_again_confirmed(client: Client) -> None:
    ana = person("ana", "ventas")
    order = _draft(product(), seller=ana, customer=customer(lifecycle="customer"))
    _as(client, ana)

    undo = _undo_of(client.post(f"/pedidos/{order.pk}/confirmar/", follow=True))
    client.post(undo)
    order.refresh_from_db()
    assert order.status == "draft"
    client.post(f"/pedidos/{order.pk}/confirmar/")
    order.refresh_from_db()
    assert order.status == "confirmed"
    client.post(undo)
    order.refresh_from_db()
    assert order.status == "confirmed"


def test_who_became_a_customer_by_it_stays_one_so_there_is_no_undo(client: Client) -> None:
    order = _draft(product(), customer=customer(lifecycle="lead"))
    answer = _as(client, person("ana", "ventas")).post(f"/pedidos/{order.pk}/confirmar/", follow=True)
    assert "/deshacer/" not in answer.content.decode()


def test_annulling_asks_why_and_comes_back(client: Client) -> None:
    ana = person("ana", "ventas")
    order = _draft(product(), seller=ana, status="confirmed", note="Con lazo")
    address = f"/pedidos/{order.pk}/anular/"

    empty = _as(client, ana).post(address, {"reason": " "})
    done = client.post(address, {"reason": "Ya no lo quiere"}, follow=True)
    order.refresh_from_db()
    annulled = (order.status, order.note)
    client.post(_undo_of(done))
    order.refresh_from_db()

    assert empty.status_code == 422
    assert annulled == ("cancelled", "Con lazo · Ya no lo quiere")
    assert (order.status, order.note) == ("confirmed", "Con lazo")


def test_delivery_says_what_is_short_and_takes_nothing(client: Client) -> None:
    ana = person("ana", "ventas")
    cup, place = _stocked(units=5)
    candle = product("VELA-1", name="Vela")
    order = place_order(
        customer=None, lines=[LineInput(cup, Decimal(7)), LineInput(candle, Decimal(1))], actor=None, status="confirmed"
    )
    address = f"/pedidos/{order.pk}/entregar/"

    answer = _as(client, ana).post(address, {"warehouse": place.pk})

    said = "de «Taza de corazones» se piden 7 y hay 5; de «Vela» se piden 1 y hay 0"
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert StockBalance.objects.get(product=cup).on_hand == 5
    order.refresh_from_db()
    assert order.status == "confirmed"


def test_a_return_by_its_form(client: Client) -> None:
    ana = person("ana", "ventas")
    cup, place = _stocked()
    order = place_order(customer=None, lines=[LineInput(cup, Decimal(4))], actor=None, status="confirmed", seller=ana)
    address = f"/pedidos/{order.pk}/devolver/"
    early = _as(client, ana).get(address, follow=True).content.decode()
    deliver_order(order=order, warehouse=place, actor=None)

    too_many = client.post(address, {"linea_1": "5", "reason": "Rotas"})
    nothing = client.post(address, {"reason": "Rotas"})
    client.post(address, {"linea_1": "1", "reason": "Sobraba", "warehouse": place.pk})
    client.post(address, {"linea_1": "3", "reason": "Rotas", "warehouse": ""})
    after = client.get(address, follow=True).content.decode()

    assert "eso ya no se puede" in early
    assert (too_many.status_code, "Como mucho 4." in too_many.content.decode()) == (422, True)
    assert "al menos un producto" in nothing.content.decode()
    assert [row.total for row in order.returns.order_by("id")] == [Decimal("-12.50"), Decimal("-37.50")]
    assert StockBalance.objects.get(product=cup).on_hand == 7
    assert "ya volvió todo" in after


def test_a_confirmed_order_does_the_step_of_its_deal() -> None:
    deal = opportunity(person("ana", "ventas"), customer())
    enter_order(
        lines=[LineInput(product(), Decimal(1))], actor=deal.owner, confirm=True, customer=deal.customer,
        opportunity=deal, channel="telefono",
    )  # fmt: skip
    assert StepDone.objects.filter(opportunity=deal, step__by=StepBy.ORDER).exists()
    with pytest.raises(DomainError, match="otro cliente"):
        place_order(customer=None, lines=[LineInput(product("T-2"), Decimal(1))], actor=None, opportunity=deal)


# ── coupons: the slot ───────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Coupons:
    """A small real provider: ten percent off every line, each code once."""

    used: dict[str, int] = field(default_factory=dict)

    def check(self, code: str, buyer: Any, lines: list[OrderedLine], at: Any) -> list[Decimal]:
        if code != "DIEZ":
            raise DomainError("Ese cupón no existe.")
        return [line.total / 10 for line in lines]

    def redeem(self, order: Order, code: str, actor: Any) -> None:
        if code in self.used:
            raise DomainError("Ese cupón ya se usó.")
        self.used[code] = order.pk

    def release(self, order: Order, actor: Any) -> bool:
        codes = [code for code, pk in self.used.items() if pk == order.pk]
        for code in codes:
            del self.used[code]
        return bool(codes)


@pytest.fixture
def coupons() -> Iterator[Coupons]:
    found = Coupons()
    ORDER_DISCOUNTS.add("test", OrderDiscount("Cupón", found.check, found.redeem, found.release), order=-1)
    yield found
    del ORDER_DISCOUNTS._entries["test"]


def test_the_field_shows_only_when_somebody_understands_codes(client: Client) -> None:
    _as(client, person("ana", "ventas"))
    empty = len(ORDER_DISCOUNTS) == 0
    assert ("discount_code" in client.get(NEW).content.decode()) is not empty


def test_a_coupon_leaves_off_is_used_once_and_comes_back(client: Client, coupons: Coupons) -> None:
    product(price=Decimal("9.99"))
    _as(client, person("ana", "ventas"))
    assert "discount_code" in client.get(NEW).content.decode()

    wrong = client.post(NEW, _body({"product": "TAZA-1"}, discount_code="NADA"))
    kept = client.post(NEW, _body({"product": "TAZA-1"}, act="draft", discount_code="DIEZ"))
    client.post(NEW, _body({"product": "TAZA-1"}, discount_code="DIEZ"))
    order = Order.objects.get()
    again = client.post(NEW, _body({"product": "TAZA-1"}, discount_code="DIEZ"))

    assert [one.status_code for one in (wrong, kept, again)] == [422, 422, 422]
    assert "Ese cupón no existe." in wrong.content.decode()
    assert "Ese cupón ya se usó." in again.content.decode()
    assert (order.total, order.tax, coupons.used) == (Decimal("8.99"), Decimal("1.62"), {"DIEZ": order.pk})
    answer = client.post(f"/pedidos/{order.pk}/anular/", {"reason": "Otra vez"}, follow=True)
    assert "/deshacer/" not in answer.content.decode()
    assert coupons.used == {}


def test_a_draft_is_confirmed_with_a_coupon(client: Client, coupons: Coupons) -> None:
    order = _draft(product(price=Decimal(10)))
    _as(client, person("ana", "ventas")).post(f"/pedidos/{order.pk}/confirmar/", {"discount_code": "DIEZ"})
    order.refresh_from_db()
    assert (order.status, order.total, order.lines.get().total) == ("confirmed", Decimal("18.00"), Decimal("18.0000"))
    assert provider() is not None


# ── queries ─────────────────────────────────────────────────────────────────────────────────────────────────


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_pages_cost_the_same_with_one_line_and_with_many(client: Client) -> None:
    ana = person("ana", "ventas")
    _as(client, ana)
    items = [_stocked(f"T-{number}") for number in range(12)]
    one = _draft(items[0][0], seller=ana)
    many = place_order(customer=None, lines=[LineInput(item, Decimal(1)) for item, _ in items], actor=None, seller=ana)
    pairs = {"cambiar": (one, many)}
    one_line, all_lines = [LineInput(items[0][0], Decimal(1))], [LineInput(item, Decimal(1)) for item, _ in items]
    ready = [
        place_order(customer=None, lines=lines, actor=None, seller=ana, status="confirmed")
        for lines in (one_line, all_lines)
    ]
    pairs["entregar"] = (ready[0], ready[1])
    client.get(f"/pedidos/{one.pk}/cambiar/")

    for act, (few, lot) in pairs.items():
        costs = [_queries(client, f"/pedidos/{order.pk}/{act}/") for order in (few, lot)]
        assert costs[0] == costs[1], act
        assert costs[0] <= 20, act


def test_today_and_the_list_say_who_waits_too_long(client: Client) -> None:
    ana, luis = person("ana", "ventas"), person("luis", "ventas")
    item = product()
    late = _draft(item, seller=ana, status="confirmed", delivery_on=today() - timedelta(days=2))
    other = _draft(item, seller=luis, status="confirmed", delivery_on=today() - timedelta(days=1))
    _draft(item, seller=ana, status="confirmed", delivery_on=today() + timedelta(days=2))
    _as(client, ana)

    rows = [row.name for row in client.get("/pedidos/?delivery=late").context["list"].rows]
    text = client.get("/hoy/").content.decode()

    assert sorted(name.split(",")[0] for name in rows) == sorted([late.number, other.number])
    assert (late.number in text, other.number in text) == (True, False)
    assert "2 días tarde" in client.get("/pedidos/?delivery=late").content.decode()


def test_parts_of_a_return_come_to_the_whole_with_their_tax() -> None:
    """Three returns of one unit each give back to the cent what the line and its tax came to."""
    item, place = _stocked(price=Decimal("3.3333"))
    order = place_order(
        customer=customer(),
        lines=[LineInput(item, Decimal(3), discount=Decimal("0.0099"))],
        actor=None,
        status="confirmed",
    )
    deliver_order(order=order, warehouse=place, actor=None)
    line = order.lines.get()
    for _ in range(3):
        return_order(order=order, lines=[ReturnInput(line, Decimal(1))], actor=None)
    back = list(order.returns.all())
    assert (sum(one.total for one in back), sum(one.tax for one in back)) == (-order.total, -order.tax)
