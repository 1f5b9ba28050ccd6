"""Files as they come: encodings, separators, headers, and files that want to do harm."""

import gzip
import io
import time
import zipfile

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.imports import reading
from core.imports.dialect import MAX_COLUMNS
from core.imports.errors import Unusable
from core.imports.reading import body, examine, header

from .importing import file_with

NAMES = {"codigo", "nombre", "precio", "fecha"}


def rows(source):
    return [cells for _, cells, reason in body(source) if not reason]


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("codigo;nombre\n1;Muñoz\n".encode(), "utf-8"),
        ("codigo;nombre\n1;Muñoz\n".encode("utf-8-sig"), "utf-8"),
        ("codigo;nombre\n1;Muñoz\n".encode("cp1252"), "cp1252"),
        ("codigo;nombre\n1;Muñoz\n".encode("utf-16"), "utf-16"),
        (b"codigo;nombre\n1;Mu\xc3\xb1oz\n2;Pe\xf1a\n", "mixta"),
    ],
)
def test_accents_arrive_whatever_the_encoding(tmp_path, raw, encoding):
    source = examine(file_with(tmp_path, raw), known_names=NAMES)

    assert (source.options.encoding, source.options.separator) == (encoding, ";")
    assert header(source) == ["codigo", "nombre"]
    assert [row[1] for row in rows(source)] == ["Muñoz", "Peña"][: len(rows(source))]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_separators_are_recognised(tmp_path, mark):
    text = f"codigo{mark}nombre{mark}precio\n" + "".join(f"{n}{mark}Taza{mark}{n}\n" for n in range(5))

    assert examine(file_with(tmp_path, text), known_names=NAMES).options.separator == mark


def test_titles_above_the_header_are_skipped_and_lines_count_as_an_editor_shows_them(tmp_path):
    text = "Reporte de noviembre\n\nTienda central;;\ncodigo;nombre;precio\nA1;Taza;5\n\nA2;Vela;7\n"
    source = examine(file_with(tmp_path, text), known_names=NAMES)

    assert header(source) == ["codigo", "nombre", "precio"]
    assert [line for line, _, _ in body(source)] == [5, 7]


def test_a_file_without_header_gets_letters(tmp_path):
    source = examine(file_with(tmp_path, "1,2.5,2026-01-01\n2,3.5,2026-01-02\n"), known_names=NAMES)

    assert header(source) == ["Columna A", "Columna B", "Columna C"]
    assert len(rows(source)) == 2


@pytest.mark.parametrize(
    ("text", "formats"),
    [
        ("codigo;precio\n1;1.234,50\n2;1.234\n", (",", "dmy")),
        ("codigo,precio\n1,1234.50\n2,1.234\n", (".", "dmy")),
        ("codigo,fecha\n1,12/31/2026\n", (".", "mdy")),
        ("codigo,fecha\n1,31/12/2026\n", (".", "dmy")),
    ],
)
def test_decimal_and_date_formats_come_from_the_data(tmp_path, text, formats):
    options = examine(file_with(tmp_path, text), known_names=NAMES).options

    assert (options.decimal, options.dates) == formats


def test_a_quote_that_is_never_closed_costs_its_own_line(tmp_path):
    lines = ["codigo,nombre"] + [f"{n},Taza" for n in range(1, 1001)]
    lines[4] = '4,"Taza sin cerrar'
    source = examine(file_with(tmp_path, "\n".join(lines)), known_names=NAMES)
    read = list(body(source))

    assert len(read) == 1000
    assert [(line, reason) for line, _, reason in read if reason] == [(5, "hay comillas que se abren y no se cierran")]


def test_a_cell_with_line_breaks_is_one_row(tmp_path):
    source = examine(file_with(tmp_path, 'codigo,nombre\n1,"Taza\nroja"\n2,Vela\n'), known_names=NAMES)

    assert [(line, cells) for line, cells, _ in body(source)] == [(2, ["1", "Taza\nroja"]), (4, ["2", "Vela"])]


def workbook(path, grid, **options):
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy", **options})
    sheet = book.add_worksheet("Hoja")
    for y, line in enumerate(grid):
        for x, cell in enumerate(line):
            sheet.write(y, x, cell)
    book.close()
    return path


def test_spreadsheets_arrive_typed(tmp_path):
    path = workbook(tmp_path / "libro.xlsx", [["codigo", "precio"], ["001", 4.0], ["A2", 2.5]])
    source = examine(path, known_names=NAMES)

    assert source.is_sheet
    assert [(line, cells) for line, cells, _ in body(source)] == [(2, ["001", 4.0]), (3, ["A2", 2.5])]


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


def zip_with(entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def sheet_reaching(cell):
    return zip_with(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": "<workbook/>",
            "xl/worksheets/sheet1.xml": f'<worksheet><sheetData><row r="1"><c r="A1"/></row><row><c r="{cell}"/></row>',
        }
    )


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"", "vacio.csv"),
        (b"\n\n  \n,,,\n", "blanco.csv"),
        (PNG, "foto.csv"),
        (b"%PDF-1.7\n" + bytes(2000), "papel.csv"),
        (bytes(5000), "ceros.csv"),
        (zip_with({"a.txt": "hola"}), "otro.xlsx"),
        (b"PK\x03\x04" + b"x" * 500, "roto.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "roto.xls"),
        (zip_with({"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": b"0" * 450_000_000}), "bomba.xlsx"),
        (sheet_reaching("XFD1048576"), "lejos.xlsx"),
        (gzip.compress(b"codigo,nombre\n", mtime=0)[:20], "cortado.csv.gz"),
        (",".join(f"c{n}" for n in range(300)).encode() + b"\n" + b"1," * 299 + b"1\n", "ancho.csv"),
    ],
)
def test_files_that_are_no_table_are_refused_soon_and_in_spanish(tmp_path, raw, name):
    started = time.monotonic()

    with pytest.raises(Unusable) as refused:
        source = examine(file_with(tmp_path, raw, name), known_names=NAMES)
        header(source)
        list(body(source))

    assert time.monotonic() - started < 5
    assert str(refused.value).endswith(".")


def test_a_gz_that_unfolds_without_end_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MAX_UNPACKED", 5_000_000)

    with pytest.raises(Unusable, match="demasiado grande"):
        examine(file_with(tmp_path, gzip.compress(b"a,b\n" * 5_000_000), "bomba.csv.gz"))


def test_a_line_without_end_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MAX_LINE", 1_000_000)

    with pytest.raises(Unusable, match="pesa más de"):
        list(body(examine(file_with(tmp_path, b"codigo,nombre\n1," + b"x" * 3_000_000), known_names=NAMES)))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=600))
def test_no_bytes_break_the_reader(tmp_path, raw):
    try:
        source = examine(file_with(tmp_path, b"codigo,nombre\n" + raw), known_names=NAMES)
        names = header(source)
        found = list(body(source))
    except Unusable:
        return
    assert 0 < len(names) <= MAX_COLUMNS
    lines = [line for line, _, _ in found]
    assert lines == sorted(set(lines))
