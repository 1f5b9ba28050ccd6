"""Excel, written row by row with constant memory. Text is written as text: no cell can be a formula."""

from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any
from zoneinfo import ZoneInfo

import xlsxwriter

from core.formatting import Locale

from .dataset import Dataset, Kind

MAX_ROWS = 1_048_000
_WIDTHS = {Kind.TEXT: 26, Kind.DATE: 12, Kind.DATETIME: 17, Kind.BOOLEAN: 8}


def write_xlsx(dataset: Dataset, out: IO[bytes], *, locale: Locale, zone: ZoneInfo) -> int:
    """Write the dataset as one sheet with a frozen heading; gives the number of rows written."""
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Datos")
    formats = _formats(book, locale)
    for place, column in enumerate(dataset.columns):
        sheet.set_column(place, place, _WIDTHS.get(column.kind, 14))
        sheet.write_string(0, place, column.label, formats["head"])
    sheet.freeze_panes(1, 0)
    written = 0
    for row in dataset.rows:
        written += 1
        if written > MAX_ROWS:
            break
        for place, (value, column) in enumerate(zip(row, dataset.columns, strict=True)):
            _write(sheet, written, place, value, column.kind, formats, zone)
    totals = dataset.totals_row()
    if totals:
        for place, (value, column) in enumerate(zip(totals, dataset.columns, strict=True)):
            _write(sheet, written + 1, place, value, column.kind, formats, zone)
    book.close()
    return written


def _formats(book: Any, locale: Locale) -> dict[Any, Any]:
    symbol = f'"{locale.symbol}"'
    amount = f"#,##0.00\\ {symbol}" if locale.symbol_after else f"{symbol}\\ #,##0.00"
    return {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
        Kind.MONEY: book.add_format({"num_format": amount}),
        Kind.PERCENT: book.add_format({"num_format": "0.0 %"}),
        Kind.INTEGER: book.add_format({"num_format": "#,##0"}),
        Kind.DECIMAL: book.add_format({"num_format": "#,##0.####"}),
        Kind.DATE: book.add_format({"num_format": "dd/mm/yyyy"}),
        Kind.DATETIME: book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
    }


def _write(sheet: Any, row: int, place: int, value: Any, kind: Kind, formats: dict[Any, Any], zone: ZoneInfo) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(row, place, "Sí" if value else "No")
    elif isinstance(value, datetime):
        sheet.write_datetime(row, place, value.astimezone(zone).replace(tzinfo=None), formats[Kind.DATETIME])
    elif isinstance(value, date):
        sheet.write_datetime(row, place, datetime(value.year, value.month, value.day), formats[Kind.DATE])
    elif kind.is_number and isinstance(value, int | float | Decimal):
        sheet.write_number(row, place, float(value), formats[kind])
    else:
        sheet.write_string(row, place, str(value).replace("\0", ""))
