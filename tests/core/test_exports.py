"""One data set, every format: same rows, no live formula, Spanish for people, plain for machines."""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from core.errors import DomainError
from core.exports import Column, Dataset, Kind, csv_machine, csv_spanish, json_text
from core.exports.documents import PDF_ROWS, pdf, word
from core.exports.excel import write_xlsx
from core.formatting import locale_for

PERU = locale_for(country="PE", currency="PEN")
COLOMBIA = locale_for(country="CO", currency="COP")
LIMA = ZoneInfo("America/Lima")
COLUMNS = [
    Column("customer_code", "Código"),
    Column("name", "Cliente"),
    Column("orders", "Pedidos", Kind.INTEGER),
    Column("spent", "Compró", Kind.MONEY),
    Column("share", "Parte", Kind.PERCENT),
    Column("last_on", "Última compra", Kind.DATE),
    Column("seen_at", "Visto", Kind.DATETIME),
]
SEEN = datetime(2026, 11, 16, 3, 30, tzinfo=UTC)  # 22:30 of the 15th in Lima
ROWS = [
    ["0012", "Ñandú & Cía. S.A.C.", 3, Decimal("1234.50"), Decimal("0.125"), date(2026, 11, 14), SEEN],
    ["0013", '=HYPERLINK("http://x")', 1, Decimal("-60.00"), None, None, None],
    ["0014", "+51 999 888 777", 0, Decimal("0"), Decimal("0"), None, None],
]


def dataset(rows: list[list[object]] | None = None, **more: object) -> Dataset:
    return Dataset("clientes", "Clientes", COLUMNS, ROWS if rows is None else rows, **more)  # type: ignore[arg-type]


def test_machine_csv_is_plain_and_keeps_leading_zeros() -> None:
    text = "".join(csv_machine(dataset()))

    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["customer_code", "name", "orders", "spent", "share", "last_on", "seen_at"]
    assert rows[1] == [
        "0012", "Ñandú & Cía. S.A.C.", "3", "1234.50", "0.125", "2026-11-14", "2026-11-16T03:30:00+00:00"
    ]  # fmt: skip
    assert rows[2] == ["0013", '\'=HYPERLINK("http://x")', "1", "-60.00", "", "", ""]


@pytest.mark.parametrize(("locale", "spent", "share"), [(PERU, "1234.50", "12.500"), (COLOMBIA, "1234,50", "12,500")])
def test_spanish_csv_speaks_the_country(locale: object, spent: str, share: str) -> None:
    text = "".join(csv_spanish(dataset(), locale=locale, zone=LIMA))  # type: ignore[arg-type]

    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
    assert rows[0][:3] == ["Código", "Cliente", "Pedidos"]
    assert rows[1][3:] == [spent, share, "14/11/2026", "15/11/2026 22:30"]
    assert rows[3][1] == "'+51 999 888 777"


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_cell_can_be_a_formula(beginning: str) -> None:
    rows = [["1", beginning + "1+1", 1, Decimal(1), None, None, None]]

    cell = next(csv.reader(io.StringIO("".join(csv_machine(dataset(rows))).split("\n", 1)[1])))[1]

    assert cell.startswith("'")


def test_excel_holds_values_and_no_formula() -> None:
    out = io.BytesIO()

    written = write_xlsx(dataset(totals={"spent": Decimal("1174.50")}), out, locale=PERU, zone=LIMA)

    assert written == 3
    sheet = zipfile.ZipFile(out).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    out.seek(0)
    rows = list(load_workbook(out)["Datos"].iter_rows(values_only=True))
    assert rows[1][:4] == ("0012", "Ñandú & Cía. S.A.C.", 3, 1234.5)
    assert rows[1][6] == datetime(2026, 11, 15, 22, 30)
    assert rows[2][1] == '=HYPERLINK("http://x")'
    assert rows[4][3] == 1174.5


def test_json_is_a_list_or_one_object() -> None:
    single = Dataset("totals", "Totales", COLUMNS[:3], [["0012", "Ana", 3]], single=True)

    assert json.loads("".join(json_text(dataset())))[0]["spent"] == 1234.5
    assert json.loads("".join(json_text(single))) == {"customer_code": "0012", "name": "Ana", "orders": 3}
    assert json.loads("".join(json_text(dataset([])))) == []


@pytest.mark.django_db
def test_pdf_and_word_carry_rows_totals_and_notes() -> None:
    table = dataset(totals={"spent": Decimal("1174.50")}, notes=["Datos hasta el 15 de noviembre"])

    printed = pdf(table, locale=PERU, zone=LIMA)
    document = zipfile.ZipFile(io.BytesIO(word(table, locale=PERU, zone=LIMA))).read("word/document.xml").decode()

    assert printed.startswith(b"%PDF")
    for expected in (
        "Ñandú &amp; Cía. S.A.C.",
        "S/\u00a01,234.50",
        "Datos hasta el 15 de noviembre",
        "S/\u00a01,174.50",
    ):
        assert expected in document


def test_paper_refuses_more_rows_than_it_can_hold() -> None:
    rows = ([str(n), "Ana", 1, Decimal(1), None, None, None] for n in range(PDF_ROWS + 1))

    with pytest.raises(DomainError, match="Excel o CSV"):
        pdf(Dataset("x", "X", COLUMNS, rows), locale=PERU, zone=LIMA)


def test_csv_is_read_row_by_row() -> None:
    asked = []

    def rows() -> object:
        for n in range(50_000):
            asked.append(n)
            yield [str(n), "Ana", 1, Decimal(1), None, None, None]

    first = next(csv_machine(Dataset("x", "X", COLUMNS, rows())))  # type: ignore[arg-type]

    assert first.count("\n") <= 501
    assert len(asked) <= 501
