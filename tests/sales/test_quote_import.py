"""Files of quotes: rows as lines, money to the cent, reasons, another currency, the same file again, undo."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from company.models import User
from core.imports import undo
from sales.models import Quote, QuoteLine
from tests.core.importing import file_with, load, reasons
from tests.factories.company import person
from tests.factories.customers import customer
from tests.factories.inventory import product
from tests.factories.quotes import quote

pytestmark = pytest.mark.django_db
HEAD = (
    "quote_number,title,customer_code,seller,made_on,valid_until,state,"
    "sku,description,quantity,unit_price,discount_percent,tax_rate,currency"
)
ROWS = (
    "COT-2026-000007,Regalos,C-1,luz,2026-11-10,2026-11-30,Enviada,TAZA-1,,3,33.3333,12.5,18,PEN",
    "COT-2026-000007,,C-1,,2026-11-10,,,,Flete,1.5,0.33,0,,",
    "V-2,,C-1,,2026-11-11,,aceptada,TAZA-1,,2,,,,",
)


def _load(folder: Path, *rows: str, name: str = "cotizaciones.csv", **more: Any) -> Any:
    names = HEAD.split(",")
    return load("quotes", file_with(folder, "\n".join([HEAD, *rows]) + "\n", name), {one: one for one in names}, **more)


def _shop() -> None:
    product("TAZA-1", price=Decimal("12.50"), cost=Decimal("5.00"))
    customer("C-1", owner=person("luz", "ventas"))


def test_rows_of_one_number_are_one_quote_with_its_money(tmp_path: Path) -> None:
    _shop()

    outcome, _, _ = _load(tmp_path, *ROWS)

    first, second = Quote.objects.order_by("made_on")
    assert (outcome.fates["created"], outcome.fates["rejected"]) == (3, 0)
    assert (first.title, first.state, first.owner.username) == ("Regalos", "sent", "luz")
    assert (first.total, first.tax, first.cost) == (Decimal("88.00"), Decimal("15.84"), Decimal("15.00"))
    assert (second.title, second.state, second.total) == ("Taza de corazones", "accepted", Decimal("25.00"))
    assert first.versions.get().sent_at == first.sent_at
    assert quote(first.customer, first.owner).number == "COT-2026-000008"


def test_the_same_rows_again_change_nothing(tmp_path: Path) -> None:
    _shop()
    _load(tmp_path, *ROWS)
    before = (list(Quote.objects.order_by("pk").values()), list(QuoteLine.objects.order_by("pk").values()))

    outcome, _, _ = _load(tmp_path, *reversed(ROWS), name="otra-vez.csv")

    assert (outcome.fates["created"], outcome.fates["unchanged"]) == (0, 3)
    assert (list(Quote.objects.order_by("pk").values()), list(QuoteLine.objects.order_by("pk").values())) == before


def test_what_does_not_add_up_is_refused_whole_with_its_reason(tmp_path: Path) -> None:
    _shop()

    outcome, _, batch = _load(
        tmp_path,
        "A,,C-1,,2026-11-10,,,TAZA-1,,1,10,,,USD",
        "A,,C-1,,2026-11-10,,,TAZA-1,,1,10,,,",
        "B,,C-1,,2026-11-10,,,TAZA-1,,0,10,,,",
        "C,,C-1,,2026-11-10,,,TAZA-1,,1,10,101,,",
        "D,,C-1,,2026-11-10,,,,Flete,1,,,,",
        "E,,NADIE,,2026-11-10,,,TAZA-1,,1,10,,,",
        "F,,C-1,nadie,2026-11-10,,,TAZA-1,,1,10,,,",
        "G,,C-1,,2026-11-10,2026-11-09,,TAZA-1,,1,10,,,",
        "H,,C-1,,2026-11-10,,,NADA,,1,10,,,",
        "I,,C-1,,2190-11-10,,,TAZA-1,,1,10,,,",
    )

    assert (outcome.fates["created"], outcome.fates["rejected"]) == (0, 10)
    said = " ".join(reason for _, _, reason in reasons(batch))
    for reason in (
        "está en USD y la empresa trabaja en PEN",
        "otra línea de esta cotización tiene un error",
        "la cantidad debe ser mayor que cero",
        "el descuento va de 0 a 100",
        "no tiene precio",
        "no hay ningún cliente",
        "no se sabe de qué vendedor es",
        "anterior a su fecha",
        "no hay ningún producto con el código NADA",
        "ese día todavía no llega",
    ):
        assert reason in said, reason
    assert not Quote.objects.exists()


def test_a_file_can_be_taken_back(tmp_path: Path) -> None:
    _shop()
    _, _, batch = _load(tmp_path, *ROWS)

    undo.undo(batch=batch, actor=None)

    assert not Quote.objects.exists()
    assert not QuoteLine.objects.exists()


def test_a_person_loads_no_quote_of_another_team(tmp_path: Path) -> None:
    _shop()
    person("ana", "supervisor")
    ana = User.objects.get(username="ana")

    _, _, batch = _load(tmp_path, *ROWS, "V-3,,C-1,ana,2026-11-11,,aceptada,TAZA-1,,2,,,,", actor=ana)

    assert reasons(batch)[0][1:] == ("seller", "luz no es de tu equipo: nombra a alguien que sí")
    assert [one.number for one in Quote.objects.all()] == ["V-3"]
