"""Files of redirected orders: rows as lines, who he is, reasons, the same file again, undo, the command's report."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from company.models import Notice
from core.imports import undo
from sales.models import RedirectedLine, RedirectedOrder
from tests.core.importing import file_with, load
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import product

pytestmark = pytest.mark.django_db
HEAD = "external_id,source,customer_code,name,phone,email,happened_at,cause,step,sku,quantity,unit_price,text"
FIELDS = HEAD.split(",")
ROWS = (
    "W-1,web,,Rosa,987654321,,2026-11-16 10:02,pago,Pago,TAZA-1,2,,No pasó mi tarjeta",
    "W-1,web,,,,,2026-11-16 10:02,,,PLATO-1,1,30.00,",
    "W-2,WhatsApp,C-2,,,,16/11/2026 09:00,La web decía que no había,,,,,Quiero doce",
    "W-3,tienda,,Señora del hotel,,,2026-11-15 18:00,,,,,,",
)


def _load(folder: Path, *rows: str, name: str = "redirigidos.csv"):
    return load(
        "redirected_orders", file_with(folder, "\n".join([HEAD, *rows]) + "\n", name), {one: one for one in FIELDS}
    )


def _shop() -> None:
    product("TAZA-1", price=Decimal("12.50"))
    product("PLATO-1", name="Plato")
    customer("C-1", phone="+51987654321", owner=person("ana", "ventas"))
    customer("C-2", first_name="Julia")


def test_rows_of_one_number_are_one_with_its_lines_customer_and_seller(tmp_path: Path) -> None:
    _shop()

    outcome, _, _ = _load(tmp_path, *ROWS)
    first, second, third = RedirectedOrder.objects.order_by("external_id")

    assert (outcome.fates["created"], outcome.fates["rejected"]) == (4, 0)
    assert [(one.who, one.source, one.amount) for one in (first, second, third)] == [
        ("Rosa Quispe", "web", Decimal("55.00")),
        ("Julia Quispe", "whatsapp", Decimal(0)),
        ("Señora del hotel", "shop", Decimal(0)),
    ]
    assert [one.number for one in (third, second, first)] == ["R-2026-000001", "R-2026-000002", "R-2026-000003"]
    assert {one.seller.username for one in (first, second, third)} == {"ana"}
    assert [one.text for one in Notice.objects.filter(level="warning")] == [
        "Un archivo trajo 3 pedidos redirigidos para ti"
    ]
    assert RedirectedLine.objects.count() == 2


def test_the_same_rows_again_change_nothing(tmp_path: Path) -> None:
    _shop()
    _load(tmp_path, *ROWS)
    before = list(RedirectedOrder.objects.order_by("pk").values())

    outcome, _, _ = _load(tmp_path, *reversed(ROWS), name="otra-vez.csv")

    assert (outcome.fates["created"], outcome.fates["unchanged"]) == (0, 4)
    assert list(RedirectedOrder.objects.order_by("pk").values()) == before


def test_what_cannot_be_read_is_refused_whole_with_its_reason(tmp_path: Path) -> None:
    _shop()

    outcome, rejected, _ = _load(
        tmp_path,
        "B-1,web,,Rosa,,,2026-11-16 10:00,hechizo,,,,,",
        "B-2,web,,Rosa,,,2026-11-16 10:00,pago,,NADA-1,1,,",
        "B-2,web,,Rosa,,,2026-11-16 10:00,pago,,TAZA-1,1,,",
        "B-3,web,,,,,2026-11-16 10:00,pago,,TAZA-1,1,,",
        "B-4,web,C-999,,,,2026-11-16 10:00,pago,,TAZA-1,1,,",
        "B-5,web,,Rosa,,,2099-01-01 10:00,pago,,TAZA-1,1,,",
        "B-6,web,,Rosa,,,2026-11-16 10:00,pago,,TAZA-1,0,,",
    )
    told = Path(rejected).read_text(encoding="utf-8-sig")

    assert (outcome.fates["created"], outcome.fates["rejected"], RedirectedOrder.objects.count()) == (0, 7, 0)
    for reason in (
        "no está entre tus causas",
        "no hay ningún producto con el código NADA-1",
        "otra línea de este pedido tiene un error (línea 3)",
        "falta a quién contactar",
        "no hay ningún cliente con el código o documento C-999",
        "no puede haber pasado en el futuro",
        "la cantidad debe ser mayor que cero",
    ):
        assert reason in told


def test_undo_takes_all_away(tmp_path: Path) -> None:
    _shop()
    _, _, batch = _load(tmp_path, *ROWS)

    undo.undo(batch=batch, actor=None)

    assert (RedirectedOrder.objects.count(), RedirectedLine.objects.count()) == (0, 0)


def test_the_report_of_the_command_is_json_of_the_week(tmp_path: Path) -> None:
    _shop()
    _load(tmp_path, *ROWS)
    out = tmp_path / "informe.json"

    call_command("report", "redirected", "--week", "2026-W47", "--format", "json", "--output", str(out))
    rows = [row for row in json.loads(out.read_text()) if row["group"] == "causa"]

    assert [(row["key"], row["count"], Decimal(str(row["stake"]))) for row in rows] == [
        ("pago", 1, Decimal(55)),
        ("sin-stock-web", 1, Decimal(0)),
    ]
