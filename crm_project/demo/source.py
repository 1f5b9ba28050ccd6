"""The real stream of sales, as the file holds it: read, classified, moved to today, priced in soles.

Money is in whole céntimos and quantities in whole units throughout, so that every sum is exact.
"""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from core.clock import last_complete_week, monday_of
from sales.enums import LineKind, OrderKind

FOLDER = Path(__file__).parent / "data"
FILE = FOLDER / "online_retail_even_customers.csv.gz"
TINY = FOLDER / "tiny.csv"  # 34 customers and 30 products cut out of it, for tests
LAST_DAY = date(2011, 12, 9)  # a Friday
RATE = 48  # soles per pound × 10: £ 1.00 = S/ 4.80
# The same rule as ``sales.NonProductCode``, and the services that the shop booked under ordinary numbers.
FEES = {
    "POST": "Envío",
    "DOT": "Envío de compra por internet",
    "C2": "Transporte",
    "23444": "Envío al día siguiente",
    "23574": "Cargo de embalaje",
    "23595": "Corrección de inventario",
    "23702": "Fotografía de catálogo",
    "BANK CHARGES": "Comisión bancaria",
    "AMAZONFEE": "Comisión del mercado en línea",
    "CRUK": "Donación",
    "PADS": "Almohadillas para los muestrarios",
    "S": "Muestras",
}
ADJUSTMENTS = {"M": "Ajuste a mano", "D": "Descuento", "B": "Deuda incobrable"}


class Line(NamedTuple):
    """One line of the file. ``price`` in céntimos a unit, ``quantity`` signed."""

    kind: str
    sku: str
    quantity: int
    price: int


@dataclass(slots=True)
class Invoice:
    """One invoice number. ``customer`` is the number of the source ("" = nobody named)."""

    number: str
    placed_at: datetime
    customer: str
    kind: str
    lines: list[Line] = field(default_factory=list)
    free: bool = True  # every price is zero
    web: bool = False
    marketplace: bool = False

    @property
    def total(self) -> int:
        """Céntimos before tax."""
        return sum(line.quantity * line.price for line in self.lines)


@dataclass(slots=True)
class Stream:
    """The whole file: invoices in their order, and for each product code how it was described."""

    invoices: list[Invoice]
    descriptions: dict[str, dict[str, int]]


def soles(pounds: str) -> int:
    """Price in céntimos at the fixed rate, half a céntimo away from zero: ``"2.55"`` → 1224."""
    whole, _, decimals = pounds.lstrip("-").partition(".")
    mils = int(whole or 0) * 1000 + int((decimals + "000")[:3])
    cents = (mils * RATE + 50) // 100
    return -cents if pounds.startswith("-") else cents


def shift(today: date) -> timedelta:
    """Whole weeks from the file's last week to the last complete week before ``today``."""
    return monday_of(last_complete_week(today)) - (LAST_DAY - timedelta(days=LAST_DAY.weekday()))


def other_name(sku: str) -> str:
    """What a line that is no product is called."""
    if sku.startswith("GIFT_"):
        return f"Tarjeta de regalo de S/ {soles(sku.rpartition('_')[2]) // 100}"
    if sku.startswith("DCGS"):
        return "Artículo sin ficha de la tienda en línea"
    return FEES.get(sku) or ADJUSTMENTS[sku]


def line_kind(sku: str) -> str:
    """Codes that are no products are fees or adjustments."""
    if sku in FEES or sku.startswith(("GIFT_", "DCGS")):
        return LineKind.FEE
    return LineKind.ADJUSTMENT if sku in ADJUSTMENTS else LineKind.PRODUCT


def read(*, today: date, tiny: bool = False) -> Stream:
    """Read the file, or the small part of it that tests use."""
    move = shift(today)
    invoices: dict[str, Invoice] = {}
    descriptions: dict[str, dict[str, int]] = defaultdict(dict)
    for number, code, text, quantity, moment, price, customer, _country in rows(tiny=tiny):
        invoice = invoices.get(number)
        if invoice is None:
            invoice = Invoice(number, datetime.fromisoformat(moment) + move, customer, OrderKind.SALE)
            invoices[number] = invoice
        sku = code.upper().strip()
        invoice.lines.append(Line(line_kind(sku), sku, int(quantity), soles(price)))
        invoice.free = invoice.free and float(price) == 0
        invoice.web = invoice.web or sku == "DOT"
        invoice.marketplace = invoice.marketplace or sku == "AMAZONFEE"
        seen = descriptions[sku]
        seen[text] = seen.get(text, 0) + 1
    for invoice in invoices.values():
        invoice.kind = _kind(invoice)
    return Stream(list(invoices.values()), descriptions)


def rows(*, tiny: bool = False) -> Iterator[list[str]]:
    """The lines of the file as they are, without its header."""
    content = TINY.read_bytes() if tiny else gzip.decompress(FILE.read_bytes())
    with StringIO(content.decode("utf-8"), newline="") as handle:
        reader = csv.reader(handle)
        next(reader)
        yield from reader


def _kind(invoice: Invoice) -> str:
    """``C`` is a return; bookkeeping (``A``, or nobody's lines without price) is an adjustment; the rest are sales."""
    if invoice.number.startswith("C"):
        return OrderKind.RETURN
    if invoice.number.startswith("A") or (invoice.free and not invoice.customer):
        return OrderKind.ADJUSTMENT
    return OrderKind.SALE
