"""An import is taken back whole, or refused naming what hangs on it."""

from decimal import Decimal

import pytest

from analytics.models import SalesWeek
from core.errors import DomainError
from core.imports.undo import CannotUndo, undo
from core.models import ImportBatch
from customers.models import Customer
from inventory.models import Category, StockBalance, StockMovement
from sales.models import ChangedDay, Order, Payment
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import product, warehouse

from .importing import dump, file_with, load, sales

pytestmark = pytest.mark.django_db


def test_undo_of_sales_gives_back_exactly_what_stood(tmp_path):
    customer("C1", lifecycle="lead")
    product("A1")
    sales(tmp_path, "P-1,C2,A1,Taza,2,10,2026-11-05", "P-1,C2,A2,Vela,1,4,2026-11-05", name="uno.csv")
    before = dump()
    header = "pedido,cliente,codigo,producto,cantidad,precio,fecha,categoria"
    _, _, batch = sales(
        tmp_path,
        "P-1,C3,A1,Taza,5,10,2026-11-06,Hogar",
        "P-2,C1,A9,Olla,1,90,2026-11-06,Cocina",
        name="dos.csv",
        header=header,
    )
    assert dump() != before
    ChangedDay.objects.all().delete()

    undo(batch=batch, actor=None)

    assert dump() == before
    assert batch.state == ImportBatch.State.UNDONE
    assert {str(day.placed_on) for day in ChangedDay.objects.all()} == {"2026-11-05", "2026-11-06"}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("customers", "codigo,nombres,correo\nC1,Rosa María,nueva@correo.pe\nC9,Ana,\n"),
        ("products", "codigo,nombre,familia,marca,precio\nA1,Taza grande,Cocina,Alfa,3\nA9,Olla,Cocina,Beta,9\n"),
        ("payments", "recibo,cliente,monto,fecha,medio\nR1,C1,7,2026-11-06,efectivo\nR2,C1,8,2026-11-06,efectivo\n"),
    ],
)
def test_undo_of_every_kind_gives_back_exactly_what_stood(tmp_path, kind, text):
    buyer = customer("C1")
    product("A1")
    Payment.objects.create(number="R1", customer=buyer, amount=Decimal(5), paid_on="2026-11-01")
    before = dump()
    _, _, batch = load(kind, file_with(tmp_path, text))
    assert (batch.created, batch.updated) == (1, 1)

    undo(batch=batch, actor=None)

    assert dump() == before


def test_undone_sales_can_be_loaded_again(tmp_path):
    _, _, batch = sales(tmp_path, "P-1,C1,A1,Taza,2,10,2026-11-05")
    sales(tmp_path, "P-1,C1,A1,Taza,2,10,2026-11-05", name="repetido.csv")
    undo(batch=batch, actor=None)

    outcome, _, _ = sales(tmp_path, "P-1,C1,A1,Taza,2,10,2026-11-05", name="otra-vez.csv")

    assert outcome.fates["created"] == 1


def test_what_hangs_on_an_import_is_named_and_nothing_changes(tmp_path):
    _, _, batch = sales(tmp_path, "P-1,C1,A1,Taza,2,10,2026-11-05")
    Payment.objects.create(number="R1", order=Order.objects.get(), amount=Decimal(5), paid_on="2026-11-06")
    before = dump()

    with pytest.raises(CannotUndo) as refused:
        undo(batch=batch, actor=None)

    assert refused.value.reasons == ["1 pago usa pedidos de este archivo: Pago R1."]
    assert dump() == before


def test_work_done_after_an_import_is_not_lost(tmp_path):
    _, _, batch = sales(tmp_path, "P-1,C1,A1,Taza,2,10,2026-11-05")
    edited = Customer.objects.get(code="C1")
    edited.first_name = "Rosa"
    edited.save()
    # Inside one test transaction the clock of the database stands still: the import was earlier.
    ImportBatch.objects.filter(pk=batch.pk).update(applied_at="2020-01-01T00:00:00Z")

    with pytest.raises(CannotUndo, match="cambió después de la importación"):
        undo(batch=batch, actor=None)


def test_imports_of_the_same_rows_are_undone_from_the_last(tmp_path):
    _, _, first = sales(tmp_path, "P-1,C1,A1,Taza,2,10,2026-11-05", name="uno.csv")
    before = dump()
    _, _, second = sales(tmp_path, "P-1,C1,A1,Taza,3,10,2026-11-05", name="dos.csv")

    with pytest.raises(CannotUndo, match="se cargó después"):
        undo(batch=first, actor=None)
    undo(batch=second, actor=None)
    assert dump() == before
    undo(batch=first, actor=None)

    assert Order.objects.count() == 0


def test_a_later_order_holds_the_product_that_an_import_made(tmp_path):
    _, _, batch = sales(tmp_path, "P-1,C1,A1,Taza,2,10,2026-11-05", name="uno.csv")
    sales(tmp_path, "P-2,C1,A1,Taza,2,10,2026-11-05", name="dos.csv")

    with pytest.raises(CannotUndo) as refused:
        undo(batch=batch, actor=None)

    assert refused.value.reasons == [
        "1 pedido usa clientes de este archivo: Pedido P-2.",
        "1 línea de pedido usa productos de este archivo: 2.000 × Taza.",
    ]


def test_a_weekly_figure_of_a_category_does_not_hold_it_back(tmp_path):
    header = "pedido,cliente,codigo,producto,cantidad,precio,fecha,categoria"
    _, _, batch = sales(tmp_path, "P-1,C1,A1,Taza,2,10,2026-11-05,Hogar", header=header)
    SalesWeek.objects.create(
        week_end="2026-11-08",
        category=Category.objects.get(),
        channel="tienda",
        lines=1,
        units=2,
        revenue_minor=2000,
        returns_minor=0,
        cost_minor=0,
        costed_minor=0,
    )

    undo(batch=batch, actor=None)

    assert Category.objects.count() == 0
    assert SalesWeek.objects.get().category is None


def test_undoing_twice_is_refused(tmp_path):
    _, _, batch = sales(tmp_path, "P-1,C1,A1,Taza,2,10,2026-11-05")
    undo(batch=batch, actor=None)

    with pytest.raises(DomainError, match="Solo se deshace una importación cargada"):
        undo(batch=batch, actor=None)


def test_counted_stock_is_undone_by_the_opposite_movement(tmp_path):
    product("A1")
    warehouse("central")
    _, _, batch = load("stock", file_with(tmp_path, "codigo,stock\nA1,10\n"))

    undo(batch=batch, actor=person("elena"))

    assert StockBalance.objects.get().on_hand == 0
    assert sorted(StockMovement.objects.values_list("quantity", flat=True)) == [-10, 10]
