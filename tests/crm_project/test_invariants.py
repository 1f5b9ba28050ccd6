"""Each invariant finds its fault: the guards are taken away, the rows spoilt, and the query must tell."""

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection

from activities.models import Interaction
from company.enums import SalesLevel
from company.services import sales_tree
from crm_project.management.commands.verify_invariants import broken, invariants
from customers.models import Contact
from inventory.services import post_movement, transfer
from sales.models import Recovery
from sales.services import LineInput, ReturnInput, place_order, record_payment, return_order
from sales.services.quote_answers import answer
from sales.services.quote_links import link_of
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import category, product, warehouse
from tests.factories.offers import handed
from tests.factories.opportunities import opportunity, touched
from tests.factories.quotes import line as quoted
from tests.factories.quotes import sent
from tests.factories.redirected import TEN, redirected, tried, waiting
from tests.factories.work import interaction, task


@pytest.fixture
def shop(db):
    """A small sound shop with a row for every invariant to look at."""
    from core.models import Job, ScheduleSlot

    boss = sales_tree.place(person=person("dora"), level=SalesLevel.DIRECTOR, parent=None, actor=None)
    sales_tree.place(person=person("vera"), level=SalesLevel.SELLER, parent=boss, actor=None)
    rosa = customer()
    customer("C-2", parent=rosa)
    category("tazas", parent=category("hogar"))
    taza, central, tienda = product(), warehouse(), warehouse("tienda")
    post_movement(product=taza, warehouse=central, kind="opening", quantity=Decimal(9), key="o", actor=None)
    transfer(product=taza, source=central, target=tienda, quantity=Decimal(2), key="t", actor=None)
    order = place_order(customer=rosa, lines=[LineInput(taza, Decimal(2))], actor=None, status="confirmed")
    return_order(order=order, lines=[ReturnInput(order.lines.get(), Decimal(1))], actor=None)
    record_payment(amount=Decimal(5), order=order, actor=None)
    made = redirected(name="Rosa", lines=[tried(taza, 3)])
    recovered = waiting("R-77", customer=rosa, status="recovered", closed_at=TEN, first_contact_at=TEN)
    Recovery.objects.create(order=order, redirected_order=recovered)
    assert made.amount > 0
    sent(rosa, person("saul", "ventas"))
    lost = customer("C-3", merged_into=rosa, is_active=False)
    forgotten = customer("C-4", erased_at=TEN, is_active=False)
    call = interaction(None, rosa)
    contact = Contact.objects.create(customer=rosa, first_name="Carmen")
    Interaction.objects.filter(pk=call.pk).update(contact=contact)
    task(person("ana", "ventas"), rosa)
    assert lost.pk and forgotten.pk
    touched(opportunity(person("olga", "ventas"), rosa))
    offer, token = handed(rosa, person("rita", "ventas"), quoted(price="100"))
    link = link_of(token)
    answer(version=link.version, accepted=True, name="Rosa", source="link", actor=None, link=link)
    assert offer.pk
    Job.objects.create(kind="x", title="x", state="running")
    ScheduleSlot.objects.create(name="semana", slot="2026-W47")


def test_a_sound_shop(shop, capsys):
    call_command("verify_invariants")
    assert "Todo en orden" in capsys.readouterr().out


SPOILS = {
    "Ningún trabajo está en marcha": "UPDATE core_job SET lease_until = now() - interval '1 hour'",
    "Ningún trabajo espera": "UPDATE core_job SET state = 'queued', queued_at = now() - interval '9 hours'",
    "Un trabajo terminado": "UPDATE core_job SET state = 'done'",
    "Una tarea programada": "UPDATE core_scheduleslot SET attempts = 5",
    "Hay una sola empresa": "DELETE FROM company_company",
    "El camino de cada puesto": "UPDATE company_salesposition SET path = 'x/' WHERE parent_id IS NOT NULL",
    "Nadie responde": "UPDATE company_salesposition SET level = 1",
    "Una ficha unida": "UPDATE customers_customer SET is_active = true WHERE code = 'C-3'",
    "De quien pidió": "UPDATE customers_customer SET phone = '+51987654321' WHERE code = 'C-4'",
    "Cada redirigido recuperado": "DELETE FROM sales_recovery",
    "Un pedido recupera": """UPDATE sales_redirectedorder SET customer_id = (
                                SELECT id FROM customers_customer WHERE code = 'C-2') WHERE number = 'R-77'""",
    "Lo que está en juego": "UPDATE sales_redirectedorder SET amount = amount + 1",
    "Cada oportunidad está": "UPDATE sales_opportunity SET state = 'won', closed_at = now()",
    "La etapa de una oportunidad": """UPDATE sales_opportunity SET pipeline_id = (
                                          SELECT id FROM sales_pipeline WHERE code = 'pedido')""",
    "Una acción de una oportunidad": """UPDATE sales_opportunity SET customer_id = (
                                            SELECT id FROM customers_customer WHERE code = 'C-2')""",
    "Nadie es contactado": "UPDATE sales_redirectedorder SET first_contact_at = happened_at - interval '1 day'",
    "Una tarea hecha": """UPDATE activities_task SET done_by_id = (SELECT min(id) FROM activities_interaction),
                             customer_id = (SELECT id FROM customers_customer WHERE code = 'C-2')""",
    "Lo pendiente": "UPDATE activities_task SET cancel_reason = 'x'",
    "Lo cancelado": "UPDATE activities_task SET state = 'cancelled'",
    "El contacto de una acción": """UPDATE customers_contact SET customer_id = (
                                       SELECT id FROM customers_customer WHERE code = 'C-2')""",
    "Cada cliente": "DELETE FROM customers_customerstanding",
    "Ningún cliente": """UPDATE customers_customer SET parent_id = (
                             SELECT id FROM customers_customer WHERE code = 'C-2') WHERE code = 'C-1'""",
    "El saldo de stock": "UPDATE inventory_stockbalance SET on_hand = on_hand + 1",
    "Ningún saldo": "UPDATE inventory_stockbalance SET on_hand = -1",
    "Una anulación": """UPDATE inventory_stockmovement SET reverses_id = (
                            SELECT id FROM inventory_stockmovement WHERE key = 'o') WHERE key = 't:salida'""",
    "Lo que sale": "UPDATE inventory_stockmovement SET quantity = 5 WHERE key = 't:entrada'",
    "El camino de cada categoría": "UPDATE inventory_category SET path = '' WHERE parent_id IS NULL",
    "El total de cada pedido": "UPDATE sales_orderline SET total = total + 0.01",
    "El día de cada pedido": "UPDATE sales_order SET placed_on = placed_on + 1",
    "Nadie devuelve": "UPDATE sales_orderline SET quantity = -9, total = -9 WHERE quantity < 0",
    "Cada versión de una cotización": "UPDATE sales_quoteversion SET total = total + 1",
    "La cotización repite": "UPDATE sales_quote SET tax = tax + 1",
    "Lo que se envió": "UPDATE sales_quoteversion SET sent_at = NULL",
    "Nadie aprueba": """UPDATE sales_quoteversion SET approval = 'approved', approval_by_id = (
                            SELECT min(owner_id) FROM sales_quote)""",
    "Lo cobrado de cada": "UPDATE sales_order SET paid = paid + 1 WHERE paid > 0",
    "Lo aplicado de cada": "UPDATE sales_payment SET allocated = allocated + 1",
    "Por ningún pedido": "UPDATE sales_order SET tax = -total WHERE paid > 0",
    "El dinero que paga": """UPDATE sales_payment SET customer_id = (
                                 SELECT id FROM customers_customer WHERE code = 'C-2')""",
    "Ni un borrador ni un pedido anulado": "UPDATE sales_order SET status = 'cancelled' WHERE paid > 0",
    "Un pago": "UPDATE sales_payment SET customer_id = (SELECT id FROM customers_customer WHERE code = 'C-2')",
}
SPOILS |= {
    "El pedido de una cotización": "UPDATE sales_order SET tax = tax + 1 WHERE note LIKE 'Cotización %'",
    "Lo aceptado o rechazado": "DELETE FROM sales_quoteanswer",
    "Una respuesta es": "UPDATE sales_quoteversion SET sent_at = NULL",
}
OURS = ("core", "company", "customers", "activities", "inventory", "sales")


@pytest.mark.parametrize("start", SPOILS)
def test_each_fault_is_found(shop, start):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        for table in ("inventory_stockbalance", "sales_orderline", "sales_order", "sales_payment"):
            cursor.execute(
                """SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass""", [table]
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        cursor.execute(SPOILS[start])
        assert cursor.rowcount > 0
        cursor.execute("SET session_replication_role = origin")

    assert [name for _, name, _, _ in broken() if name.startswith(start)] != []


def test_no_invariant_without_its_fault():
    names = [name for app, name, _ in invariants() if app in OURS]
    unproved = [name for name in names if not any(name.startswith(start) for start in SPOILS)]
    assert unproved == []


def test_a_broken_shop_ends_with_one(shop, capsys):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sales_order SET total = total + 1 WHERE total > 0")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_invariants")
    assert ended.value.code == 1
    assert "ROTO [sales] El total de cada pedido" in capsys.readouterr().out
