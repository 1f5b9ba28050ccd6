"""Customers, products, payments and counted stock."""

from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter

from customers.models import Customer, CustomerStanding
from inventory.models import Product, StockBalance, StockMovement, Warehouse
from sales.models import Payment
from tests.factories.customers import customer
from tests.factories.inventory import product, warehouse

from .importing import file_with, load, reasons, sales

pytestmark = pytest.mark.django_db


def fates(outcome):
    return tuple(outcome.fates[fate] for fate in ("created", "updated", "unchanged", "rejected"))


CUSTOMERS = "codigo;tipo;nombres;apellidos;razón social;documento;correo;teléfono;nacimiento;distrito;país\n"


def test_customers_arrive_exact(tmp_path):
    text = CUSTOMERS + (
        "001;natural;Íñigo;Núñez Ñahui;;07654321;INIGO@Correo.PE;987 654 321;31/12/1980;Breña;Perú\n"
        ";;;;Bodega La Ñusta S.A.C.;20100070970;;(01) 422-0000;;;PE\n"
    )

    outcome, _, batch = load("customers", file_with(tmp_path, text.encode("cp1252")))

    assert (fates(outcome), reasons(batch)) == ((2, 0, 0, 0), [])
    person = Customer.objects.get(code="001")
    assert (person.name, person.document_kind, person.document_number) == ("Íñigo Núñez Ñahui", "dni", "07654321")
    assert (person.email, person.phone, person.birth_date) == ("inigo@correo.pe", "+51987654321", date(1980, 12, 31))
    firm = Customer.objects.get(code="20100070970")
    assert (firm.kind, firm.name, firm.document_kind, firm.phone) == (
        "juridica",
        "Bodega La Ñusta S.A.C.",
        "ruc",
        "+5114220000",
    )
    assert CustomerStanding.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("2;;Ana;Ríos;;20100070971;;;;;", "documento", "el RUC no es válido: su última cifra, la de control, no es 1"),
        ("2;;Ana;Ríos;;;ana@correo;;;;", "correo", "«ana@correo» no es un correo"),
        ("2;;Ana;Ríos;;;;12;;;", "teléfono", "«12» no es un teléfono: le sobran o le faltan cifras"),
        ("2;;Ana;Ríos;;;;;31/02/1990;;", "nacimiento", "«31/02/1990» no es una fecha que exista"),
        ("2;;Ana;Ríos;;;;;;;Narnia", "país", "«Narnia» no es un país"),
        ("2;robot;Ana;Ríos;;;;;;;", "tipo", "«robot» no se conoce; se espera: corporativa, juridica, natural"),
        ("2;;;;;;;;;Breña;", "nombres", "falta el nombre o la razón social"),
        (";;Ana;Ríos;;;;;;;", "codigo", "falta el código o el número de documento"),
        ("1;;Ana;Ríos;;;;;;;", "codigo", "repite el código de la línea 2"),
        ("2;;Ana;Ríos;;07654321;;;;;", "documento", "repite el documento de la línea 2"),
        (
            "2;;Ana;Ríos;;5.1987E+10;;;;;",
            "documento",
            "«5.1987E+10» está en notación científica de Excel y perdió cifras; guarda la columna como texto",
        ),
    ],
)
def test_bad_customers_are_named(tmp_path, row, column, reason):
    text = CUSTOMERS + "1;;Rosa;Quispe;;07654321;;;;;\n" + row + "\n"

    outcome, _, batch = load("customers", file_with(tmp_path, text))

    assert fates(outcome) == (1, 0, 0, 1)
    assert reasons(batch) == [(3, column, reason)]


def test_what_a_file_leaves_empty_stays(tmp_path):
    customer("1", first_name="Rosa", last_name="Quispe", email="rosa@correo.pe", city="Cusco")
    text = "codigo,nombres,correo,ciudad\n1,Rosa María,,Cusco\n"

    outcome, _, _ = load("customers", file_with(tmp_path, text))

    assert fates(outcome) == (0, 1, 0, 0)
    rosa = Customer.objects.get(code="1")
    assert (rosa.first_name, rosa.email, rosa.last_name) == ("Rosa María", "rosa@correo.pe", "Quispe")
    again, _, _ = load("customers", file_with(tmp_path, text + "\n", "otra.csv"))
    assert fates(again) == (0, 0, 1, 0)


def test_a_document_of_somebody_else_is_refused(tmp_path):
    customer("1", document_kind="dni", document_number="07654321", country="PE")

    outcome, _, batch = load("customers", file_with(tmp_path, "codigo,nombres,dni\n2,Ana,07654321\n"))

    assert fates(outcome) == (0, 0, 0, 1)
    assert reasons(batch) == [(2, "dni", "ese documento ya es del cliente 1")]


def test_products_from_a_workbook(tmp_path):
    path = tmp_path / "lista.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    rows = [
        ["Código", "Descripción", "Familia", "Marca", "Código de barras", "Precio", "Costo", "IGV"],
        [1001.0, "Taza Ñandú", "Cocina", "Alfa", 7750000000017.0, 12.5, 7.1, 18.0],
        ["b-2", "Vela", "cocina", "ALFA", "", 0.1 + 0.2, "", "18 %"],
        ["B-2", "Vela otra vez", "", "", "", 3.0, "", ""],
        ["B-3", "Cara", "", "", 7750000000017.0, -1.0, "", ""],
    ]
    for y, row in enumerate(rows):
        sheet.write_row(y, 0, row)
    book.close()

    outcome, _, batch = load("products", path)

    assert fates(outcome) == (2, 0, 0, 2)
    assert reasons(batch) == [
        (4, "Código", "repite el código de la línea 3"),
        (5, "Precio", "«-1.0» es menor que 0"),
    ]
    mug, candle = Product.objects.get(sku="1001"), Product.objects.get(sku="B-2")
    assert (mug.price, mug.cost, mug.barcode, mug.tax_rate) == (
        Decimal("12.5000"),
        Decimal("7.1000"),
        "7750000000017",
        Decimal("18.00"),
    )
    assert (candle.price, candle.category, candle.brand) == (Decimal("0.3000"), mug.category, mug.brand)


def test_payments_find_their_owner(tmp_path):
    sales(tmp_path, "P-1,C1,A1,Taza,2,10,2026-11-05")
    customer("C2")
    text = (
        "recibo,cliente,pedido,monto,fecha,medio\n"
        'R1,C1,P-1,"1,020.00",06/11/2026,Yape\n'
        "R2,,P-1,-5,06/11/2026,efectivo\n"
        "R3,C2,P-1,5,06/11/2026,efectivo\n"
        "R4,C9,,5,06/11/2026,efectivo\n"
        "R5,C2,,0,06/11/2026,efectivo\n"
        "R6,,,5,06/11/2026,efectivo\n"
        "R1,C1,,5,06/11/2026,efectivo\n"
        "R7,C2,,5,06/11/2026,trueque\n"
    )

    outcome, _, batch = load("payments", file_with(tmp_path, text))

    assert fates(outcome) == (2, 0, 0, 6)
    assert [(line, reason) for line, _, reason in reasons(batch)] == [
        (4, "el pedido P-1 es de otro cliente"),
        (5, "no hay ningún cliente con el código C9"),
        (6, "el importe no puede ser cero"),
        (7, "falta el cliente o el pedido"),
        (8, "repite el número de la línea 2"),
        (9, "«trueque» no se conoce; se espera: billetera, efectivo, otro, tarjeta, transferencia"),
    ]
    assert {pay.number: (pay.customer.code, pay.amount, pay.method) for pay in Payment.objects.all()} == {
        "R1": ("C1", Decimal("1020.00"), "billetera"),
        "R2": ("C1", Decimal("-5.00"), "efectivo"),
    }
    assert outcome.money_file == outcome.money_stored + outcome.money_rejected == Decimal("1040")


def test_counted_stock_moves_the_difference_through_the_ledger(tmp_path):
    product("A1", cost=Decimal(5))
    product("A2")
    warehouse("central", name="Almacén central")
    first = "codigo;almacén;existencias;costo;fecha\nA1;CENTRAL;10;5,5;01/11/2026\nA2;almacen central;0;;\n"

    outcome, _, _ = load("stock", file_with(tmp_path, first))
    assert fates(outcome) == (1, 0, 1, 0)
    opening = StockMovement.objects.get()
    assert (opening.kind, opening.quantity, opening.unit_cost, str(opening.occurred_on)) == (
        "opening",
        Decimal("10.000"),
        Decimal("5.5000"),
        "2026-11-01",
    )

    second, _, batch = load(
        "stock",
        file_with(
            tmp_path, "codigo;almacén;existencias\nA1;central;7\nA1;central;8\nZZ;central;1\nA2;luna;1\n", "b.csv"
        ),
    )
    assert fates(second) == (0, 1, 0, 3)
    assert [reason for _, _, reason in reasons(batch)] == [
        "este producto ya vino antes para el mismo almacén",
        "no hay ningún producto con el código ZZ",
        "no hay ningún almacén luna; hay: Almacén central",
    ]
    assert StockBalance.objects.get(product__sku="A1").on_hand == 7
    assert StockMovement.objects.get(kind="count").quantity == -3


def test_a_house_without_warehouse_gets_its_first(tmp_path):
    product("A1")

    outcome, _, _ = load("stock", file_with(tmp_path, "codigo,stock\nA1,3\n"))

    assert fates(outcome) == (1, 0, 0, 0)
    assert StockBalance.objects.get().warehouse == Warehouse.objects.get(code="principal")
