"""Redirected orders: who gets them, what may follow what, the clock, the order and the money recovered."""

from datetime import timedelta
from decimal import Decimal

import pytest

from company.models import Notice
from company.services import sales_tree
from core import undo
from core.errors import Conflict, DomainError
from core.models import UndoStep
from sales.models import AssignmentRule, Order, Recovery, RedirectedOrder
from sales.services import (
    assign,
    cancel_order,
    contact,
    convert,
    escalate,
    give_back,
    link_order,
    link_recovery,
    lose,
    take,
)
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import category, product
from tests.factories.redirected import TEN, redirected, sold, tried, waiting
from tests.factories.sales import plain_order

pytestmark = pytest.mark.django_db


def _undo_last(actor: object) -> str:
    return undo.take_back(step_id=UndoStep.objects.latest("created_at").pk, actor=actor)


def test_it_is_noted_with_its_money_and_goes_to_who_owns_the_customer() -> None:
    ana, _ = person("ana", "ventas"), person("luis", "ventas")
    rosa = customer("C-1", phone="+51987654321", owner=ana)

    made = redirected(phone="987 654 321", lines=[tried(product(), 3)])

    assert (made.customer, made.seller, made.status) == (rosa, ana, "assigned")
    assert made.assigned_why == "el cliente es de su cartera"
    assert made.amount == Decimal("37.50")
    assert made.number == "R-2026-000001"
    assert [(one.user, one.text) for one in Notice.objects.all()] == [
        (ana, "Rosa Quispe no pudo comprar: le falló el pago (S/\xa037.50). Es para ti: el cliente es de su cartera")
    ]


def test_without_an_owner_the_least_busy_seller_gets_it() -> None:
    ana, luis = person("ana", "ventas"), person("luis", "ventas")
    waiting("R-1", seller=ana, status="assigned")

    first, second, third = (redirected(name=f"Persona {n}") for n in range(3))

    assert [one.seller for one in (first, second, third)] == [luis, ana, luis]
    assert first.assigned_why == "regla «El menos ocupado»: tenía 0 abiertos"


def test_rules_are_asked_in_their_order_and_only_where_they_fit() -> None:
    luis, eva = person("luis", "ventas"), person("eva", "supervisor")
    cups = category("tazas")
    rule = AssignmentRule.objects.create(
        name="Tazas de Cusco", order=5, city="Cusco", category=cups, by="person", seller=eva
    )

    fits = redirected(city="cusco", lines=[tried(product(category=cups))])
    elsewhere = redirected(city="Lima", lines=[tried(product("OTRA", category=cups))])
    AssignmentRule.objects.filter(pk=rule.pk).update(is_active=False)
    off = redirected(city="Cusco", lines=[tried(product("MAS", category=cups))])

    assert [one.seller for one in (fits, elsewhere, off)] == [eva, luis, luis]


def test_without_anybody_to_attend_it_waits_for_all() -> None:
    made = redirected()

    assert (made.status, made.seller) == ("waiting", None)


def test_nobody_to_contact_is_refused() -> None:
    with pytest.raises(DomainError, match="al menos un nombre, un teléfono o un correo"):
        redirected(name="")


def test_the_first_contact_stops_the_clock_once_and_undo_starts_it_again() -> None:
    ana = person("ana", "ventas")
    made = redirected()

    contact(redirected=made, actor=ana, at=TEN + timedelta(minutes=7))
    contact(redirected=made, actor=ana, at=TEN + timedelta(hours=3))
    made.refresh_from_db()
    first = made.first_contact_at
    _undo_last(ana)
    made.refresh_from_db()

    assert (first, made.status) == (TEN + timedelta(minutes=7), "contacted")


def test_taking_what_somebody_else_attends_is_a_conflict() -> None:
    ana, luis = person("ana", "ventas"), person("luis", "ventas")
    made = waiting("R-1")
    take(redirected=made, actor=ana)

    with pytest.raises(Conflict, match="Ana ya atiende este pedido"):
        take(redirected=made, actor=luis)


def test_undo_leaves_alone_what_somebody_changed_since() -> None:
    ana = person("ana", "ventas")
    made = waiting("R-1")
    address = take(redirected=made, actor=ana)
    contact(redirected=made, actor=person("jefa", "supervisor"))

    with pytest.raises(DomainError, match="Alguien lo cambió después"):
        undo.take_back(step_id=address.rstrip("/").rsplit("/")[-1] if address else "", actor=ana)


def test_what_is_closed_is_not_lost_again_and_goes_back_to_the_queue() -> None:
    ana = person("ana", "ventas")
    made = redirected()
    lose(redirected=made, reason="price", actor=ana, note="muy caro")

    with pytest.raises(DomainError, match="está perdido: no puede pasar a perdido"):
        lose(redirected=made, reason="price", actor=ana)
    give_back(redirected=made, actor=ana)
    made.refresh_from_db()

    assert (made.status, made.seller, made.reason, made.closed_at) == ("waiting", None, "", None)


def test_many_are_assigned_at_once_told_once_and_taken_back() -> None:
    ana, jefa = person("ana", "ventas"), person("jefa", "supervisor")
    rows = [waiting(f"R-{n}") for n in range(3)]
    waiting("R-9", status="lost", reason="price", closed_at=TEN)

    count, _ = assign(redirected=RedirectedOrder.objects.all(), seller=ana, actor=jefa)
    held = RedirectedOrder.objects.filter(seller=ana).count()
    _undo_last(jefa)

    assert (count, held, RedirectedOrder.objects.filter(seller=ana).count()) == (3, 3, 0)
    assert [one.text for one in Notice.objects.all()] == ["Tienes 3 pedidos redirigidos nuevos por atender"]
    assert rows[0].assigned_why == ""


def test_only_who_sells_attends() -> None:
    waiting("R-1")

    with pytest.raises(DomainError, match="no atiende pedidos"):
        assign(redirected=RedirectedOrder.objects.all(), seller=person("m", "marketing"), actor=person("g", "gestor"))


def test_who_leads_the_seller_hears_once_of_what_nobody_contacted_in_time() -> None:
    jefa, ana = person("jefa", "supervisor"), person("ana", "ventas")
    head = sales_tree.place(person=jefa, level=3, parent=None, actor=None)
    sales_tree.place(person=ana, level=4, parent=head, actor=None)
    late, fresh = redirected(), redirected(name="Otra", at=TEN + timedelta(minutes=10))
    contacted = redirected(name="Hablada")
    contact(redirected=contacted, actor=ana, at=TEN)
    Notice.objects.all().delete()

    before = escalate(at=TEN + timedelta(minutes=14))
    told = escalate(at=TEN + timedelta(minutes=15))
    again = escalate(at=TEN + timedelta(minutes=16))

    assert (before, told, again) == (0, 1, 0)
    assert [(one.user, one.level) for one in Notice.objects.order_by("user_id")] == [(jefa, "urgent"), (ana, "urgent")]
    assert RedirectedOrder.objects.get(pk=fresh.pk).escalated_at is None
    assert RedirectedOrder.objects.get(pk=late.pk).escalated_at is not None


def test_it_becomes_one_order_however_often_it_is_converted() -> None:
    ana = person("ana", "ventas")
    rosa, cup = customer("C-1", owner=ana), product()
    made = redirected(rosa, source="whatsapp", lines=[tried(cup)])

    order, _ = convert(redirected=made, lines=[sold(cup)], actor=ana, at=TEN)
    again, address = convert(redirected=made, lines=[sold(cup, 9)], actor=ana, at=TEN)
    made.refresh_from_db()

    assert (order.pk, address, Order.objects.count()) == (again.pk, "", 1)
    assert (order.channel, order.seller, order.total, order.status) == ("whatsapp", ana, Decimal("25.00"), "confirmed")
    assert order.due_on == order.placed_on + timedelta(days=30), "it is owed: it stands in the cartera"
    assert (made.status, made.first_contact_at) == ("recovered", TEN)
    assert Recovery.objects.get().redirected_order == made


def test_a_broken_line_leaves_nothing_behind() -> None:
    ana = person("ana", "ventas")
    made = redirected(customer("C-1"))

    with pytest.raises(DomainError, match="la cantidad no puede ser cero"):
        convert(redirected=made, lines=[sold(product(), 0)], actor=ana)
    made.refresh_from_db()

    assert (made.status, Order.objects.count(), Recovery.objects.count()) == ("assigned", 0, 0)


def test_undo_of_a_conversion_annuls_the_order_and_reopens() -> None:
    ana = person("ana", "ventas")
    cup = product()
    made = redirected(customer("C-1"), lines=[tried(cup)])
    order, _ = convert(redirected=made, lines=[sold(cup)], actor=ana)

    _undo_last(ana)
    made.refresh_from_db()
    order.refresh_from_db()

    assert (made.status, order.status, Recovery.objects.count()) == ("assigned", "cancelled", 0)


def test_an_annulled_order_can_be_replaced() -> None:
    ana = person("ana", "ventas")
    cup = product()
    made = redirected(customer("C-1"), lines=[tried(cup)])
    order, _ = convert(redirected=made, lines=[sold(cup)], actor=ana)
    with pytest.raises(DomainError, match="Ya tiene un pedido"):
        give_back(redirected=made, actor=ana)
    cancel_order(order=order, actor=ana, reason="se arrepintió")

    give_back(redirected=made, actor=ana)
    other, _ = convert(redirected=made, lines=[sold(cup)], actor=ana)

    assert other.pk != order.pk


def test_an_order_recovers_once_and_only_its_own_customer() -> None:
    ana = person("ana", "ventas")
    rosa, other = customer("C-1"), customer("C-2")
    order = plain_order("P-1", rosa)
    first, second, foreign = redirected(rosa), redirected(rosa), redirected(other)

    link_order(redirected=first, order=order, actor=ana)
    link_recovery(order=order, redirected=first, actor=ana)

    with pytest.raises(DomainError, match="su dinero cuenta una sola vez"):
        link_order(redirected=second, order=order, actor=ana)
    with pytest.raises(DomainError, match="es de otro cliente"):
        link_order(redirected=foreign, order=plain_order("P-2", rosa), actor=ana)
    with pytest.raises(DomainError, match="está anulado"):
        link_order(redirected=second, order=plain_order("P-3", rosa, status="cancelled"), actor=ana)
    assert Recovery.objects.count() == 1
