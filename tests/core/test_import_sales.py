"""Sales files: orders, returns, counter sales, fees; every row and every cent has a fate."""

import csv
import gzip
import json
import random
from decimal import Decimal
from io import StringIO
from itertools import islice

import pytest
from django.core.management import call_command
from django.db import connection

from core.imports.errors import Unusable
from core.models import ImportBatch
from customers.models import Customer
from inventory.models import Category, Product
from sales.models import ChangedDay, Order, OrderLine

from .importing import RETAIL, RETAIL_MAP, dump, file_with, load, reasons, sales, scalar

pytestmark = pytest.mark.django_db


def fates(outcome):
    return tuple(outcome.fates[fate] for fate in ("created", "updated", "unchanged", "rejected"))


def test_rows_of_one_number_become_one_order(tmp_path):
    outcome, _, batch = sales(
        tmp_path,
        "P-1,C1,A1,Taza,2,10.50,2026-11-05 14:30",
        "P-1,C1,A2,Vela,1,4,2026-11-05 14:30",
        "P-2,,A1,Taza,1,10.50,2026-11-06",
    )

    assert fates(outcome) == (3, 0, 0, 0)
    order = Order.objects.get(number="P-1")
    assert (order.kind, order.status, order.total, order.customer.code) == ("sale", "delivered", Decimal("25.00"), "C1")
    assert order.placed_at.isoformat() == "2026-11-05T19:30:00+00:00"  # 14:30 in Lima
    assert str(order.placed_on) == "2026-11-05"
    assert [(line.position, line.sku, line.name, line.total) for line in order.lines.all()] == [
        (1, "A1", "Taza", Decimal("21.0000")),
        (2, "A2", "Vela", Decimal("4.0000")),
    ]
    assert Order.objects.get(number="P-2").customer is None
    assert Customer.objects.get(code="C1").first_name == "Cliente C1"
    assert (batch.money_file, batch.money_stored) == (Decimal("35.5"), Decimal("35.5"))
    assert {(day.customer.code if day.customer else None, str(day.placed_on)) for day in ChangedDay.objects.all()} == {
        ("C1", "2026-11-05"),
        (None, "2026-11-06"),
    }


def test_a_number_with_c_is_a_return_and_stock_corrections_are_adjustments(tmp_path):
    sales(
        tmp_path,
        "C77,C1,A1,Taza,-2,10,2026-11-05",
        "78,,A1,damaged,-5,0,2026-11-05",
        "79,,A1,found,5,0,2026-11-05",
        "CAJA1,C1,A1,Taza,1,10,2026-11-05",
    )

    assert dict(Order.objects.values_list("number", "kind")) == {
        "C77": "return",
        "78": "adjustment",
        "79": "adjustment",
        "CAJA1": "sale",
    }
    assert Product.objects.get(sku="A1").name == "Taza"


def test_codes_that_are_no_products_carry_none(tmp_path):
    rows = [f"P-1,C1,{20000 + n},Producto {n},1,2,2026-11-05" for n in range(30)]
    rows += ["P-1,C1,POST,Postage,1,18,2026-11-05", "P-1,C1,gift_0001_20,Gift,1,20,2026-11-05"]
    rows += ["P-1,C1,M,Manual,1,-3,2026-11-05", "P-1,C1,BOLSITA,Empaque,1,1,2026-11-05"]

    sales(tmp_path, *rows)

    assert {line.sku: line.kind for line in OrderLine.objects.exclude(kind="product")} == {
        "POST": "fee",
        "GIFT_0001_20": "fee",
        "M": "adjustment",
        "BOLSITA": "fee",
    }
    assert Product.objects.count() == 30


def test_a_shop_whose_codes_are_letters_keeps_them(tmp_path):
    sales(tmp_path, "P-1,C1,S,Camiseta S,1,20,2026-11-05", "P-1,C1,M,Camiseta M,1,20,2026-11-05")

    assert set(Product.objects.values_list("sku", flat=True)) == {"S", "M"}


def test_repeated_rows_stay_and_codes_forget_their_case(tmp_path):
    sales(tmp_path, "P-1,C1,a1,Taza,1,10,2026-11-05", "P-1,C1,A1,Taza,1,10,2026-11-05")

    assert OrderLine.objects.count() == 2
    assert Product.objects.get().sku == "A1"


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("P-1,C1,A2,Vela,uno,4,2026-11-05", "cantidad", "«uno» no es un número"),
        ("P-1,C1,A2,Vela,1,1e309,2026-11-05", "precio", "«1e309» no es un número"),
        ("P-1,C1,A2,Vela,1,NaN,2026-11-05", "precio", "«NaN» no es un número"),
        ("P-1,C1,A2,Vela,1,4,31/02/2026", "fecha", "«31/02/2026» no es una fecha que exista"),
        ("P-1,C1,A2,Vela,1,,2026-11-05", "precio", "falta"),
        ("P-1,C1,,Vela,1,4,2026-11-05", "codigo", "falta el código de producto"),
        ("P-1,C1,A2,Ve\x00la,1,4,2026-11-05", "producto", "la celda trae caracteres nulos"),
        ("P-1,C1,A2,Vela,1,4", "", "la fila tiene 6 celdas y el encabezado 7"),
        ("P-1,C1,A2,Vela,1,4,2026-11-05,sobra", "", "la fila tiene 8 celdas y el encabezado 7"),
        ("P-1,C1,A2,Vela,0.0001,4,2026-11-05", "cantidad", "«0.0001» tiene más de 3 decimales"),
        ("P-1,C1,A2," + "x" * 10_000_000 + ",1,4,2026-11-05", "producto", "tiene 10000000 caracteres; caben 200"),
    ],
)
def test_a_bad_row_is_named_and_takes_its_order_with_it(tmp_path, row, column, reason):
    outcome, rejected_file, batch = sales(
        tmp_path, "P-1,C1,A1,Taza,2,10,2026-11-05", row, "P-2,C2,A1,Taza,1,10,2026-11-05"
    )

    assert fates(outcome) == (1, 0, 0, 2)
    assert reasons(batch) == [
        (2, "pedido", "otra línea de este pedido tiene un error (línea 3)"),
        (3, column, reason),
    ]
    assert set(Order.objects.values_list("number", flat=True)) == {"P-2"}
    assert outcome.money_file == outcome.money_stored + outcome.money_rejected
    assert rejected_file.read_text(encoding="utf-8-sig").splitlines()[0].endswith("línea del archivo,motivo")


def test_two_customers_in_one_order_are_refused(tmp_path):
    outcome, _, batch = sales(tmp_path, "P-1,C1,A1,Taza,2,10,2026-11-05", "P-1,C2,A1,Taza,2,10,2026-11-05")

    assert fates(outcome) == (0, 0, 0, 2)
    assert {reason for _, _, reason in reasons(batch)} == {"el pedido P-1 trae más de un cliente"}


def test_the_file_of_rejected_rows_can_be_mended_and_loaded(tmp_path):
    _, rejected_file, _ = sales(
        tmp_path, 'P-1,C1,A1,"Taza, roja ""grande""",dos,10,2026-11-05', "P-1,C1,A2,=1+1,1,5,2026-11-05"
    )
    text = rejected_file.read_text(encoding="utf-8-sig")
    assert "'=1+1" in text  # a spreadsheet must not compute it

    outcome, _, _ = load("sales", file_with(tmp_path, text.replace(",dos,", ",2,"), "mejorado.csv"))

    assert fates(outcome) == (2, 0, 0, 0)
    assert sorted(OrderLine.objects.values_list("name", flat=True)) == ["=1+1", 'Taza, roja "grande"']


def test_money_with_signs_and_commas_as_people_write_it(tmp_path):
    header = "pedido;cliente;codigo;producto;cantidad;precio;fecha"
    outcome, _, _ = sales(
        tmp_path,
        "P-1;C1;A1;Taza;2;S/ 1.234,50;05/11/2026",
        "P-1;C1;A2;Vela;1.000;0,125;05/11/2026 09:15",
        header=header,
    )

    assert fates(outcome) == (2, 0, 0, 0)
    assert Order.objects.get().total == Decimal("2594.00")


def test_a_price_with_many_decimals_still_adds_up_to_the_cent(tmp_path):
    outcome, _, _ = sales(
        tmp_path, "P-1,C1,A1,Taza,118,8.4745762712,2026-11-05", "P-1,C1,A1,Taza,-7,0.00005,2026-11-05"
    )

    assert outcome.money_stored == outcome.money_file == Decimal("999.9996")
    assert [str(line.unit_price) for line in OrderLine.objects.order_by("position")] == ["8.4746", "0.0001"]


def test_the_same_file_again_changes_nothing_whatever_its_name_or_sequence(tmp_path):
    rows = ["P-1,C1,A1,Taza,2,10,2026-11-05", "P-1,C1,A2,Vela,1,4,2026-11-05 10:00", "P-2,,A1,,1,10,2026-11-06"]
    sales(tmp_path, *rows)
    before = dump()

    again, _, _ = sales(tmp_path, *rows, name="otro-nombre.csv")
    assert again.repeats is not None
    turned, _, _ = sales(tmp_path, *reversed(rows), name="al-reves.csv")
    assert turned.repeats is None

    assert fates(again) == fates(turned) == (0, 0, 3, 0)
    assert dump() == before


def test_a_worker_whose_session_held_temporary_tables_imports_all_the_same(tmp_path):
    """PostgreSQL refuses some settings once a session touched a temporary table; a worker's session lives long."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE used_before ON COMMIT DROP AS SELECT 1 AS one")

    outcome, _, _ = sales(tmp_path, "P-1,C1,A1,Taza,2,10,2026-11-05")

    assert fates(outcome) == (1, 0, 0, 0)


def test_a_changed_row_replaces_its_order_and_says_which_rows_changed(tmp_path):
    sales(tmp_path, "P-1,C1,A1,Taza,2,10,2026-11-05", "P-1,C1,A2,Vela,1,4,2026-11-05")
    first = Order.objects.get()

    outcome, _, _ = sales(tmp_path, "P-1,C1,A1,Taza,3,10,2026-11-05", "P-1,C1,A2,Vela,1,4,2026-11-05")

    order = Order.objects.get()
    assert fates(outcome) == (0, 1, 1, 0)
    assert (order.pk, order.total, order.version) == (first.pk, Decimal("34.00"), first.version + 1)


def test_a_line_that_vanished_changes_its_order(tmp_path):
    sales(tmp_path, "P-1,C1,A1,Taza,2,10,2026-11-05", "P-1,C1,A2,Vela,1,4,2026-11-05")

    outcome, _, _ = sales(tmp_path, "P-1,C1,A1,Taza,2,10,2026-11-05")

    assert fates(outcome) == (0, 1, 0, 0)
    assert Order.objects.get().total == Decimal("20.00")


def test_an_order_that_moves_to_another_customer_marks_both(tmp_path):
    sales(tmp_path, "P-1,C1,A1,Taza,2,10,2026-11-05")
    ChangedDay.objects.all().delete()

    sales(tmp_path, "P-1,C2,A1,Taza,2,10,2026-11-06")

    assert {(day.customer.code, str(day.placed_on)) for day in ChangedDay.objects.all()} == {
        ("C1", "2026-11-05"),
        ("C2", "2026-11-06"),
    }


def test_names_categories_costs_and_defaults(tmp_path):
    header = "boleta,ruc,nombre cliente,sku,descripcion,familia,qty,p. unit,costo,fecha emisión"
    path = file_with(tmp_path, f"{header}\nB-1,20100070970,Tiendas Ñandú,X9,Olla,Cocina,2,50,30,2026-11-05\n")

    outcome, _, _ = load("sales", path)

    assert fates(outcome) == (1, 0, 0, 0)
    assert Order.objects.get().cost == Decimal("60.00")
    assert Customer.objects.get().first_name == "Tiendas Ñandú"
    assert Category.objects.get(name="Cocina").path == f"{Category.objects.get(name='Cocina').pk}/"


def test_a_file_without_numbers_and_codes_has_an_order_per_customer_and_day(tmp_path):
    path = file_with(tmp_path, "master_id,date,cds,value\n00004,1997-01-01,2,14.67\n00004,1997-01-18,2,14.88\n")

    outcome, _, _ = load(
        "sales", path, {"customer_code": "master_id", "placed_at": "date", "quantity": "cds", "unit_price": "value"}
    )

    assert fates(outcome) == (2, 0, 0, 0)
    assert set(Order.objects.values_list("number", flat=True)) == {"00004-19970101", "00004-19970118"}


def test_defaults_fill_what_the_file_does_not_say(tmp_path):
    path = file_with(tmp_path, "pedido,codigo,precio\nP-1,A1,5\n")

    outcome, _, _ = load(
        "sales",
        path,
        {"order_number": "pedido", "sku": "codigo", "unit_price": "precio"},
        defaults={"placed_at": "2026-11-05", "channel": "WhatsApp"},
    )

    assert fates(outcome) == (1, 0, 0, 0)
    assert Order.objects.get().channel == "whatsapp"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"order_number": "no está"}, "La columna «no está» no está en el archivo."),
        ({"numero": "pedido"}, "«numero» no es un campo de Ventas."),
        ({"order_number": "pedido"}, "Falta decir qué columna es: Precio unitario, Fecha."),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(tmp_path, given, said):
    with pytest.raises(Unusable) as refused:
        load("sales", file_with(tmp_path, "pedido,precio,fecha\n1,2,2026-01-01\n"), given)
    assert str(refused.value).startswith(said)


def test_the_command_prints_one_line_of_json(tmp_path):
    out = StringIO()
    path = file_with(tmp_path, "pedido,codigo,cantidad,precio,fecha\nP-1,A1,x,5,2026-11-05\nP-2,A1,1,5,2026-11-05\n")

    call_command("import_file", "sales", str(path), stdout=out)

    answer = json.loads(out.getvalue())
    assert {key: answer[key] for key in ("read", "created", "updated", "unchanged", "rejected")} == {
        "read": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "rejected": 1,
    }
    assert answer["rejected_file"].endswith(".csv")


def test_the_command_ends_with_two_when_the_file_is_unusable(tmp_path):
    out = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("import_file", "sales", str(file_with(tmp_path, b"\x89PNG" + bytes(100))), stdout=out)

    assert ended.value.code == 2
    assert json.loads(out.getvalue())["error"].startswith("Esto no es una tabla")


def test_a_rehearsal_counts_and_writes_nothing(tmp_path):
    outcome, _, batch = sales(tmp_path, "P-1,C1,A1,Taza,2,10,2026-11-05", dry_run=True)

    assert fates(outcome) == (1, 0, 0, 0)
    assert batch is None
    assert (Order.objects.count(), Product.objects.count(), ImportBatch.objects.count()) == (0, 0, 0)


def retail_rows(count):
    with gzip.open(RETAIL, "rt", encoding="utf-8", newline="") as lines:
        return list(islice(csv.reader(lines), count + 1))


def test_the_real_file_keeps_every_row_and_cent(tmp_path):
    header, *rows = retail_rows(20_000)
    rows += [row for row in retail_rows(262_000)[1:] if row[0].startswith(("A", "C5814"))]  # the odd ones
    out = StringIO()
    csv.writer(out).writerows([header, *rows])
    money = sum(Decimal(row[3]) * Decimal(row[5]) for row in rows)

    outcome, _, _ = load("sales", file_with(tmp_path, out.getvalue()), RETAIL_MAP)

    assert outcome.read == len(rows) == sum(outcome.fates.values())
    assert outcome.fates["rejected"] == 0
    assert OrderLine.objects.count() == len(rows)
    assert scalar("SELECT sum(total) FROM sales_orderline") == outcome.money_file == money
    assert abs(scalar("SELECT sum(total) FROM sales_order") - money) < 1  # each order is rounded to the cent
    assert Order.objects.count() == len({row[0] for row in rows})
    assert Order.objects.filter(kind="return").count() == len({row[0] for row in rows if row[0].startswith("C")})
    assert Order.objects.filter(customer=None).count() == len({row[0] for row in rows if not row[6]})
    assert Customer.objects.count() == len({row[6] for row in rows if row[6]})
    assert OrderLine.objects.filter(kind="product", product__sku__in=["POST", "M", "D", "B", "C2"]).count() == 0

    random.Random(7).shuffle(rows)
    out = StringIO()
    csv.writer(out, delimiter=";").writerows([header, *rows])
    again, _, _ = load("sales", file_with(tmp_path, out.getvalue(), "mezclado.csv"), RETAIL_MAP)
    assert fates(again) == (0, 0, len(rows), 0)
